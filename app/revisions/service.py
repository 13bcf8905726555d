from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import db
from app.revisions.models import Revision


def bump(*topics: str) -> None:
    """Called by every service whose data feeds show, in the same transaction; topics in order, so none deadlock.

    Any "words:…" moves "words" as well, for those who show names of whatever kind.

    One statement per topic: two who bump a new topic at once would both find nothing and both insert.
    """
    now = clock.now()
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    db.session.flush()
    rolled_up = {"words"} if any(topic.startswith("words:") for topic in topics) else set()
    for topic in sorted({*topics, *rolled_up}):
        row = insert(Revision).values(topic=topic, number=1, changed_at=now)
        counted = row.on_conflict_do_update(
            index_elements=[Revision.topic], set_={"number": Revision.number + 1, "changed_at": now}
        )
        db.session.scalars(counted.returning(Revision), execution_options={"populate_existing": True}).one()
