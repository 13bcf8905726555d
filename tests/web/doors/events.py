from sqlalchemy import select

from app.core.db import db
from app.events.models import Event, EventStatus, Whereabouts
from tests.web.doors.door import TEAM, Door
from tests.web.doors.here import Here

DOORS = {
    "events.cancel_date": Door("signed_in", TEAM),
    "events.date": Door("signed_in", TEAM),
    "events.dates": Door("signed_in", TEAM),
    "events.delete": Door("signed_in", TEAM),
    "events.edit": Door("signed_in", TEAM),
    "events.mine": Door("signed_in"),
    "events.new": Door("signed_in"),
    "events.picture": Door("signed_in", TEAM),
    "events.preview": Door("signed_in", TEAM),
    "events.publish": Door("signed_in", TEAM),
    "events.remove_picture": Door("signed_in", TEAM),
    "events.take_back": Door("signed_in", TEAM),
    "events.withdraw": Door("signed_in", TEAM),
    "events_staff.approve": Door("is_coordinator", apart="find"),
    "events_staff.decline": Door("is_coordinator", apart="find"),
    "events_staff.index": Door("is_coordinator"),
    "events_staff.letters_again": Door("is_coordinator", apart="find"),
    "events_staff.letters_settled": Door("is_coordinator", apart="find"),
    "events_staff.one": Door("is_coordinator", apart="find"),
    "events_staff.take_down": Door("is_coordinator", apart="find"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    """One at the owner's own place, so that its dates are its own, and one that waits for the Centre."""
    query = select(Event).where(Event.space_id == here.space.id).order_by(Event.id)
    own = db.session.scalars(query.where(Event.where == Whereabouts.SPACE)).first()
    waiting = db.session.scalars(query.where(Event.status == EventStatus.WAITING)).first()
    assert own
    assert waiting
    return {
        "events": {"public_id": own.public_id, "uuid": own.dates[0].uuid},
        "events_staff": {"public_id": waiting.public_id},
    }
