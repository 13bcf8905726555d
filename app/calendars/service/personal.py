"""The one calendar that a person puts together for themselves."""

from app.accounts.models import User
from app.audit.service import record
from app.calendars import choices, queries
from app.calendars.choices import Choice
from app.calendars.models import PersonalFeed
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.revisions.service import bump
from app.spaces.queries import team_space_ids
from app.spaces.service import known_codes
from app.venues.queries import venues_by_id


def choice_of(user: User, *, language: str = "vi") -> Choice:
    """What a person chose, or what stands there until they do."""
    feed = queries.personal_feed(user.id)
    if feed is not None:
        return choices.stored(feed)
    return choices.first_choice(user, on_a_team=bool(team_space_ids(user)), language=language)


def change_personal(choice: Choice, *, version: int, actor: User) -> None:
    """Choose anew, from the `version` that the person saw; the addresses stay as they are.

    Raises `calendar.feed_changed` when it was changed in another window meanwhile, and what `choices.check` does.
    """
    queries.hold_person(actor.id)
    feed = queries.personal_feed(actor.id)
    if version != (feed.version if feed else 0):
        raise DomainError("calendar.feed_changed")
    chosen = choice.chosen
    choices.check(
        choice,
        actor,
        venue_ids=[venue.id for venue in venues_by_id(chosen.venue_ids)],
        space_ids=queries.choosable_space_ids(actor, chosen.space_ids, already=feed.spaces if feed else []),
        fields=known_codes().fields if feed is None else {*known_codes().fields, *feed.fields},
    )
    if feed is None:
        feed = PersonalFeed(user_id=actor.id)
        db.session.add(feed)
    _write(feed, choice)
    record(f"personal_feed:{actor.id}", "personal_feed.changed", actor=actor, payload={"parts": feed.parts})
    bump(f"person:{actor.id}")


def keep_first_choice(actor: User, *, language: str) -> None:
    """So that the first device goes on showing what the page said it would, whatever becomes of its owner's roles."""
    if queries.personal_feed(actor.id) is None:
        feed = PersonalFeed(user_id=actor.id)
        _write(feed, choice_of(actor, language=language))
        db.session.add(feed)


def _write(feed: PersonalFeed, choice: Choice) -> None:
    chosen = choice.chosen
    feed.parts = [str(part) for part in chosen.parts]
    feed.venues, feed.spaces = sorted(set(chosen.venue_ids)), sorted(set(chosen.space_ids))
    feed.fields, feed.kinds = sorted(set(chosen.fields)), sorted(set(choice.activity_kinds))
    feed.language, feed.depth = choice.language, choices.name_of(choice.depth)
    feed.past_days, feed.future_days = choice.past_days, choice.future_days
    feed.with_cancelled, feed.soon_by_mail = choice.with_cancelled, choice.soon_by_mail
    feed.updated_at = clock.now()
