from app.calendars.service.bodies import (
    Built,
    as_known,
    build,
    forget_all_bodies,
    forget_bodies,
    has_room,
    keep_bytes,
    remember,
)
from app.calendars.service.fragments import forget_fragments, keep_fragments
from app.calendars.service.links import (
    add_device,
    definition_of,
    join_personal,
    make_link,
    renew_link,
    replaced_before,
    revoke_link,
)
from app.calendars.service.personal import change_personal, choice_of
from app.calendars.service.reads import forget_old_reads

__all__ = [
    "Built",
    "add_device",
    "as_known",
    "build",
    "change_personal",
    "choice_of",
    "definition_of",
    "forget_all_bodies",
    "forget_bodies",
    "forget_fragments",
    "forget_old_reads",
    "has_room",
    "join_personal",
    "keep_bytes",
    "keep_fragments",
    "make_link",
    "remember",
    "renew_link",
    "replaced_before",
    "revoke_link",
]
