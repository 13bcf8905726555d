"""What every write of a venue does around itself: hold it, ask whether it was changed meanwhile, and tell."""

import hashlib
from typing import Any

from app.accounts.models import User
from app.audit.queries import entries_of
from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.revisions.service import bump
from app.venues.models import Venue


def seen(*facts: object) -> str:
    """Names the facts that a page was made of, to be compared when its form comes back."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


def check_seen(venue: Venue | None, was: str | None, now: str, action: str) -> None:
    """Raises `venue.changed_by` when what was `was` seen is not what stands `now`. None: nobody looked before."""
    if was is not None and was != now:
        raise _changed_meanwhile(subject_of(venue), action)


def _changed_meanwhile(subject: str, action: str) -> DomainError:
    saved = next((e for e in reversed(entries_of(subject)) if e.action == action), None)
    who = db.session.get(User, saved.actor_id) if saved and saved.actor_id else None
    if saved is None or who is None:
        return DomainError("venue.changed")
    return DomainError("venue.changed_by", who=who.name, when=saved.at)


def tell(venue: Venue | None, action: str, actor: Any, **payload: Any) -> None:
    """After the write; of all venues together where there is none."""
    db.session.flush()
    record(subject_of(venue), action, actor=actor, payload={name: str(value) for name, value in payload.items()})
    bump("venues", *([subject_of(venue)] if venue else []))
    db.session.flush()


def subject_of(venue: Venue | None) -> str:
    return f"venue:{venue.id}" if venue else "venues"
