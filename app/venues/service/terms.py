"""How much one space may have, and who of the Centre decides."""

from collections.abc import Collection
from typing import Any

from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.venues import queries
from app.venues.models import Quota, QuotaMeasure, QuotaPeriod, Venue, VenueApprover
from app.venues.service.telling import check_seen, seen, tell


def add_quota(venue: Venue | None, *, period: QuotaPeriod, measure: QuotaMeasure, amount: int, actor: Any) -> Quota:
    """Of one venue, or over all of them. Raises `venue.quota_exists`: one for a period and measure is enough."""
    if venue is not None:
        queries.hold_venue(venue)
    if any((one.period, one.measure) == (period, measure) for one in queries.quotas_of(venue)):
        raise DomainError("venue.quota_exists", field="period")
    quota = Quota(
        public_id=new_public_id(),
        venue_id=venue.id if venue else None,
        period=period,
        measure=measure,
        amount=amount,
    )
    db.session.add(quota)
    tell(venue, "venue.quota_added", actor, period=period, measure=measure, amount=amount)
    return quota


def remove_quota(quota: Quota, *, actor: Any) -> None:
    venue = db.session.get(Venue, quota.venue_id) if quota.venue_id else None
    told = {"period": quota.period, "measure": quota.measure, "amount": quota.amount}
    db.session.delete(quota)
    tell(venue, "venue.quota_removed", actor, **told)


def approvers_seen(venue: Venue) -> str:
    return seen(*(one.user.public_id for one in queries.approvers_of(venue)))


def set_approvers(venue: Venue, public_ids: Collection[str], *, actor: Any, was: str | None = None) -> None:
    """Who decides about this venue; every coordinator where nobody is named. Raises `venue.not_a_coordinator`."""
    queries.hold_venue(venue)
    check_seen(venue, was, approvers_seen(venue), "venue.approvers_set")
    chosen = [user for user in users_with_role(Role.COORDINATOR) if user.public_id in public_ids]
    if len(chosen) != len(set(public_ids)):
        raise DomainError("venue.not_a_coordinator", field="approvers")
    for row in queries.approvers_of(venue):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(VenueApprover(venue_id=venue.id, user_id=user.id) for user in chosen)
    tell(venue, "venue.approvers_set", actor, approvers=[user.public_id for user in chosen])
