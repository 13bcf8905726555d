"""Private addresses: made, renewed, taken back."""

from collections.abc import Sequence

from app.accounts.models import User
from app.audit.service import record
from app.calendars import choices, queries, rules
from app.calendars.choices import READY, deepest, depth_named, name_of
from app.calendars.definition import FUTURE_DAYS, PAST_DAYS, Definition, Depth
from app.calendars.models import FeedFetch, FeedLink, Scope
from app.calendars.service.personal import choice_of, keep_first_choice
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_secret
from app.revisions.service import bump
from app.spaces.queries import team_space_ids


def definition_of(
    link: FeedLink,
    *,
    language: str = "vi",
    with_cancelled: bool = True,
    activity_kinds: Sequence[str] = (),
    past_days: int = PAST_DAYS,
    future_days: int = FUTURE_DAYS,
) -> Definition:
    """What an address means at this moment, for whoever holds it: never deeper than the address, than its owner wants,
    and than they may see now. What is asked in the address leaves out more of it; the language of a personal feed is
    its owner's choice alone."""
    owner, depth, scope = link.user, depth_named(link.depth), Scope(link.scope)
    if scope == Scope.PERSONAL:
        meant = choices.definition_of(choice_of(owner), owner, at_most=depth)
    else:
        meant = Definition(
            kind=choices.KINDS[scope],
            depth=min(depth, deepest(owner)),
            viewer_id=link.user_id,
            space_id=link.space_id,
            language=language,
        )
    return choices.narrowed(
        meant,
        activity_kinds=activity_kinds,
        past_days=past_days,
        future_days=future_days,
        with_cancelled=with_cancelled,
    )


def make_link(*, name: str, scope: str, actor: User, space_id: int | None = None, key: str = "") -> str:
    """A new address for something ready-made (`choices.READY`); returns its secret, which is stored nowhere. A form
    sent twice with one `key` has made one address.

    Raises `calendar.no_name`, `calendar.scope_not_yours`, `calendar.too_many_links`, `calendar.sent_before`.
    """
    if scope not in READY:
        raise DomainError("calendar.scope_not_yours", field="scope")
    kind, depth = READY[scope]
    wanted = FeedLink(name=name, scope=kind, depth=name_of(depth), space_id=space_id if scope == "space" else None)
    if not _may_hold(wanted, actor):
        raise DomainError("calendar.scope_not_yours", field="scope")
    return _make(wanted, actor=actor, secret=choices.secret_from(key, actor.id, scope))


def add_device(*, name: str, depth: Depth, actor: User, language: str = "vi", key: str = "") -> str:
    """A new address of the person's own calendar, told no more than `depth`; as `make_link`.

    Raises `calendar.depth_not_yours` besides.
    """
    if depth > deepest(actor):
        raise DomainError("calendar.depth_not_yours", field="depth")
    wanted = FeedLink(name=name, scope=Scope.PERSONAL, depth=name_of(depth))
    secret = _make(wanted, actor=actor, secret=choices.secret_from(key, actor.id, "device"))
    keep_first_choice(actor, language=language)
    return secret


def renew_link(link: FeedLink, *, actor: User, key: str = "") -> str:
    """A new address for the same device; the old one is dead at once. Raises `calendar.scope_not_yours`."""
    if not _may_hold(link, actor):
        raise DomainError("calendar.scope_not_yours")
    return _replace(
        link, FeedLink(name=link.name, scope=link.scope, depth=link.depth, space_id=link.space_id), actor, key
    )


def join_personal(link: FeedLink, *, actor: User, language: str = "vi", key: str = "") -> str:
    """Make a ready-made address one of the person's own calendar, told as much as before; it is a new address, and the
    old one is dead at once."""
    depth = min(depth_named(link.depth), deepest(actor))
    secret = _replace(link, FeedLink(name=link.name, scope=Scope.PERSONAL, depth=name_of(depth)), actor, key)
    keep_first_choice(actor, language=language)
    return secret


def revoke_link(link: FeedLink, *, actor: User) -> None:
    link.revoked_at = clock.now()
    record(f"feed_link:{link.id}", "feed_link.revoked", actor=actor)
    bump(f"person:{link.user_id}")


def replaced_before(public_id: str, *, actor: User, key: str) -> FeedLink | None:
    """What the same button, pressed twice, has already put in the place of an address. Holds the person: two presses at
    once must not both find nothing."""
    queries.hold_person(actor.id)
    secret = choices.secret_from(key, actor.id, public_id)
    found = queries.link_by_secret(secret) if secret else None
    return found if found is not None and found.user_id == actor.id and rules.is_alive(found, actor) else None


def _may_hold(link: FeedLink, actor: User) -> bool:
    return choices.may_hold(actor, Scope(link.scope), link.space_id, team_space_ids(actor))


def _replace(old: FeedLink, new: FeedLink, actor: User, key: str) -> str:
    revoke_link(old, actor=actor)
    return _add(new, actor=actor, secret=choices.secret_from(key, actor.id, old.public_id))


def _make(link: FeedLink, *, actor: User, secret: str | None) -> str:
    if not link.name:
        raise DomainError("calendar.no_name", field="name")
    if len(link.name) > rules.NAME_MAX:
        raise DomainError("calendar.name_too_long", field="name", max=rules.NAME_MAX)
    living = queries.count_links(actor.id)
    if secret and (before := queries.link_by_secret(secret)):
        if rules.is_alive(before, actor):
            return secret
        raise DomainError("calendar.sent_before")
    if living >= rules.LINKS_EACH:
        raise DomainError("calendar.too_many_links", limit=rules.LINKS_EACH)
    return _add(link, actor=actor, secret=secret)


def _add(link: FeedLink, *, actor: User, secret: str | None) -> str:
    secret, now = secret or new_secret(), clock.now()
    link.public_id, link.user_id, link.secret_digest = new_public_id(), actor.id, digest(secret)
    link.created_at, link.fetch = now, FeedFetch()
    db.session.add(link)
    db.session.flush()
    told = {"scope": link.scope, "depth": link.depth}
    record(f"feed_link:{link.id}", "feed_link.made", actor=actor, payload=told)
    bump(f"person:{actor.id}")
    return secret
