from app.core.db import db
from app.numbering.models import Counter


def last_number(name: str) -> int:
    """The last number given out under `name`; 0 before the first."""
    counter = db.session.get(Counter, name)
    return counter.value if counter else 0
