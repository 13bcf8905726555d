"""The work of all features in one list, each asked in its own words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.accounts.rules import is_approver, is_coordinator
from app.applications.models import ApplicationStatus
from app.applications.promises import Promise
from app.applications.queries import open_supplements, promises_of
from app.applications.rules import RECEIVED
from app.applications.supplements import is_overdue
from app.bookings import queries as bookings
from app.bookings.models import OccupancyKind
from app.bookings.queries import may_settle_lapse
from app.bookings.rules import answer_due_at, is_decider
from app.bookings.waiting import due_at, wanting_the_same
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Moment, Step, Task, moments_of, most_pressing_first, step_of
from app.evaluations import queries as evaluations
from app.evaluations.models import AppealStatus
from app.evaluations.rules import can_sign
from app.memberships import queries as memberships
from app.memberships.rules import can_change_standing_of
from app.spaces import queries as spaces
from app.spaces.models import ClaimStatus
from app.venues.queries import all_venues

TO_PREPARE = (*RECEIVED, ApplicationStatus.IN_REVIEW)


def tasks_of(actor: Any, now: datetime) -> list[Task]:
    """Everything that waits for this person, the most pressing first."""
    found: list[Task] = []
    if is_approver(actor):
        found += [*_signatures(actor), *_renamings(actor)]
    if is_coordinator(actor):
        found += [
            *_cases(actor, now),
            *_overdue_supplements(actor),
            *_questions(actor),
            *_conditions(actor),
            *_appeals(actor),
        ]
        found += [
            *_bookings(actor),
            *_wishes(actor, now),
            *_lapses(actor),
            *_closures(now),
            *_claims(actor),
        ]
    return most_pressing_first(found, now)


def _cases(actor: Any, now: datetime) -> Iterator[Task]:
    cases = evaluations.cases_in(actor, TO_PREPARE)
    progress, promises = evaluations.progress_of(cases), promises_of(cases)
    for case in cases:
        due = _due(promises.get(case.id))
        step = step_of(case, progress[case.id], late=due is not None and due <= now)
        if step is not None:
            yield Task(Kind.APPLICATION, step, case, due, progress=progress[case.id])


def _overdue_supplements(actor: Any) -> Iterator[Task]:
    """What was asked of an applicant and has not come in time: somebody decides how it goes on."""
    for supplement in open_supplements(evaluations.cases_in(actor, [ApplicationStatus.RETURNED])).values():
        if is_overdue(supplement, clock.today()):
            due = day_span(supplement.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.OVERDUE, supplement.application, due)


def _questions(actor: Any) -> Iterator[Task]:
    """What spaces have asked about cases in this person's charge, or in nobody's."""
    for case in evaluations.cases_asking(actor):
        yield Task(Kind.APPLICATION, Step.REPLY, case, None)


def _signatures(actor: Any) -> Iterator[Task]:
    """Those of spaces whose team the actor is on are not among the cases open to them."""
    open_to = {case.id for case in evaluations.cases_in(actor, [ApplicationStatus.PROPOSED])}
    waiting = [
        one for one in evaluations.decisions_waiting() if one.application_id in open_to and can_sign(actor, one, ())
    ]
    promises = promises_of([one.application for one in waiting])
    for decision in waiting:
        yield Task(Kind.SIGNATURE, Step.SIGN, decision.application, _due(promises.get(decision.application_id)))
    for appeal in evaluations.appeals_open(actor, AppealStatus.PROPOSED):
        if evaluations.may_sign_appeal(actor, appeal):
            yield Task(Kind.SIGNATURE, Step.SIGN, appeal.decision.application, None)


def _renamings(actor: Any) -> Iterator[Task]:
    for request in memberships.name_requests().values():
        if can_change_standing_of(actor, memberships.team_ids(request.space_id)):
            yield Task(Kind.SIGNATURE, Step.RENAME, request, None)


def _conditions(actor: Any) -> Iterator[Task]:
    """One line a case: its condition that is due first."""
    seen: set[int] = set()
    for condition in evaluations.conditions_to_look_at(actor, clock.today()):
        application = condition.decision.application
        if application.id not in seen:
            seen.add(application.id)
            due = day_span(condition.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.CONDITION, application, due)


def _appeals(actor: Any) -> Iterator[Task]:
    for appeal in evaluations.appeals_open(actor, AppealStatus.FILED):
        if evaluations.may_answer_appeal(actor, appeal):
            yield Task(Kind.APPLICATION, Step.APPEAL, appeal.decision.application, None)


def _bookings(actor: Any) -> Iterator[Task]:
    """Of venues that others decide about, nothing."""
    waiting = bookings.inbox()
    wanting, deciders = wanting_the_same(waiting), bookings.deciders_of(waiting)
    for booking in waiting:
        if not is_decider(actor, deciders[booking.id]):
            continue
        several = wanting[booking.id]
        step = Step.CHOOSE if several > 1 else Step.DECIDE
        yield Task(Kind.BOOKING, step, booking, due_at(booking), by_hour=True, wanting=several)


def _wishes(actor: Any, now: datetime) -> Iterator[Task]:
    """Hosts who want another time, place or head-count, of venues that this person decides about."""
    for wish in bookings.open_changes_for(actor, now):
        yield Task(Kind.BOOKING, Step.WISH, wish, answer_due_at(wish.booking, wish), by_hour=True)


def _lapses(actor: Any) -> Iterator[Task]:
    """One line a space, however many bookings it has; the first of them says when it is too late."""
    for group in bookings.lapsed_spaces():
        if group.open and may_settle_lapse(actor, group.space):
            yield Task(Kind.BOOKING, Step.LAPSED, group, group.open[0].booking.starts_at, by_hour=True)


def _closures(now: datetime) -> Iterator[Task]:
    """One line a closure, however many are to be told; they have to know before it begins."""
    for closure, count in bookings.unreached(now).items():
        yield Task(Kind.BOOKING, Step.REACH, closure, closure.starts_at, by_hour=True, wanting=count)


def _claims(actor: Any) -> Iterator[Task]:
    """Not those of oneself, which somebody else answers."""
    for claim in spaces.claims(ClaimStatus.WAITING):
        if claim.claimant_id != actor.id:
            yield Task(Kind.CLAIM, Step.ANSWER, claim, None)


def _due(promise: Promise | None) -> datetime | None:
    """The end of the day by which the Centre has promised to decide."""
    return day_span(promise.on, clock.HOUSE_ZONE).end if promise else None


def plan_of(day: date) -> list[Moment]:
    span = day_span(day, clock.HOUSE_ZONE)
    taken = bookings.on_day([venue.id for venue in all_venues()], span)
    held = {o.booking.id: o.booking for o in taken if o.kind == OccupancyKind.BOOKING and o.booking is not None}
    shut = {o.closure.id: o.closure for o in taken if o.closure is not None}
    return moments_of(held.values(), shut.values(), span)
