from app.calendars.service.bodies import note_body
from app.calendars.service.links import definition_of, make_link, renew_link, revoke_link
from app.calendars.service.reads import forget_old_reads, note_fetch

__all__ = ["definition_of", "forget_old_reads", "make_link", "note_body", "note_fetch", "renew_link", "revoke_link"]
