from app.calendars.service.bodies import Built, as_known, build, forget_bodies, has_room, keep_packed, remember
from app.calendars.service.links import definition_of, make_link, renew_link, revoke_link
from app.calendars.service.reads import forget_old_reads, note_fetch

__all__ = [
    "Built",
    "as_known",
    "build",
    "definition_of",
    "forget_bodies",
    "forget_old_reads",
    "has_room",
    "keep_packed",
    "make_link",
    "note_fetch",
    "remember",
    "renew_link",
    "revoke_link",
]
