"""What a letter carries for calendars (iTIP, RFC 5546, by mail, RFC 6047).

A letter speaks of the moment it was written, so the entries are kept with it as JSON, not asked for again at
delivery. The site's address and the domain of UIDs are put in only then, as with paths in letters.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from typing import Any

from app.core.ical import Entry, Method, Party, Status, itip_bytes, published_bytes
from app.mail.models import InvitationSent

# Stand in for what only delivery knows.
SITE_URL, UID_DOMAIN = "https://site.invalid", "site.invalid"
FILE_NAME = "lich.ics"


@dataclass(frozen=True)
class Invitation:
    method: Method
    body: bytes


@dataclass(frozen=True)
class Said:
    """One thing that a letter does to a calendar: brings a state of an entry, or takes the entry out."""

    uid: str
    sequence: int
    method: str

    @classmethod
    def by(cls, method: str, entry: Mapping[str, Any]) -> "Said":
        """A file of several dates may bring some and take out others."""
        off = method == Method.CANCEL or entry["status"] == Status.CANCELLED
        return cls(entry["uid"], entry["sequence"], Method.CANCEL if off else Method.REQUEST)

    @classmethod
    def in_row(cls, row: InvitationSent) -> "Said":
        return cls(row.uid, row.sequence, row.method)

    def is_old_news(self, told: Iterable["Said"]) -> bool:
        """A newer state has been told, or this one; taking out goes over bringing."""
        return any(
            one.uid == self.uid
            and (
                one.sequence > self.sequence
                or (one.sequence == self.sequence and one.method in (self.method, Method.CANCEL))
            )
            for one in told
        )


def said_by(kept: Mapping[str, Any]) -> list[Said]:
    """By UID, so that two who write the same rows at once write them in one order."""
    return sorted({Said.by(kept["method"], entry) for entry in kept["entries"]}, key=lambda one: one.uid)


def only(kept: Mapping[str, Any], said: Collection[Said]) -> dict[str, Any] | None:
    """What of a letter's entries says one of these; None where nothing does."""
    entries = [entry for entry in kept["entries"] if Said.by(kept["method"], entry) in said]
    return {**kept, "entries": entries} if entries else None


def packed(method: Method, entries: Sequence[Entry]) -> dict[str, Any]:
    """JSON of entries whose addresses and UIDs were made with the stand-ins."""
    return {"method": method, "entries": [{k: _plain(v) for k, v in asdict(entry).items()} for entry in entries]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def unpacked(kept: Mapping[str, Any], *, site_url: str, uid_domain: str) -> tuple[Method, list[Entry]]:
    return Method(kept["method"]), [_entry(raw, site_url, uid_domain) for raw in kept["entries"]]


def _entry(raw: Mapping[str, Any], site_url: str, uid_domain: str) -> Entry:
    return Entry(
        **{
            **raw,
            **{name: datetime.fromisoformat(raw[name]) for name in raw if name.endswith("_at")},
            "uid": raw["uid"].removesuffix(UID_DOMAIN) + uid_domain,
            "url": raw["url"].replace(SITE_URL, site_url, 1),
            "status": Status(raw["status"]),
            "geo": tuple(raw["geo"]) if raw["geo"] else None,
            "categories": tuple(raw["categories"]),
        }
    )


def invitation(
    kept: Mapping[str, Any], *, organizer: Party, attendee: Party, site_url: str, uid_domain: str, prodid: str
) -> Invitation | None:
    """None when the house would invite itself, which some servers answer by dropping the letter."""
    if organizer.email.casefold() == attendee.email.casefold():
        return None
    method, entries = unpacked(kept, site_url=site_url, uid_domain=uid_domain)
    if method is Method.PUBLISH:
        return Invitation(method, published_bytes(entries, organizer, prodid=prodid))
    (entry,) = entries
    return Invitation(method, itip_bytes(method, entry, organizer, attendee, prodid=prodid))


def carrying(letter: Message, invited: Invitation, *, mark: str) -> MIMEMultipart:
    """The letter with its invitation, under the letter's own headers: beside the text, where calendars look, and as a file, for people to open.

    Events that are only published are a file alone: programs act on one invitation a letter. `mark` makes the
    boundaries, so that a letter sent twice is the same letter.
    """
    whole = MIMEMultipart("mixed", boundary=f"mixed-{mark}")
    for name, value in list(letter.raw_items()):  # as they were encoded: read and set, they would be folded anew
        if not name.lower().startswith("content-"):
            del letter[name]
            if name not in whole:
                whole.set_raw(name, value)
    if invited.method is Method.PUBLISH:
        whole.attach(letter)
    else:
        alternative = MIMEMultipart("alternative", boundary=f"alternative-{mark}")
        alternative.attach(letter)
        alternative.attach(_calendar(invited))
        whole.attach(alternative)
    file = _calendar(invited)
    file.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    whole.attach(file)
    return whole


def _calendar(invited: Invitation) -> MIMEBase:
    """In base64, so that no server between here and the reader touches a line end."""
    part = MIMEBase("text", "calendar", method=invited.method, charset="UTF-8")
    part.set_payload(invited.body)
    encode_base64(part)
    return part
