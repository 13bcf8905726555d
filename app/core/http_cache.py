"""Whether a client still holds the current bytes: RFC 9110 §13, on header values in hand."""

from datetime import UTC, datetime, timedelta

from werkzeug.http import http_date, parse_date, parse_etags

from app.core import clock


def not_modified(
    if_none_match: str | None,
    if_modified_since: str | None,
    *,
    etag: str,
    changed_at: datetime | None,
    now: datetime | None = None,
) -> bool:
    """True answers 304. `etag` comes without its quotes; `None` for a header means it was not sent.

    If-None-Match decides alone when it is there, compared weakly. A date nobody can read, or one still to
    come, says nothing about what the client holds. `now` is the clock's unless given.
    """
    if if_none_match is not None:
        return parse_etags(if_none_match).contains_weak(etag)
    since = _instant(if_modified_since)
    if since is None or changed_at is None:
        return False
    return _second_after(changed_at) <= since <= (now or clock.now())


def last_modified(changed_at: datetime | None, *, now: datetime | None = None) -> str | None:
    """The header's value: the second after the change, once that has begun; until then None.

    Dates know no parts of a second. Who was answered just before the change and sends back the `Date` of that answer
    names the second of the change itself, so only a later one can vouch.
    """
    if changed_at is None or (now or clock.now()) < _second_after(changed_at):
        return None
    return http_date(_second_after(changed_at))


def _instant(header: str | None) -> datetime | None:
    try:
        return parse_date(header)
    except (OverflowError, ValueError):
        return None


def _second_after(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
