"""The terms of one venue, and a request of Lan's that does not keep them: late, and with more speakers than there are."""

from datetime import timedelta

from app.bookings import service
from app.bookings.models import ActivityKind, Noise
from app.bookings.rules import BookingRequest
from app.core.db import db
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.demo.bookings import SAMPLE_EN, SAMPLE_VI, on_a_free_day
from app.demo.cases import Cast
from app.demo.story import Story
from app.spaces.queries import spaces_of
from app.venues.models import Equipment, Quota, QuotaMeasure, QuotaPeriod, VenueApprover
from app.venues.queries import venue_by_slug
from app.venues.service import change_venue

WHERE = "san-vuon-ho"


def write_policy(story: Story, cast: Cast) -> None:
    story.then(story.now - timedelta(hours=5), lambda: _set_terms(cast))
    story.then(story.now - timedelta(hours=4), lambda: _ask_late(story, cast))


def _set_terms(cast: Cast) -> None:
    venue = venue_by_slug(WHERE)
    if venue is None:
        return
    change_venue(
        venue,
        actor=cast.people["tuan"],
        notice_min_hours=7 * 24,
        notice_max_days=180,
        length_max_minutes=8 * 60,
        cancel_until_hours=48,
        breaches_become_requests=True,
    )
    db.session.add_all(
        [
            Quota(
                public_id=new_public_id(), venue_id=venue.id, period=QuotaPeriod.WEEK, measure=QuotaMeasure.HOURS, amount=8
            ),
            VenueApprover(venue_id=venue.id, user_id=cast.people["thu"].id),
            Equipment(
                public_id=new_public_id(), venue_id=venue.id, name_vi="Loa di động (minh họa)",
                name_en="Portable speaker (sample)", stock=2, position=900,
            ),
        ]
    )  # fmt: skip
    db.session.flush()


def _ask_late(story: Story, cast: Cast) -> None:
    venue = venue_by_slug(WHERE)
    lan = cast.people["lan"]
    if venue is None:
        return
    speakers = db.session.query(Equipment).filter_by(venue_id=venue.id).order_by(Equipment.id).all()
    wanted = BookingRequest(
        space_id=spaces_of(lan)[0].id,
        venue_ids=(venue.id,),
        title_vi="Hát ru bên hồ",
        title_en="Lullabies by the lake",
        about_vi=f"Các bà trong tổ dân phố hát ru và kể tích cũ, trẻ em ngồi chiếu.\n\n{SAMPLE_VI}",
        about_en=f"Grandmothers of the neighbourhood sing lullabies and tell old stories.\n\n{SAMPLE_EN}",
        public=Timespan(story.moment(3, "16:30"), story.moment(3, "18:30")),
        setup=timedelta(minutes=45),
        strike=timedelta(minutes=30),
        expected_people=40,
        activity_kind=ActivityKind.PERFORMANCE,
        noise=Noise.MUSIC,
        equipment=tuple((one.id, one.stock + 1) for one in speakers[:1]),
    )
    service.request_booking(on_a_free_day(wanted, among_rivals=False), actor=lan, key="demo:terms")
