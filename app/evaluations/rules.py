"""Who may do what with a case, and what the reviewers' sheets amount to together. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from app.accounts.rules import is_approver, is_coordinator, is_reviewer
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import RECEIVED
from app.core.errors import DomainError
from app.core.ids import digest
from app.criteria import rules as criteria
from app.criteria.definition import CriteriaDefinition
from app.criteria.rules import Assessment, counted_criteria
from app.evaluations.models import (
    Appeal,
    Condition,
    Decision,
    DecisionStatus,
    Opinion,
    Outcome,
    Review,
    ReviewerProfile,
    ReviewStatus,
    SiteVisit,
    VisitStatus,
)

Kept = TypeVar("Kept")
Team = Collection[int]
"""Ids of the people with a tie to the applicant (`queries.tied_ids`): none of them takes part in judging it."""


OUT = frozenset(ReviewStatus) - {ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED}
"""Whose sheet is in none of the counts."""
REASONS_NEEDED = frozenset({Outcome.ASSOCIATE, Outcome.REFUSE, Outcome.CLOSE})
RESULTS = {
    Outcome.APPROVE: ApplicationStatus.APPROVED,
    Outcome.CONDITIONAL: ApplicationStatus.CONDITIONAL,
    Outcome.ASSOCIATE: ApplicationStatus.ASSOCIATE,
    Outcome.REFUSE: ApplicationStatus.REFUSED,
    Outcome.CLOSE: ApplicationStatus.CLOSED,
}
"""What an application becomes when its decision takes effect."""
JUDGED = frozenset({ApplicationStatus.IN_REVIEW, ApplicationStatus.CONDITIONAL})
"""Where the sheets are in and a decision on the merits can be proposed."""
CLOSABLE = JUDGED | {ApplicationStatus.INTAKE}
APPEALABLE = frozenset({Outcome.ASSOCIATE, Outcome.REFUSE, Outcome.CLOSE})
CONDITIONS_MOST = 8
_WITHIN = {
    criteria.Outcome.APPROVE: frozenset({Outcome.APPROVE, Outcome.ASSOCIATE, Outcome.REFUSE}),
    criteria.Outcome.ASSOCIATE: frozenset({Outcome.ASSOCIATE, Outcome.REFUSE}),
    criteria.Outcome.REFUSE: frozenset({Outcome.REFUSE}),
    criteria.Outcome.REFUSE_OR_SUPPLEMENT: frozenset({Outcome.REFUSE}),
    criteria.Outcome.INCOMPLETE: frozenset[Outcome](),
}
_GATES_ALONE = frozenset({criteria.ReasonCode.GATE_UNMET, criteria.ReasonCode.GATE_UNMET_ASSOCIATE})


def has_interest(person_id: int, team: Team) -> bool:
    return person_id in team


def can_prepare(actor: Any, team: Team) -> bool:
    """Check, assign, propose: a coordinator with no stake in the space."""
    return is_coordinator(actor) and not has_interest(actor.id, team)


def can_reopen(actor: Any, application: Application, team: Team) -> bool:
    """What the space or the Centre ended a coordinator opens again; what was refused, an approver."""
    if has_interest(actor.id, team):
        return False
    if application.status == ApplicationStatus.REFUSED:
        return is_approver(actor)
    return is_coordinator(actor) and application.status in (ApplicationStatus.WITHDRAWN, ApplicationStatus.CLOSED)


def can_be_assigned(person: Any, team: Team) -> bool:
    return is_reviewer(person) and not has_interest(person.id, team)


def can_score(actor: Any, review: Review, application: Application, team: Team) -> bool:
    return (
        review.reviewer_id == actor.id
        and can_be_assigned(actor, team)
        and review.status == ReviewStatus.ASSIGNED
        and application.status == ApplicationStatus.IN_REVIEW
    )


def can_answer(actor: Any, review: Review) -> bool:
    """Accept, decline, pass on: as long as nothing was handed in."""
    return review.reviewer_id == actor.id and review.status == ReviewStatus.ASSIGNED


def can_be_asked_again(review: Review) -> bool:
    """No time then may be time now; a conflict stays one, and who could not judge it cannot now."""
    return review.status in (ReviewStatus.DECLINED, ReviewStatus.PASSED_ON)


def is_away(profile: ReviewerProfile | None, on: date) -> bool:
    if profile is None or profile.away_from is None or profile.away_until is None:
        return False
    return profile.away_from <= on <= profile.away_until


def is_blind(application: Application) -> bool:
    """Reviewers are not to learn whose application it is."""
    return application.call.blind


def without_names(text: str, names: Iterable[str | None]) -> str:
    """What an applicant wrote, with whatever gives them away left out."""
    told = sorted({name.strip() for name in names if name and len(name.strip()) > 2}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, told)), "[…]", text, flags=re.IGNORECASE) if told else text


def days_on(day: date, many: int) -> date:
    return day + timedelta(days=many)


def is_late(review: Review, on: date) -> bool:
    return review.status == ReviewStatus.ASSIGNED and review.due_on is not None and review.due_on < on


def can_sign(actor: Any, decision: Decision, team: Team) -> bool:
    """Four eyes: never the one who proposed it, whatever other roles that person holds."""
    return is_approver(actor) and decision.proposed_by != actor.id and not has_interest(actor.id, team)


def can_return_decision(actor: Any, decision: Decision, team: Team) -> bool:
    """An approver sends a proposal back; whoever made it may take it back."""
    made_it = is_coordinator(actor) and decision.proposed_by == actor.id
    return (is_approver(actor) or made_it) and not has_interest(actor.id, team)


def may_see_sheets(actor: Any, reviews: Collection[Review]) -> bool:
    """Whoever still has to score this case sees no others' scores before their own are in."""
    return not any(review.reviewer_id == actor.id and review.status == ReviewStatus.ASSIGNED for review in reviews)


