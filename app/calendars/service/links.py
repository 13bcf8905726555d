"""Private addresses: made, renewed, taken back."""

from app.accounts.models import User
from app.audit.service import record
from app.calendars import queries, rules
from app.calendars.definition import Definition, Depth, Kind
from app.calendars.models import FeedFetch, FeedLink, Scope
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_secret

_KINDS = {Scope.MINE: Kind.MINE, Scope.BUSY: Kind.MINE, Scope.STAFF: Kind.STAFF}
_DEPTHS = {Scope.MINE: Depth.OWN, Scope.BUSY: Depth.BUSY, Scope.STAFF: Depth.STAFF}


def definition_of(link: FeedLink, *, language: str, with_cancelled: bool) -> Definition:
    """What an address means at this moment, for whoever holds it."""
    scope = Scope(link.scope)
    return Definition(
        kind=_KINDS[scope],
        depth=_DEPTHS[scope],
        viewer_id=link.user_id,
        language=language,
        with_cancelled=with_cancelled,
    )


def make_link(*, name: str, scope: str, actor: User) -> str:
    """A new private feed; returns the secret of its address, which is stored nowhere.

    Raises `calendar.no_name`, `calendar.scope_not_yours`, `calendar.too_many_links`.
    """
    if not name:
        raise DomainError("calendar.no_name", field="name")
    if len(name) > rules.NAME_MAX:
        raise DomainError("calendar.name_too_long", field="name", max=rules.NAME_MAX)
    if scope not in rules.scopes_for(actor):
        raise DomainError("calendar.scope_not_yours", field="scope")
    if queries.count_links(actor.id) >= rules.LINKS_EACH:
        raise DomainError("calendar.too_many_links", limit=rules.LINKS_EACH)
    return _add_link(name=name, scope=Scope(scope), actor=actor)


def renew_link(link: FeedLink, *, actor: User) -> str:
    """A new address for the same device; the old one is dead at once. Raises `calendar.scope_not_yours`."""
    if link.scope not in rules.scopes_for(actor):
        raise DomainError("calendar.scope_not_yours")
    revoke_link(link, actor=actor)
    return _add_link(name=link.name, scope=Scope(link.scope), actor=actor)


def revoke_link(link: FeedLink, *, actor: User) -> None:
    link.revoked_at = clock.now()
    record(f"feed_link:{link.id}", "feed_link.revoked", actor=actor)


def _add_link(*, name: str, scope: Scope, actor: User) -> str:
    secret, now = new_secret(), clock.now()
    link = FeedLink(
        public_id=new_public_id(),
        user_id=actor.id,
        secret_digest=digest(secret),
        name=name,
        scope=scope,
        created_at=now,
        fetch=FeedFetch(counted_since=now),
    )
    db.session.add(link)
    db.session.flush()
    record(f"feed_link:{link.id}", "feed_link.made", actor=actor, payload={"scope": scope})
    return secret
