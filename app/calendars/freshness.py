"""Whether a client still holds what it would get, and how the answer looks. Pure: the fast path and Flask both answer
from here, so they cannot differ."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import http_date, parse_accept_header

from app.bookings.models import ActivityKind
from app.core import http_cache
from app.core.clock import HOUSE_ZONE

MIME = "text/calendar; charset=utf-8"
LEVEL = 1  # of compressing: more costs more than the bytes it saves
SENTENCES = {
    400: f"There is no such kind of event. There are: {', '.join(ActivityKind)}.",
    404: "There is no calendar at this address.",
    410: "This calendar link was taken back. Make a new one on the site.",
    429: "Too often. Calendars need to ask once in five minutes at the most.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is remembered of a body, and the sum of its topics' revisions as they are now.

    `changed_at` is None for bytes that were not remembered: somebody else's were newer.
    """

    digest: str
    changed_at: datetime | None
    for_day: date
    epoch: str
    topics_sum: int
    sum_now: int
    events: int
    latest_revised_at: datetime | None

    def holds(self, today: date, epoch: str) -> bool:
        """Revisions only ever count up, so their sum is the same only while none of them has moved."""
        return self.sum_now == self.topics_sum and self.for_day == today and self.epoch == epoch


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a request says of what its client holds and can read. `at` is the moment before anything was looked up: an
    answer that dates itself by it never claims to know of a later change."""

    at: datetime
    if_none_match: str | None
    if_modified_since: str | None
    accept_encoding: str
    attachment: bool

    @property
    def today(self) -> date:
        return self.at.astimezone(HOUSE_ZONE).date()

    @property
    def reads_gzip(self) -> bool:
        return len(self.accept_encoding) <= 500 and _reads_gzip(self.accept_encoding)


@dataclass(frozen=True, slots=True)
class Address:
    """The name its file has, and whether it is somebody's secret."""

    name: str
    private: bool


@dataclass(frozen=True, slots=True)
class Told:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Verdict(Enum):
    SAME = auto()
    SEND = auto()
    BUILD = auto()


def verdict(known: Known | None, wanted: Wanted, epoch: str) -> Verdict:
    if known is None or not known.holds(wanted.today, epoch):
        return Verdict.BUILD
    return Verdict.SAME if is_same(known, wanted) else Verdict.SEND


def is_same(known: Known, wanted: Wanted) -> bool:
    """Whether the client holds these very bytes, packed or not."""
    tags = wanted.if_none_match
    if tags is not None and tags in (f'"{known.digest}"', f'"{packed_tag(known.digest)}"'):
        return True
    return any(
        http_cache.not_modified(tags, wanted.if_modified_since, etag=tag, changed_at=known.changed_at, now=wanted.at)
        for tag in (known.digest, packed_tag(known.digest))
    )


def packed_tag(digest: str) -> str:
    return f"{digest}-gz"


def same(known: Known, wanted: Wanted, address: Address) -> Told:
    packed = packed_tag(known.digest)
    tag = packed if packed in (wanted.if_none_match or "") else known.digest
    return Told(304, [("ETag", f'"{tag}"'), *_always(wanted, address)], b"")


def whole(known: Known, plain: bytes, packed: bytes | None, wanted: Wanted, address: Address) -> Told:
    """The feed; packed where that is at hand and can be read."""
    is_packed = packed is not None and wanted.reads_gzip
    body = packed if packed is not None and is_packed else plain
    way = "attachment" if wanted.attachment else "inline"
    headers = [
        ("Content-Type", MIME),
        ("Content-Length", str(len(body))),
        ("Content-Disposition", f'{way}; filename="{address.name}.ics"'),
        ("ETag", f'"{packed_tag(known.digest) if is_packed else known.digest}"'),
        *([("Content-Encoding", "gzip")] if is_packed else []),
        *_always(wanted, address),
    ]
    if modified := http_cache.last_modified(known.changed_at, now=wanted.at):
        headers.append(("Last-Modified", modified))
    return Told(200, headers, body)


def refusal(status: int, *, retry_after: int | None = None) -> Told:
    """For a machine, so a line of text: the site's own page would ask who is signed in and cost far more."""
    body = f"{SENTENCES[status]}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex"),
        ("Referrer-Policy", "no-referrer"),
        *([("Retry-After", str(retry_after))] if retry_after is not None else []),
    ]
    return Told(status, headers, body)


def pack(plain: bytes) -> bytes:
    """The same bytes for the same bytes: nothing of the time in them."""
    return gzip.compress(plain, LEVEL, mtime=0)


def _always(wanted: Wanted, address: Address) -> Iterator[tuple[str, str]]:
    yield "Cache-Control", f"{'private' if address.private else 'public'}, max-age=300"
    yield "Vary", "Accept-Encoding"
    yield "X-Robots-Tag", "noindex"
    yield "Date", _dated(int(wanted.at.timestamp()))
    if address.private:
        yield "Referrer-Policy", "no-referrer"


@lru_cache(4)
def _dated(second: int) -> str:
    return http_date(datetime.fromtimestamp(second, UTC))


@lru_cache(256)
def _reads_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0 if accepted else False