def in_force(reviews: Collection[Any]) -> list[Any]:
    return [review for review in reviews if review.status not in OUT and not review.tied]


def barred(person_id: int, reviews: Collection[Review]) -> bool:
    """Has scored this case for a decision that an appeal has undone: the new round is others'."""
    return any(one.reviewer_id == person_id and one.status == ReviewStatus.FORMER for one in reviews)


def submitted(reviews: Collection[Any]) -> list[Any]:
    return [review for review in reviews if review.status == ReviewStatus.SUBMITTED and not review.tied]


def open_decision(decisions: Collection[Decision]) -> Decision | None:
    return next((one for one in decisions if one.status == DecisionStatus.PROPOSED), None)


@dataclass(frozen=True)
class Sheet:
    """What one reviewer has put down so far."""

    gates: Mapping[str, bool] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)
    abstained: Mapping[str, str] = field(default_factory=dict)
    """Why, by the code of each criterion this reviewer cannot judge."""


def over(stored: Sheet, typed: Sheet, opened: Collection[str] | None) -> tuple[Sheet, list[str]]:
    """The sheet when `typed` is laid over it, and the codes of those that are closed and were typed otherwise.

    `opened` is None when everything is open; a sheet opened again for some codes keeps all the others as they are."""
    if opened is None:
        return typed, []
    closed = [
        code
        for code in sorted({*typed.gates, *typed.points, *typed.abstained} - set(opened))
        if _at(typed, code) != _at(stored, code)
    ]
    return Sheet(
        _laid_over(stored.gates, typed.gates, opened),
        _laid_over(stored.points, typed.points, opened),
        _laid_over(stored.abstained, typed.abstained, opened),
    ), closed


def _at(sheet: Sheet, code: str) -> tuple[Any, ...]:
    return sheet.gates.get(code), sheet.points.get(code), sheet.abstained.get(code)


def _laid_over(kept: Mapping[str, Kept], typed: Mapping[str, Kept], opened: Collection[str]) -> dict[str, Kept]:
    return {code: one for code, one in kept.items() if code not in opened} | {
        code: one for code, one in typed.items() if code in opened
    }


def gaps_in(sheet: Sheet, definition: CriteriaDefinition, kinds: Collection[str]) -> list[str]:
    """Codes still to be judged or scored, in the order of the set."""
    gates = [gate.code for gate in definition.gates if gate.code not in sheet.gates]
    return gates + [
        one.code
        for one in counted_criteria(definition, kinds)
        if one.code not in sheet.points and one.code not in sheet.abstained
    ]


def sheet_total(sheet: Sheet, definition: CriteriaDefinition, kinds: Collection[str]) -> Fraction | None:
    """Of 100, over what was scored; None while a criterion is neither scored nor abstained from."""
    asked = counted_criteria(definition, kinds)
    scored = [one for one in asked if one.code in sheet.points]
    if not scored or any(one.code not in sheet.points and one.code not in sheet.abstained for one in asked):
        return None
    return criteria.total_of(sheet.points, scored)


