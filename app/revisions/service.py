from app.core import clock
from app.core.db import db
from app.revisions.models import Revision


def bump(*topics: str) -> None:
    """Called by every service whose data feeds show, in the same transaction; topics in order, so none deadlock."""
    now = clock.now()
    for topic in sorted(set(topics)):
        revision = db.session.get(Revision, topic, with_for_update=True)
        if revision is None:
            db.session.merge(Revision(topic=topic, number=1, changed_at=now))
        else:
            revision.number += 1
            revision.changed_at = now
    db.session.flush()
