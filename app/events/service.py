from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.service import record
from app.bookings.models import Booking
from app.bookings.queries import venues_left_by
from app.bookings.service.steps import retell
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.ids import new_public_id, new_uuid
from app.core.text import searchable, slugify
from app.core.timespan import Timespan
from app.events import letters, publishing, queries
from app.events.models import Event, EventDate, EventPhoto, EventPhotoSize, EventStatus, Whereabouts
from app.events.publishing import Way, Words
from app.files import photos
from app.files.service import PreparedPhoto
from app.mail import service as mail
from app.memberships.queries import standing_of
from app.memberships.rules import NOBODY, Standing
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import team_space_ids
from app.spaces.service import known_codes


def start_event(
    words: Words,
    *,
    space: Space | None,
    where: str,
    actor: User,
    bookings: Sequence[Booking] = (),
    spans: Sequence[Timespan] = (),
    demo: bool = False,
) -> Event:
    """A draft of `space`, or of the Centre. Its dates are bookings at the museum, and spans of its own elsewhere.

    Raises `event.…` for what the words lack, and where no date is left to publish."""
    _allow(publishing.can_edit(actor, space_id=space.id if space else None, team_space_ids=team_space_ids(actor)))
    space_id = space.id if space else None
    if not _may_host(where, space_id):
        raise DomainError("event.no_member")
    if where == Whereabouts.SPACE and (space is None or space.ward_code is None):
        raise DomainError("event.no_premises")
    now = clock.now()
    event = Event(
        public_id=new_public_id(), uuid=new_uuid(), space_id=space_id, where=where, status=EventStatus.DRAFT,
        created_by=actor.id, created_at=now, updated_at=now, demo=demo,
        **publishing.checked(words, where, _fields_for()),
    )  # fmt: skip
    event.space = space
    event.search_text = _search_text(event)
    _add_with_free_slug(event)
    _set_bookings(event, bookings, now)
    _add_spans(event, spans, now)
    if not event.dates:
        raise DomainError("event.no_date_left")
    _note(event, "event.started", actor)
    return event


def change_event(
    event: Event, words: Words, *, version: int, actor: Any, bookings: Sequence[Booking] | None = None
) -> Way | None:
    """Write what somebody edited from `version`, and which bookings are its dates. A published page of a host that is
    looked at waits again; the way it went then, None for a page that is not shown.

    Raises `event.changed_meanwhile` when another hand saved in between."""
    queries.hold(event)
    if event.version != version:
        raise DomainError("event.changed_meanwhile")
    now = clock.now()
    for name, written in publishing.checked(words, event.where, _fields_for(event)).items():
        setattr(event, name, written)
    if not publishing.was_shown(event):
        _rename_slug(event)
    event.search_text = _search_text(event)
    left: Sequence[Booking] = ()
    if bookings is not None and event.where == Whereabouts.VENUE:
        left = _set_bookings(event, bookings, now)
        if not event.dates:
            raise DomainError("event.no_date_left", field="dates")
    event.updated_at = now
    _note(event, "event.changed", actor, left=left)
    return _look_again(event, actor)


def publish(event: Event, *, version: int, actor: Any) -> Way:
    """Show it, or have the Centre look at it first. Raises `event.no_date_left` where every date is over, called off or
    no longer open to all."""
    queries.hold(event)
    if event.version != version:
        raise DomainError("event.changed_meanwhile")
    now = clock.now()
    _check_dates(event, now)
    if not _may_host(event.where, event.space_id):
        raise DomainError("event.no_member")
    if event.status in (EventStatus.WAITING, EventStatus.PUBLISHED):
        raise DomainError("event.changed_meanwhile")
    way = way_of(event)
    if way == Way.LIVE:
        _show(event, actor, now)
    else:
        _submit(event, actor)
    return way


def way_of(event: Event) -> Way:
    return publishing.way_of(
        space_id=event.space_id,
        standing=_standing(event.space_id),
        published_before=queries.published_before(event.space_id),
        moderated=value("events.moderated"),
        refused=bool(event.reason),
    )


