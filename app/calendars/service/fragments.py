"""Lines of entries, kept for the next reader."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.calendars.definition import PAST_DAYS
from app.calendars.fragments import Fragment
from app.calendars.models import FeedFragment
from app.core import clock
from app.core.db import db

OVER_KEPT = timedelta(days=PAST_DAYS + 30)  # no window reaches further back
_KEY = ("thing", "depth", "language")


def keep_fragments(made: Sequence[Fragment]) -> None:
    """Whoever writes last is right enough: lines are used only while their stamp is the one that is asked for."""
    if not made:
        return
    row = (sqlite.insert if db.is_sqlite else postgresql.insert)(FeedFragment)
    values = {name: row.excluded[name] for name in made[0].row if name not in _KEY}
    upsert = row.on_conflict_do_update(index_elements=list(_KEY), set_=values)
    db.session.connection().execute(upsert, sorted((one.row for one in made), key=lambda one: one["thing"]))


def forget_fragments() -> None:
    """Of what no feed shows any more."""
    db.session.execute(delete(FeedFragment).where(FeedFragment.last_day < clock.today() - OVER_KEPT))
