"""Letters to those in whose calendars something stands that was changed or called off shortly before it begins.

Calendar programs read a feed a few times a day, so the feed alone would come too late. What a letter tells is the
entry that the reader's own addresses give at this moment, at the depth of the deepest of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.accounts.models import User
from app.bookings.models import Booking, LateChange
from app.bookings.queries import changed_late_and_not_told, late_changes_of
from app.bookings.service import forget_past_changes, note_told
from app.bookings.service.letters import when
from app.calendars import queries
from app.calendars.contents import contents
from app.calendars.definition import Definition, Depth, Kind, Part, Site
from app.calendars.models import FeedLink
from app.calendars.service.links import definition_of
from app.core import clock
from app.core.db import db, transact
from app.core.ical import Entry, Method, Status, entry_uid
from app.core.timespan import Timespan
from app.mail import invitations
from app.mail.queries import told_by
from app.mail.service import knows, queue_mail

TEMPLATE = "calendar_soon"
SITE = Site(url=invitations.SITE_URL, uid_domain=invitations.UID_DOMAIN)


def tell_of_late_changes() -> int:
    """Returns how many letters were written. A run that breaks off is begun anew by the next: who has been told is
    known."""
    written = sum(_tell_of(booking_id) for booking_id in changed_late_and_not_told())
    transact(forget_past_changes)
    return written


def _tell_of(booking_id: int) -> int:
    """Everybody's calendar is looked at outside any write, and again in the one that writes their letter."""
    booking = db.session.get_one(Booking, booking_id)
    sequence = booking.sequence
    behind = [user.id for user, links in _readers(booking).items() if _news_for(user, links, booking)]
    written = sum(transact(partial(_tell, user_id, booking_id)) for user_id in behind)
    transact(lambda: note_told(booking_id, sequence))
    return written


def _readers(booking: Booking) -> dict[User, list[FeedLink]]:
    """Of a late change everybody; of what came after one, those who were told of that and would be left with it."""
    followers = queries.followers()
    if any(change.told_at is None for change in late_changes_of(booking.id)):
        return followers
    told = told_by(TEMPLATE, _uid(booking))
    return {user: links for user, links in followers.items() if user.email.lower() in told}


def _tell(user_id: int, booking_id: int) -> bool:
    booking = db.session.get_one(Booking, booking_id)
    for user, links in queries.followers(user_id).items():
        found = _news_for(user, links, booking)
        if found is not None:
            _write(user, booking, *found)
            return True
    return False


def _news_for(user: User, links: Sequence[FeedLink], booking: Booking) -> tuple[Entry, Depth] | None:
    """What the deepest of these addresses says of it, unless another letter has told this reader."""
    meant = {_about(definition_of(link), user, booking) for link in links}
    for asked in sorted(meant, key=lambda one: -one.depth):
        if asked.kind == Kind.PERSONAL and not asked.chosen.parts:
            continue
        held = contents(asked, today=clock.today(), site=SITE).entries()
        entry = next((one for one in held if one.uid == _uid(booking)), None)
        if entry is not None:
            return None if knows(user.email, _invitation(entry)) else (entry, asked.depth)
    return None


def _about(asked: Definition, user: User, booking: Booking) -> Definition:
    """The same address, read on the days that matter here: what was called off or moved far away is news for those
    who leave out what is called off, or look no further than a month, too. Who decides about all that takes place
    needs no letters about it."""
    ahead = (booking.public_ends_at.astimezone(clock.HOUSE_ZONE).date() - clock.today()).days + 2
    parts = tuple(part for part in asked.chosen.parts if part in (Part.EVENTS, Part.MINE))
    return replace(
        asked,
        language=user.language,
        with_cancelled=True,
        past_days=2,
        future_days=max(ahead, 2),
        chosen=replace(asked.chosen, parts=parts),
    )


def _uid(booking: Booking) -> str:
    return entry_uid("bk", booking.uuid, invitations.UID_DOMAIN)


def _invitation(entry: Entry) -> dict[str, object]:
    return invitations.packed(Method.CANCEL if entry.status is Status.CANCELLED else Method.REQUEST, [entry])


def _write(user: User, booking: Booking, entry: Entry, depth: Depth) -> None:
    off = entry.status is Status.CANCELLED
    was = _time_before(late_changes_of(booking.id))
    now = Timespan(entry.starts_at, entry.ends_at)
    zone = booking.venues[0].zone
    queue_mail(
        TEMPLATE,
        to=user.email,
        name=user.name,
        language=user.language,
        values={
            "title": entry.summary,
            "off": off,
            "when": when(now, zone, user.language),
            "was": when(was, zone, user.language) if was is not None and was != now and not off else "",
            "where": entry.location,
            "path": entry.url.removeprefix(invitations.SITE_URL) if depth > Depth.BUSY else "",
        },
        key=f"{TEMPLATE}:{booking.uuid}:{entry.sequence}:{user.id}",
        thread=booking.thread,
        invitation=_invitation(entry),
    )


def _time_before(changes: Sequence[LateChange]) -> Timespan | None:
    """When it was to take place as far as the readers know."""
    fresh = next((change for change in changes if change.told_at is None), None)
    return Timespan(fresh.was_starts_at, fresh.was_ends_at) if fresh is not None else None