def take_back(event: Event, *, actor: Any) -> None:
    """Before the Centre has answered."""
    queries.hold(event)
    if event.status != EventStatus.WAITING:
        raise DomainError("event.changed_meanwhile")
    _become(event, EventStatus.DRAFT, actor)
    _note(event, "event.taken_back", actor)


def withdraw(event: Event, *, actor: Any) -> None:
    queries.hold(event)
    if event.status != EventStatus.PUBLISHED:
        raise DomainError("event.changed_meanwhile")
    _become(event, EventStatus.WITHDRAWN, actor)
    _note(event, "event.withdrawn", actor)


def delete_event(event: Event, *, actor: Any) -> None:
    """Only what nobody has seen."""
    queries.hold(event)
    if publishing.was_shown(event) or event.status not in (EventStatus.DRAFT, EventStatus.DECLINED):
        raise DomainError("event.was_shown")
    _note(event, "event.deleted", actor)
    for photo in list(event.photos):
        photos.take_out(event.photos, photo)
    db.session.expire(event, ["photos"])
    db.session.delete(event)
    db.session.flush()


def approve(event: Event, *, version: int, actor: User) -> None:
    """As it stood in `version`. Raises `event.decided` when somebody was faster, `event.changed_meanwhile` when its host
    has written something else since, `event.host_lapsed` when that is no member any more."""
    _hold_waiting(event)
    if event.version != version:
        raise DomainError("event.changed_meanwhile")
    now = clock.now()
    if not _may_host(event.where, event.space_id):
        raise DomainError("event.host_lapsed")
    _check_dates(event, now)
    event.decided_by, event.decided_at, event.reason = actor.id, now, ""
    _show(event, actor, now)
    letters.tell(event, letters.APPROVED, actor=actor)


def decline(event: Event, *, reason: str, actor: User) -> None:
    _hold_waiting(event)
    _decide(event, EventStatus.DECLINED, reason, actor)
    _note(event, "event.declined", actor, {"reason": event.reason})
    letters.tell(event, letters.DECLINED, actor=actor)


def take_down(event: Event, *, reason: str, actor: User) -> None:
    """The Centre takes a published page away."""
    queries.hold(event)
    if event.status != EventStatus.PUBLISHED:
        raise DomainError("event.decided")
    _decide(event, EventStatus.WITHDRAWN, reason, actor)
    _note(event, "event.taken_down", actor, {"reason": event.reason})
    letters.tell(event, letters.TAKEN_DOWN, actor=actor)


def send_lost_letters(event: Event, *, actor: User) -> int:
    """What did not arrive leaves once more; returns how many letters that was."""
    return mail.send_lost(letters.about(event), subject=f"event:{event.id}", actor=actor)


def settle_lost_letters(event: Event, *, actor: User) -> int:
    """The people were told in another way."""
    return mail.settle_lost(letters.about(event), subject=f"event:{event.id}", actor=actor)


def add_dates(event: Event, spans: Sequence[Timespan], *, actor: Any) -> None:
    queries.hold(event)
    _own(event)
    now = event.updated_at = clock.now()  # another version: who approves it has seen these dates
    _add_spans(event, spans, now)
    _note(event, "event.dates_added", actor, {"dates": len(spans)})


def move_date(event: Event, uuid: str, span: Timespan, *, actor: Any) -> None:
    queries.hold(event)
    one, now = _date(event, uuid), clock.now()
    if one.cancelled_at is not None:
        raise DomainError("event.date_cancelled")
    if any(other is not one and other.starts_at == span.start for other in event.dates):
        raise DomainError("event.date_twice", field="day")
    one.starts_at, one.ends_at = span.start, span.end
    one.sequence, one.revised_at = one.sequence + 1, now
    event.updated_at = now
    _note(event, "event.date_moved", actor, {"date": uuid, "starts_at": span.start.isoformat()})


