"""When the bytes of a feed last changed."""

from datetime import date, datetime

from app.calendars import queries
from app.calendars.models import FeedBody
from app.core import clock
from app.core.db import db


def note_body(key: str, digest: str) -> datetime:
    """Remember when the bytes under `key` last changed, whatever changed them; that instant never goes back."""
    known = queries.feed_body(key)
    now = clock.now()
    if known is None:
        known = FeedBody(
            key=key, body_digest=digest, changed_at=now, for_day=date.min, epoch="", topics_sum=0, events=0
        )
        db.session.add(known)
        db.session.flush()
    elif known.body_digest != digest:
        known.body_digest, known.changed_at = digest, max(now, known.changed_at)
    return known.changed_at
