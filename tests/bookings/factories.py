"""Spaces, venues and requests as plain as they come; everything but rows of other features goes through services."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.accounts.models import User
from app.bookings import service
from app.bookings.models import Booking
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id
from app.core.timespan import Timespan, at
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.spaces.models import Space, TeamMember, TeamRole
from app.venues.models import Area, BookableHours, Policy, SoftEdge, Venue
from app.venues.queries import venue_by_slug

MONDAY = date(2026, 12, 7)
ZONE = clock.HOUSE_ZONE


def span(start: str, end: str, day: date = MONDAY, last: date | None = None) -> Timespan:
    """Local wall-clock times of a day, or from one day to another."""
    return Timespan(at(day, time.fromisoformat(start), ZONE), at(last or day, time.fromisoformat(end), ZONE))


def space(
    owner: User, name: str = "Xưởng Mây", *, grade: Grade | None = Grade.FULL, member: User | None = None
) -> Space:
    now = clock.now()
    made = Space(
        public_id=new_public_id(), slug=new_public_id(), name_vi=name, name_en=f"{name} (en)", summary_vi="Một xưởng.",
        kinds=["art_space"], ownership="private", fields=[], online=True, channels={}, created_at=now, updated_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add(TeamMember(space_id=made.id, user_id=owner.id, role=TeamRole.OWNER, joined_at=now))
    if member is not None:
        db.session.add(TeamMember(space_id=made.id, user_id=member.id, role=TeamRole.MEMBER, joined_at=now))
    if grade is not None:
        db.session.add(
            MembershipEvent(
                space_id=made.id, kind=EventKind.ADMITTED, grade=grade, effective_on=date(2026, 1, 1),
                valid_until=date(2030, 1, 1), recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    db.session.flush()
    return made


def area(code: str) -> Area:
    made = Area(code=code, name_vi=f"Khu {code}", name_en=f"Area {code}")
    db.session.add(made)
    db.session.flush()
    return made


def venue(slug: str, *areas: Area, policy: Policy = Policy.INSTANT, **values: Any) -> Venue:
    made = Venue(
        slug=slug, position=100, name_vi=f"Nhà {slug}", name_en=f"House {slug}", summary_vi="", policy=policy,
        areas=list(areas) or [area(slug)], **values,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        BookableHours(venue_id=made.id, weekday=day, opens=time(7), closes=time(22)) for day in range(7)
    )
    db.session.flush()
    return made


def the_venue(slug: str) -> Venue:
    found = venue_by_slug(slug)
    assert found is not None
    return found


def edge(one: Area, other: Area) -> None:
    db.session.add(SoftEdge(area_id=one.id, other_area_id=other.id, kind="sound", note_vi="Ồn", note_en="Loud"))
    db.session.flush()


def request(host: Space | None, *venues: Venue, when: Timespan | None = None, **values: Any) -> BookingRequest:
    return BookingRequest(
        space_id=host.id if host else None,
        venue_ids=tuple(v.id for v in venues),
        title_vi=values.pop("title_vi", "Đêm nhạc"),
        public=when or span("19:00", "21:00"),
        **values,
    )


def book(actor: User, host: Space | None, *venues: Venue, when: Timespan | None = None, **values: Any) -> Booking:
    return service.request_booking(request(host, *venues, when=when, **values), actor=actor, key=new_public_id())


HOUR = timedelta(hours=1)