def cancel_date(event: Event, uuid: str, *, actor: Any) -> None:
    """It stays on the page, called off; of a page that nobody has seen it goes without a trace."""
    queries.hold(event)
    one, now = _date(event, uuid), clock.now()
    if one.cancelled_at is not None:
        raise DomainError("event.date_cancelled")
    if publishing.was_shown(event):
        one.cancelled_at = one.revised_at = now
        one.sequence += 1
    elif len(event.dates) == 1:
        raise DomainError("event.last_date")
    else:
        event.dates.remove(one)
    _note(event, "event.date_cancelled", actor, {"date": uuid})


def set_picture(event: Event, prepared: PreparedPhoto, *, alt_vi: str, alt_en: str | None, actor: Any) -> Way | None:
    """One a page: the one before goes. A page that is looked at waits again, as with other words."""
    queries.hold(event)
    photos.check_alt(alt_vi, alt_en)
    _drop_pictures(event)
    photo = EventPhoto(event_id=event.id)
    photos.take_in(photo, [], prepared, EventPhotoSize, alt_vi=alt_vi, alt_en=alt_en, actor=actor)
    db.session.expire(event, ["photos"])
    event.updated_at = clock.now()
    _note(event, "event.picture_set", actor, {"photo": photo.public_id})
    return _look_again(event, actor)


def describe_picture(event: Event, *, alt_vi: str, alt_en: str | None, actor: Any) -> Way | None:
    queries.hold(event)
    if not event.photos:
        raise DomainError("event.no_picture")
    photos.describe(event.photos[0], alt_vi, alt_en)
    event.updated_at = clock.now()
    _note(event, "event.picture_described", actor)
    return _look_again(event, actor)


def remove_picture(event: Event, *, actor: Any) -> None:
    queries.hold(event)
    if event.photos:
        _drop_pictures(event)
        _note(event, "event.picture_removed", actor)


def _drop_pictures(event: Event) -> None:
    for photo in list(event.photos):
        photos.take_out([photo], photo)
    db.session.expire(event, ["photos"])


def _look_again(event: Event, actor: Any) -> Way | None:
    """What becomes of a page that somebody has changed; None where it is not shown."""
    if event.status != EventStatus.PUBLISHED:
        return None
    way = way_of(event)
    if way == Way.WAITING:
        _submit(event, actor)
    return way


def _submit(event: Event, actor: Any) -> None:
    _become(event, EventStatus.WAITING, actor)
    event.submitted_at = clock.now()
    _note(event, "event.submitted", actor)


def _show(event: Event, actor: Any, now: datetime) -> None:
    _become(event, EventStatus.PUBLISHED, actor)
    if not publishing.was_shown(event):
        _rename_slug(event)
        event.published_at = now
    _note(event, "event.published", actor)


def _become(event: Event, status: EventStatus, actor: Any) -> None:
    publishing.check_transition(event.status, status)
    event.status, event.updated_at = status, clock.now()


def _decide(event: Event, status: EventStatus, reason: str, actor: User) -> None:
    if not reason.strip():
        raise DomainError("event.missing", field="reason")
    if len(reason) > publishing.REASON_MAX:
        raise DomainError("event.too_long", field="reason", max=publishing.REASON_MAX)
    _become(event, status, actor)
    event.reason, event.decided_by, event.decided_at = reason.strip(), actor.id, clock.now()


def _hold_waiting(event: Event) -> None:
    queries.hold(event)
    if event.status != EventStatus.WAITING:
        raise DomainError("event.decided")


def _check_dates(event: Event, now: datetime) -> None:
    if not publishing.has_dates_left(event.dates, now):
        raise DomainError("event.no_date_left")


