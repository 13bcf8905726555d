"""What a person may choose for the calendar that is theirs, and what is left of it when rights are lost. Pure."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.accounts.rules import is_coordinator, is_reviewer
from app.bookings.models import ActivityKind
from app.calendars.definition import (
    FUTURE_CHOICES,
    FUTURE_DAYS,
    NO_KIND,
    PAST_CHOICES,
    PAST_DAYS,
    Chosen,
    Definition,
    Depth,
    Kind,
    Part,
)
from app.calendars.models import FeedLink, PersonalFeed, Scope
from app.core.errors import DomainError
from app.spaces.rules import FIELDS

CHOSEN_MAX = 50  # spaces, so that nobody's calendar asks for all there are one by one
KEY_LENGTH = 43

# Addresses that show one thing for good, by the name under which they are asked for.
READY = {
    "mine": (Scope.MINE, Depth.OWN),
    "busy": (Scope.MINE, Depth.BUSY),
    "space": (Scope.SPACE, Depth.OWN),
    "staff": (Scope.STAFF, Depth.STAFF),
    "deadlines": (Scope.DEADLINES, Depth.OWN),
}
KINDS = {
    Scope.PERSONAL: Kind.PERSONAL,
    Scope.MINE: Kind.MINE,
    Scope.SPACE: Kind.OWN_SPACE,
    Scope.STAFF: Kind.STAFF,
    Scope.DEADLINES: Kind.DEADLINES,
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    chosen: Chosen
    activity_kinds: tuple[str, ...] = ()
    language: str = "vi"
    depth: Depth = Depth.OWN
    past_days: int = PAST_DAYS
    future_days: int = FUTURE_DAYS
    with_cancelled: bool = True
    soon_by_mail: bool = True


def first_choice(actor: Any, *, on_a_team: bool, language: str) -> Choice:
    """What stands there before anybody has chosen: what the person would miss most."""
    wanted = {
        Part.MINE: on_a_team,
        Part.STAFF: is_coordinator(actor),
        Part.DEADLINES: is_reviewer(actor),
        Part.CLOSURES: on_a_team or is_coordinator(actor),
    }
    parts = tuple(part for part in Part if wanted.get(part)) or (Part.EVENTS,)
    return Choice(chosen=Chosen(parts=parts), depth=deepest(actor), language=language)


def stored(feed: PersonalFeed) -> Choice:
    return Choice(
        chosen=Chosen(
            parts=tuple(part for part in Part if part in feed.parts),
            venue_ids=tuple(feed.venues),
            space_ids=tuple(feed.spaces),
            fields=tuple(feed.fields),
        ),
        activity_kinds=tuple(feed.kinds),
        language=feed.language,
        depth=depth_named(feed.depth),
        past_days=feed.past_days,
        future_days=feed.future_days,
        with_cancelled=feed.with_cancelled,
        soon_by_mail=feed.soon_by_mail,
    )


def depth_named(name: str) -> Depth:
    return Depth[name.upper()]


def name_of(depth: Depth) -> str:
    return depth.name.lower()


def deepest(actor: Any) -> Depth:
    """The most that anybody may be told who holds what this person holds."""
    return Depth.STAFF if is_coordinator(actor) else Depth.OWN


def depths_for(actor: Any, at_most: Depth = Depth.STAFF) -> list[Depth]:
    """The most telling first."""
    return [depth for depth in sorted(Depth, reverse=True) if depth <= min(deepest(actor), at_most)]


def parts_for(actor: Any) -> list[Part]:
    needed = {Part.STAFF: is_coordinator(actor), Part.DEADLINES: is_reviewer(actor)}
    return [part for part in Part if needed.get(part, True)]


def ready_for(actor: Any, space_ids: Collection[int]) -> list[str]:
    needed = {"space": bool(space_ids), "staff": is_coordinator(actor), "deadlines": is_reviewer(actor)}
    return [code for code in READY if needed.get(code, True)]


def may_hold(actor: Any, scope: Scope, space_id: int | None, own_spaces: Collection[int]) -> bool:
    """Whether an address of this kind is one for this person, now."""
    if scope == Scope.SPACE:
        return space_id in own_spaces
    return {Scope.STAFF: is_coordinator(actor), Scope.DEADLINES: is_reviewer(actor)}.get(scope, True)


def within_rights(choice: Choice, actor: Any) -> Choice:
    """What a person may still see of what they once chose."""
    allowed = parts_for(actor)
    parts = tuple(part for part in choice.chosen.parts if part in allowed)
    return replace(choice, chosen=replace(choice.chosen, parts=parts), depth=min(choice.depth, deepest(actor)))


def definition_of(choice: Choice, viewer: Any, *, at_most: Depth = Depth.STAFF) -> Definition:
    """Of the personal feed of `viewer`, as somebody may see it who is told no more than `at_most`."""
    seen = within_rights(choice, viewer)
    return Definition(
        kind=Kind.PERSONAL,
        language=seen.language,
        depth=min(seen.depth, at_most),
        viewer_id=viewer.id,
        chosen=seen.chosen,
        activity_kinds=seen.activity_kinds,
        past_days=seen.past_days,
        future_days=seen.future_days,
        with_cancelled=seen.with_cancelled,
    )


def told_late(definition: Definition) -> bool:
    """Whether changes shortly before the start reach its owner by letter too: who decides about all that takes place,
    or follows due days, gets none."""
    if definition.kind == Kind.PERSONAL:
        return Part.EVENTS in definition.chosen.parts or Part.MINE in definition.chosen.parts
    return definition.kind in (Kind.MINE, Kind.OWN_SPACE)


def narrowed(
    definition: Definition,
    *,
    activity_kinds: Sequence[str],
    past_days: int,
    future_days: int,
    with_cancelled: bool,
) -> Definition:
    """As an address asks for it: it may leave out more, and never brings back what its owner left out."""
    kinds = definition.activity_kinds
    if activity_kinds:
        kinds = tuple(kind for kind in activity_kinds if not kinds or kind in kinds) or NO_KIND
    return replace(
        definition,
        activity_kinds=kinds,
        past_days=min(definition.past_days, past_days),
        future_days=min(definition.future_days, future_days),
        with_cancelled=definition.with_cancelled and with_cancelled,
    )


def check(
    choice: Choice,
    actor: Any,
    *,
    venue_ids: Collection[int],
    space_ids: Collection[int],
    fields: Collection[str] = FIELDS,
) -> None:
    """`venue_ids`, `space_ids` and `fields` are those there are. Raises `calendar.…` for what cannot be chosen."""
    chosen = choice.chosen
    if not chosen.parts:
        raise DomainError("calendar.nothing_chosen", field="parts")
    if not set(chosen.parts) <= set(parts_for(actor)):
        raise DomainError("calendar.part_not_yours", field="parts")
    if choice.depth > deepest(actor):
        raise DomainError("calendar.depth_not_yours", field="depth")
    if not set(chosen.venue_ids) <= set(venue_ids):
        raise DomainError("calendar.no_such_place", field="venues")
    if len(chosen.space_ids) > CHOSEN_MAX:
        raise DomainError("calendar.too_many_spaces", field="spaces", limit=CHOSEN_MAX)
    if not set(chosen.space_ids) <= set(space_ids):
        raise DomainError("calendar.no_such_place", field="spaces")
    if not set(chosen.fields) <= set(fields):
        raise DomainError("calendar.no_such_choice", field="fields")
    if not set(choice.activity_kinds) <= set(ActivityKind):
        raise DomainError("calendar.no_such_choice", field="kinds")
    if choice.past_days not in PAST_CHOICES:
        raise DomainError("calendar.no_such_choice", field="past_days")
    if choice.future_days not in FUTURE_CHOICES:
        raise DomainError("calendar.no_such_choice", field="future_days")


def secret_from(key: str, owner_id: int, purpose: str) -> str | None:
    """The secret that a form sent twice asks for twice: `key` is 256 random bits that were put into the form, and are
    kept nowhere. None for a form without them."""
    if len(key) != KEY_LENGTH:
        return None
    mixed = hashlib.sha256(f"feed link|{key}|{owner_id}|{purpose}".encode()).digest()
    return urlsafe_b64encode(mixed).decode().rstrip("=")


def shows(link: FeedLink) -> str:
    """Under which name of `READY` an address shows what it shows; "personal" for one of the personal feed."""
    pairs = {pair: code for code, pair in READY.items()}
    return pairs.get((Scope(link.scope), depth_named(link.depth)), link.scope)
