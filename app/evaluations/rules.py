"""Who may do what with a case, and what the reviewers' sheets amount to together. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.accounts.rules import is_approver, is_coordinator, is_reviewer
from app.applications.models import Application, ApplicationStatus
from app.config import ROOT
from app.criteria import rules as criteria
from app.criteria.definition import CriteriaDefinition
from app.criteria.rules import Assessment, counted_criteria
from app.evaluations.models import Decision, DecisionStatus, Outcome, Review, ReviewerProfile, ReviewStatus

Team = Collection[int]
"""Ids of the people with a tie to the applicant (`queries.tied_ids`): none of them takes part in judging it."""


class Tie(StrEnum):
    """Why somebody must not judge a case, nor see anything of it."""

    TEAM = "team"
    PAST_TEAM = "past_team"
    DECLARED = "declared"
    ORGANISATION = "organisation"
    MAIL_HOST = "mail_host"
    RECUSED = "recused"


PUBLIC_MAIL = frozenset((ROOT / "data/public_mail_hosts.txt").read_text(encoding="utf-8").splitlines()[1:])

OUT = frozenset({ReviewStatus.RECUSED, ReviewStatus.DECLINED, ReviewStatus.PASSED_ON, ReviewStatus.ABSTAINED})
"""Whose sheet is in none of the counts."""
REASONS_NEEDED = frozenset({Outcome.ASSOCIATE, Outcome.REFUSE})
_WITHIN = {
    criteria.Outcome.APPROVE: frozenset({Outcome.APPROVE, Outcome.ASSOCIATE, Outcome.REFUSE}),
    criteria.Outcome.ASSOCIATE: frozenset({Outcome.ASSOCIATE, Outcome.REFUSE}),
    criteria.Outcome.REFUSE: frozenset({Outcome.REFUSE}),
    criteria.Outcome.REFUSE_OR_SUPPLEMENT: frozenset({Outcome.REFUSE}),
    criteria.Outcome.INCOMPLETE: frozenset[Outcome](),
}


def has_interest(person_id: int, team: Team) -> bool:
    return person_id in team


def can_prepare(actor: Any, team: Team) -> bool:
    """Check, assign, propose: a coordinator with no stake in the space."""
    return is_coordinator(actor) and not has_interest(actor.id, team)


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


def in_force(reviews: Collection[Review]) -> list[Review]:
    return [review for review in reviews if review.status not in OUT and not review.tied]


def submitted(reviews: Collection[Review]) -> list[Review]:
    return [review for review in reviews if review.status == ReviewStatus.SUBMITTED and not review.tied]


def open_decision(decisions: Collection[Decision]) -> Decision | None:
    return next((one for one in decisions if one.status == DecisionStatus.PROPOSED), None)


@dataclass(frozen=True)
class Sheet:
    """What one reviewer has put down so far."""

    gates: Mapping[str, bool] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)


def gaps_in(sheet: Sheet, definition: CriteriaDefinition, kinds: Collection[str]) -> list[str]:
    """Codes still to be judged or scored, in the order of the set."""
    gates = [gate.code for gate in definition.gates if gate.code not in sheet.gates]
    return gates + [one.code for one in counted_criteria(definition, kinds) if one.code not in sheet.points]


def sheet_total(sheet: Sheet, definition: CriteriaDefinition, kinds: Collection[str]) -> Fraction | None:
    """Of 100; None while a criterion is not scored."""
    scored = counted_criteria(definition, kinds)
    if any(one.code not in sheet.points for one in scored):
        return None
    most = sum((Fraction(one.max) for one in scored), Fraction(0))
    return sum((Fraction(sheet.points[one.code]) for one in scored), Fraction(0)) * 100 / most


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
    )


def calls_third(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> bool:
    return criteria.needs_third({number: sheet.points for number, sheet in enumerate(sheets)}, definition, kinds)


def spread(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> Fraction | None:
    return criteria.disagreement({number: sheet.points for number, sheet in enumerate(sheets)}, definition, kinds)


def reviewers_needed(sheets: Sequence[Sheet], definition: CriteriaDefinition, kinds: Collection[str]) -> int:
    """The set's number; one more once two finished sheets lie too far apart, or three are already at work."""
    third = len(sheets) > 2 or calls_third(sheets, definition, kinds)
    return max(definition.reviewers_per_application, 3 if third else 0)


def allowed_outcomes(assessment: Assessment) -> frozenset[Outcome]:
    """People may decide worse than the points allow, with reasons; never better."""
    return _WITHIN[assessment.outcome]