def _set_bookings(event: Event, bookings: Collection[Booking], now: datetime) -> Sequence[Booking]:
    """Those dates that lie behind stay; of those ahead exactly these. Returns those that have left the page."""
    wanted, left = {booking.id for booking in bookings}, []
    for one in list(event.dates):
        if one.booking is not None and one.booking_id not in wanted and publishing.bears_a_page(one.booking, now):
            retell([one.booking], now)
            left.append(one.booking)
            event.dates.remove(one)
    known = {one.booking_id for one in event.dates}
    for booking in bookings:
        if booking.id in known:
            continue
        if not publishing.bears_a_page(booking, now):
            raise DomainError("event.not_open", field="dates")
        if booking.space_id != event.space_id:
            raise DomainError("event.not_open", field="dates")
        event.dates.append(EventDate(uuid=new_uuid(), booking=booking, revised_at=now))
    _check_room(event)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:  # another page took the date between the look and the write
        raise DomainError("event.date_has_page", field="dates") from None
    return left


def _add_spans(event: Event, spans: Sequence[Timespan], now: datetime) -> None:
    starts = {one.starts_at for one in event.dates}
    for span in spans:
        if span.start in starts:
            raise DomainError("event.date_twice", field="day")
        starts.add(span.start)
        event.dates.append(EventDate(uuid=new_uuid(), starts_at=span.start, ends_at=span.end, revised_at=now))
    _check_room(event)
    db.session.flush()


def _check_room(event: Event) -> None:
    if len(event.dates) > publishing.DATES_MAX:
        raise DomainError("event.too_many_dates", field="weeks", max=publishing.DATES_MAX)


def _own(event: Event) -> None:
    if event.where == Whereabouts.VENUE:
        raise DomainError("event.dates_are_bookings")


def _date(event: Event, uuid: str) -> EventDate:
    _own(event)
    for one in event.dates:
        if one.uuid == uuid:
            return one
    raise NotFound("date")


def _may_host(where: str, space_id: int | None) -> bool:
    return space_id is None or publishing.may_host(where, _standing(space_id))


def _standing(space_id: int | None) -> Standing:
    return NOBODY if space_id is None else standing_of(space_id, clock.today())


def _allow(allowed: bool) -> None:
    if not allowed:
        raise NotFound("space")


def _fields_for(event: Event | None = None) -> list[str]:
    """What is offered, and what the page has already."""
    offered = list(known_codes().fields)
    return offered + [code for code in (event.fields if event is not None else ()) if code not in offered]


def _search_text(event: Event) -> str:
    return searchable(event.title_vi, event.title_en, event.text_vi, event.text_en)


def _rename_slug(event: Event) -> None:
    wanted = slugify(event.title_vi, "su-kien")
    taken = queries.slugs_like(wanted) - {event.slug}
    free = publishing.free_slug(event.title_vi, taken, event.public_id[:6])
    try:
        with db.session.begin_nested():
            event.slug = free
    except IntegrityError:  # as below
        event.slug = f"{free}-{event.public_id[:6]}"


def _add_with_free_slug(event: Event) -> None:
    event.slug = publishing.free_slug(
        event.title_vi, queries.slugs_like(slugify(event.title_vi, "su-kien")), event.public_id[:6]
    )
    try:
        with db.session.begin_nested():
            db.session.add(event)
    except IntegrityError:  # somebody else's commit took it between the look and the write
        event.slug = f"{event.slug}-{event.public_id[:6]}"
        db.session.add(event)
        db.session.flush()


def _note(
    event: Event, action: str, actor: Any, payload: dict[str, Any] | None = None, left: Sequence[Booking] = ()
) -> None:
    """Flush, audit, and have the feeds that show it made anew: those of the venues a booking left, too, and where the
    bookings are that have left the page."""
    booked = [*(one.booking for one in event.dates if one.booking is not None), *left]
    if publishing.was_shown(event):
        retell(booked, clock.now())
    db.session.flush()
    record(f"event:{event.id}", action, actor=actor, payload=payload or {})
    topics = {f"venue:{venue.id}" for booking in booked for venue in booking.venues}
    topics |= {f"venue:{venue_id}" for venue_id in venues_left_by([booking.id for booking in booked])}
    bump("bookings", *topics, *([f"space:{event.space_id}"] if event.space_id else []))
