"""Who reads which address, and how often."""

from datetime import timedelta

from app.calendars import queries, rules
from app.core import clock


def note_fetch(link_id: int, client: str) -> timedelta | None:
    """Count a reading; how long to wait when there were too many, in which case nothing is written."""
    fetch, now = queries.fetch_held(link_id), clock.now()
    if wait := rules.wait_before_fetch(fetch, now):
        return wait
    if now >= fetch.counted_since + rules.FETCH_WINDOW:
        fetch.counted_since, fetch.count = now, 0
    fetch.count += 1
    fetch.last_at, fetch.client = now, client
    return None
