from sqlalchemy import select

from app.bookings.models import (
    Booking,
    Closure,
    HandoverPhoto,
    Reach,
)
from app.bookings.queries import checklist
from app.bookings.queries.agreements import all_agreements
from app.bookings.queries.papers import papers_of
from app.core import clock
from app.core.db import db
from app.venues.queries import exceptions_from, seasons_of, venue_by_slug
from tests.web.doors.door import STAFF, TEAM, Door
from tests.web.doors.here import Here

DOORS = {
    "agreements.ask": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "agreements.check": Door("anyone"),
    "agreements.pdf": Door("signed_in", (*TEAM, *STAFF)),
    "agreements_staff.agreements": Door("is_centre_staff"),
    "booking_papers.add": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_papers.add_suggested": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_papers.drop": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_papers.file": Door("signed_in", (*TEAM, *STAFF)),
    "booking_papers.hand_in": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_papers.show": Door("signed_in", (*TEAM, *STAFF)),
    "booking_changes.change": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_changes.withdraw": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_changes.equipment": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "booking_changes.words": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "bookings.accept": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "after_use.no_show": Door("signed_in", (*TEAM, *STAFF), acts=TEAM),
    "after_use.photo": Door("signed_in", (*TEAM, *STAFF)),
    "after_use.report": Door("signed_in", (*TEAM, *STAFF), acts=TEAM),
    "checklist_staff.index": Door("can_keep_checklist"),
    "checklist_staff.item": Door("can_keep_checklist"),
    "checklist_staff.move": Door("can_keep_checklist"),
    "day_staff.check_in": Door("is_coordinator"),
    "day_staff.hand_over": Door("is_coordinator"),
    "day_staff.leave": Door("is_coordinator"),
    "day_staff.no_show": Door("is_coordinator"),
    "day_staff.one": Door("is_centre_staff"),
    "day_staff.photo": Door("is_centre_staff"),
    "day_staff.remove_photo": Door("is_coordinator"),
    "day_staff.sheet": Door("is_centre_staff"),
    "day_staff.today": Door("is_centre_staff"),
    "day_staff.undo_check_in": Door("is_coordinator"),
    "day_staff.undo_leave": Door("is_coordinator"),
    "day_staff.undo_no_show": Door("is_coordinator"),
    "uses_staff.index": Door("is_centre_staff"),
    "bookings.cancel": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "bookings.day": Door("anyone"),
    "bookings.find": Door("anyone"),
    "bookings.leave": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "bookings.mine": Door("signed_in"),
    "bookings.month": Door("anyone"),
    "bookings.new": Door("signed_in"),
    "bookings.series": Door("signed_in", (*TEAM, *STAFF)),
    "bookings.series_act": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "bookings.show": Door("signed_in", (*TEAM, *STAFF)),
    "bookings_staff.board": Door("is_centre_staff"),
    "bookings_staff.board_feed": Door("is_centre_staff"),
    "bookings.turn_down": Door("signed_in", (*TEAM, *STAFF), acts=(*TEAM, "coordinator")),
    "bookings_staff.cancel": Door("is_coordinator"),
    "bookings_staff.close": Door("is_coordinator"),
    "bookings_staff.change_closure": Door("is_coordinator"),
    "bookings_staff.closure": Door("is_coordinator"),
    "bookings_staff.closure_letter": Door("is_coordinator"),
    "bookings_staff.closures": Door("is_coordinator"),
    "bookings_staff.confirm": Door("is_coordinator"),
    "bookings_staff.counter": Door("is_coordinator"),
    "bookings_staff.day": Door("is_centre_staff"),
    "bookings_staff.decide": Door("is_coordinator"),
    "bookings_staff.decline": Door("is_coordinator"),
    "bookings_staff.import_closures": Door("is_coordinator"),
    "bookings_staff.inbox": Door("is_coordinator"),
    "bookings_staff.letters_again": Door("is_coordinator"),
    "bookings_staff.letters_settled": Door("is_coordinator"),
    "bookings_staff.lift": Door("is_coordinator"),
    "bookings_staff.month": Door("is_centre_staff"),
    "bookings_staff.move": Door("is_coordinator"),
    "bookings_staff.new": Door("is_coordinator"),
    "bookings_staff.not_reached": Door("is_coordinator"),
    "bookings_staff.reached": Door("is_coordinator"),
    "bookings_staff.offer": Door("is_coordinator"),
    "bookings_staff.remove": Door("is_coordinator"),
    "bookings_staff.series": Door("is_coordinator"),
    "bookings_staff.waiting": Door("is_coordinator"),
    "bookings_staff.wish": Door("is_coordinator"),
    "bookings_staff.grant": Door("is_coordinator"),
    "bookings_staff.grant_both": Door("is_coordinator"),
    "bookings_staff.refuse_wish": Door("is_coordinator"),
    "bookings_staff.swap": Door("is_coordinator"),
    "lapses_staff.lapsed": Door("is_coordinator"),
    "lapses_staff.settle": Door("is_coordinator", apart="act"),
    "venue_hours.exceptions": Door("can_manage_venues"),
    "venue_hours.new_season": Door("can_manage_venues"),
    "venue_hours.remove_exception": Door("can_manage_venues"),
    "venue_hours.remove_season": Door("can_manage_venues"),
    "venue_hours.season": Door("can_manage_venues"),
    "venue_hours.week": Door("can_manage_venues"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    in_series = db.session.scalars(
        select(Booking.series_id)
        .where(Booking.space_id == here.space.id, Booking.series_id.is_not(None))
        .order_by(Booking.id)
    ).first()
    assert in_series
    handed = db.session.scalars(
        select(HandoverPhoto).join(Booking).where(Booking.space_id == here.space.id).order_by(HandoverPhoto.id)
    ).first()
    assert handed
    closure = db.session.scalars(select(Closure)).first()
    told = db.session.scalars(select(Reach).order_by(Reach.closure_id, Reach.booking_id)).first()
    assert closure
    assert told
    agreement = all_agreements()[-1]
    handed_in = next(paper for paper in papers_of(agreement.booking) if paper.file_id)
    sample = venue_by_slug("di-san-cong-nghiep")
    assert sample
    season, irregular = seasons_of([sample.id])[0], exceptions_from(sample, clock.today())[0]
    return {
        "agreements": {"public_id": agreement.public_id, "code": agreement.check_code},
        "agreements.ask": {"public_id": agreement.booking.public_id},
        "after_use": {"public_id": handed.booking.public_id, "photo_id": handed.public_id},
        "checklist_staff": {"public_id": checklist()[0].public_id, "way": "down"},
        "day_staff": {
            "public_id": handed.booking.public_id,
            "photo_id": handed.public_id,
            "stage": handed.stage,
            "slug": handed.booking.venues[0].slug,
        },
        "bookings": {"public_id": here.booking.public_id},
        "bookings.series": {"public_id": in_series},
        "bookings_staff.series": {"public_id": in_series},
        "bookings.series_act": {"public_id": in_series},
        "booking_papers": {"public_id": agreement.booking.public_id, "paper_id": handed_in.public_id},
        "bookings_staff": {"public_id": here.booking.public_id},
        "booking_changes": {"public_id": here.booking.public_id},
        **{
            f"bookings_staff.{act}": {"public_id": closure.public_id} for act in ("lift", "closure", "change_closure")
        },
        **{
            f"bookings_staff.{act}": {"public_id": told.closure.public_id, "booking_id": told.booking.public_id}
            for act in ("closure_letter", "reached", "not_reached")
        },
        "venue_hours": {"day": str(irregular.day), "first": str(season.first_day), "slug": sample.slug},
    }