def sheet_print(sheet: Sheet, comment: str, notes: Mapping[str, str]) -> str:
    """Another whenever anything of the sheet is: what is handed in is what its reviewer has looked at."""
    told = [sorted(sheet.gates.items()), sorted((code, f"{mark.normalize():f}") for code, mark in sheet.points.items()),
            sorted(sheet.abstained.items()), comment, sorted(notes.items())]  # fmt: skip
    return digest(repr(told))


def gate_met(verdicts: Sequence[bool]) -> bool | None:
    """Met only when more than half of the reviewers say so: a tie is no proof, and a supplement can bring it."""
    return sum(verdicts) * 2 > len(verdicts) if verdicts else None


def assessment_of(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> Assessment:
    """Give finished sheets only."""
    return criteria.assess(
        {
            gate.code: gate_met([s.gates[gate.code] for s in sheets if gate.code in s.gates])
            for gate in definition.gates
        },
        {
            one.code: [sheet.points[one.code] for sheet in sheets if one.code in sheet.points]
            for one in counted_criteria(definition, kinds)
        },
        kinds,
        definition,
        {
            one.code: sum(one.code in sheet.abstained for sheet in sheets)
            for one in counted_criteria(definition, kinds)
        },
    )


def unscored(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> list[str]:
    """Codes of criteria that everybody who handed in has abstained from."""
    return [
        one.code
        for one in counted_criteria(definition, kinds)
        if sheets and all(one.code in sheet.abstained for sheet in sheets)
    ]


def calls_third(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> bool:
    return criteria.needs_third(*_by_number(sheets, definition, kinds))


def spread(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> Fraction | None:
    return criteria.disagreement(*_by_number(sheets, definition, kinds))


def _by_number(
    sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]
) -> tuple[dict[int, Mapping[str, Decimal]], CriteriaDefinition, Collection[str], dict[int, Mapping[str, str]]]:
    silent = {number: sheet.abstained for number, sheet in enumerate(sheets)}
    return {number: sheet.points for number, sheet in enumerate(sheets)}, definition, kinds, silent


def reviewers_needed(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> int:
    """The set's number; one more once two finished sheets lie too far apart, or three are already at work; and one
    more than have handed in, once they are enough and all abstain from the same criterion."""
    third = len(sheets) > 2 or calls_third(sheets, definition, kinds)
    needed = max(definition.reviewers_per_application, 3 if third else 0)
    return len(sheets) + 1 if len(sheets) >= needed and unscored(sheets, definition, kinds) else needed


def allowed_outcomes(assessment: Assessment) -> frozenset[Outcome]:
    """People may decide worse than the points allow, with reasons; never better. To close a case judges nothing.

    Conditions can mend a gate, never points: with these short of the mark there is nothing to wait for.
    """
    allowed = _WITHIN[assessment.outcome] | {Outcome.CLOSE}
    judged = assessment.outcome != criteria.Outcome.INCOMPLETE
    if judged and all(reason.code in _GATES_ALONE for reason in assessment.reasons):
        return allowed | {Outcome.CONDITIONAL}
    return allowed


def may_propose(status: str, outcome: Outcome) -> bool:
    return status in (CLOSABLE if outcome == Outcome.CLOSE else JUDGED)


def can_publish(actor: Any, team: Team) -> bool:
    return is_approver(actor) and not has_interest(actor.id, team)


def in_publishing_order(chosen: Sequence[tuple[str, str, Any]], order: str) -> list[str]:
    """Public ids of decisions, given as (public id, case code, key of the name) in the order of their signatures."""
    by_code, by_name = (lambda one: one[1]), (lambda one: (one[2], one[1]))
    key = {"code": by_code, "name": by_name}.get(order)
    return [one[0] for one in (sorted(chosen, key=key) if key else chosen)]


@dataclass(frozen=True)
class Terms:
    """A condition as it is proposed."""

    text: str
    due_on: date
    item_code: str | None = None


def gates_left_open(unmet: Collection[str], conditions: Collection[Terms]) -> list[str]:
    """Gates that are not met and that no condition would mend."""
    named = {one.item_code for one in conditions}
    return [code for code in unmet if code not in named]


def latest_signed(decisions: Collection[Decision]) -> Decision | None:
    """The one in force; `decisions` the latest first."""
    return next((one for one in decisions if one.status == DecisionStatus.SIGNED), None)


def waits_for_conditions(decision: Decision, status: str) -> bool:
    return (
        decision.status == DecisionStatus.SIGNED
        and decision.outcome == Outcome.CONDITIONAL
        and status == ApplicationStatus.CONDITIONAL
    )


def all_met(conditions: Collection[Condition]) -> bool:
    return all(one.met_at is not None for one in conditions)


def overdue(conditions: Collection[Condition], *, today: date) -> list[Condition]:
    return [one for one in conditions if one.met_at is None and one.due_on < today]


def appeal_deadline(decided_on: date, days: int) -> date:
    """The last day on which it can be filed; the day of the decision is not counted."""
    return decided_on + timedelta(days=days)


def may_appeal(decision: Decision, *, status: str, appealed: bool, today: date) -> bool:
    """Once, in time, while the decision still stands."""
    return (
        decision.status == DecisionStatus.SIGNED
        and decision.outcome in APPEALABLE
        and RESULTS[Outcome(decision.outcome)] == status
        and not appealed
        and decision.appeal_until is not None
        and today <= decision.appeal_until
    )


def took_part(person_id: int, decision: Decision, reviews: Collection[Review]) -> bool:
    """Proposed it, signed it, or scored for it."""
    scored = {one.reviewer_id for one in reviews if one.status in (ReviewStatus.SUBMITTED, ReviewStatus.FORMER)}
    return person_id in {decision.proposed_by, decision.signed_by} | scored


def can_answer_appeal(actor: Any, decision: Decision, reviews: Collection[Review], team: Team) -> bool:
    return can_prepare(actor, team) and not took_part(actor.id, decision, reviews)


def can_sign_appeal(actor: Any, appeal: Appeal, reviews: Collection[Review], team: Team) -> bool:
    return (
        is_approver(actor)
        and not has_interest(actor.id, team)
        and not took_part(actor.id, appeal.decision, reviews)
        and appeal.answered_by != actor.id
    )


class OpinionState(StrEnum):
    OPEN = "open"
    GIVEN = "given"  # and may be corrected
    KEPT = "kept"  # given, its time is over
    CONFLICT = "conflict"
    REVOKED = "revoked"
    EXPIRED = "expired"


OPINION_LINK = "opinion"
OPINION_TEXT_MAX, QUESTION_MAX, EXPERT_NAME_MAX, CONFLICT_NOTE_MAX = 8000, 2000, 120, 1000
OPINION_DAYS_MAX = 60
REMIND_BEFORE = timedelta(days=2)
INSTANT = timedelta(microseconds=1)  # the end of a day is the midnight after it, which is still that day's
OPINION_VISITS_ALLOWED, OPINION_VISITS_WITHIN = 60, timedelta(minutes=1)
LETTERS_TO_ONE_EXPERT, LETTERS_TO_EXPERT_WITHIN = 5, timedelta(days=1)
OPEN_TO_OPINIONS = RECEIVED | {ApplicationStatus.RETURNED, ApplicationStatus.IN_REVIEW}


def state_of_opinion(opinion: Opinion, status: str, *, now: datetime) -> OpinionState:
    """`status` of the case: once it is being decided nobody is asked any more."""
    if opinion.revoked_at is not None:
        return OpinionState.REVOKED
    if opinion.conflict_at is not None:
        return OpinionState.CONFLICT
    over = opinion.due_at <= now or status not in OPEN_TO_OPINIONS
    if opinion.given_at is not None:
        return OpinionState.KEPT if over else OpinionState.GIVEN
    return OpinionState.EXPIRED if over else OpinionState.OPEN


OPINION_REFUSALS = {
    OpinionState.KEPT: "opinion.too_late",
    OpinionState.CONFLICT: "opinion.conflict",
    OpinionState.REVOKED: "opinion.revoked",
    OpinionState.EXPIRED: "opinion.too_late",
}


def may_read_opinions(actor: Any, reviews: Collection[Review]) -> bool:
    """Never somebody who has declined this case for a conflict of interest, whatever else they are."""
    return not any(one.reviewer_id == actor.id and one.status == ReviewStatus.RECUSED for one in reviews)


VISITORS_MAX, VISIT_TEXT_MAX, CAPTION_MAX, VISIT_PHOTOS_MAX = 200, 2000, 200, 30
VISIT_DAYS_MAX, VISIT_LENGTH = 120, timedelta(minutes=90)


def check_visit_time(starts_at: datetime | None, *, now: datetime, field: str) -> None:
    if starts_at is None or not now < starts_at <= now + timedelta(days=VISIT_DAYS_MAX):
        raise DomainError("visit.bad_time", field=field, max=VISIT_DAYS_MAX)


def open_visit(visits: Collection[SiteVisit]) -> SiteVisit | None:
    """Planned and neither made nor cancelled: until then nobody proposes a decision."""
    return next((one for one in visits if one.status == VisitStatus.PLANNED), None)
