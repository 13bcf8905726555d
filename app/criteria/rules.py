"""What the gates and points of an application amount to. Pure and exact: fractions, never floats.

Every threshold compares the exact value; rounding happens once, for showing. So 59.96 of 60 needed is not
enough although it is shown as 60.0: the reason then carries how much is missing, rounded up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from statistics import median
from typing import Any

from app.core.errors import DomainError
from app.core.text import pick
from app.criteria.definition import CriteriaDefinition, Criterion, Gate, Group, OnFail
from app.criteria.models import CriteriaSet

Points = int | Decimal | Fraction
"""Whole or half points of one reviewer on one criterion."""


class Outcome(StrEnum):
    APPROVE = "approve"
    ASSOCIATE = "associate"
    REFUSE = "refuse"
    REFUSE_OR_SUPPLEMENT = "refuse_or_supplement"
    INCOMPLETE = "incomplete"


class ReasonCode(StrEnum):
    GATE_NOT_JUDGED = "gate_not_judged"
    POINTS_MISSING = "points_missing"
    NOBODY_SCORED = "nobody_scored"
    GATE_UNMET = "gate_unmet"
    GATE_UNMET_ASSOCIATE = "gate_unmet_associate"
    BELOW_ASSOCIATE = "below_associate"
    BELOW_PASSING = "below_passing"
    FLOOR_UNMET = "floor_unmet"


@dataclass(frozen=True)
class Reason:
    """A code and the values of its sentence, as text ready to be shown ("8.8", "B1.2")."""

    code: ReasonCode
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    code: str
    max: Fraction
    skipped: bool
    value: Fraction | None
    """None where the criterion is skipped or points are still missing."""
    spread: Fraction | None
    """Highest less lowest points given."""


@dataclass(frozen=True, kw_only=True)
class GroupResult:
    code: str
    max: Fraction
    """Of the criteria that count for this space; 0 where all are skipped."""
    points: Fraction | None
    percent: Fraction | None
    floor_met: bool | None
    """None where there is no floor to meet (all skipped) or points are still missing."""

    @property
    def shown_percent(self) -> Decimal | None:
        return None if self.percent is None else shown(self.percent)

    @property
    def shown_points(self) -> Decimal | None:
        return None if self.points is None else shown(self.points)

    @property
    def shown_max(self) -> Decimal:
        return shown(self.max)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    outcome: Outcome
    total: Fraction | None
    """Exact, of 100; None while incomplete."""
    criteria: tuple[CriterionResult, ...]
    groups: tuple[GroupResult, ...]
    unmet_gates: tuple[str, ...]
    reasons: tuple[Reason, ...]
    """Why it is not an approval, the weightiest first; empty for an approval."""

    @property
    def shown_total(self) -> Decimal | None:
        return None if self.total is None else shown(self.total)

    @property
    def skipped(self) -> tuple[str, ...]:
        return tuple(result.code for result in self.criteria if result.skipped)

    def to_document(self) -> dict[str, Any]:
        """Plain JSON values, exact numbers as "239/4"; `from_document` reads it back as equal."""
        return {
            "outcome": self.outcome.value,
            "total": _text(self.total),
            "shown_total": None if self.total is None else str(shown(self.total)),
            "criteria": [
                {
                    "code": result.code,
                    "max": str(result.max),
                    "skipped": result.skipped,
                    "value": _text(result.value),
                    "spread": _text(result.spread),
                }
                for result in self.criteria
            ],
            "groups": [
                {
                    "code": result.code,
                    "max": str(result.max),
                    "points": _text(result.points),
                    "percent": _text(result.percent),
                    "floor_met": result.floor_met,
                }
                for result in self.groups
            ],
            "unmet_gates": list(self.unmet_gates),
            "reasons": [{"code": reason.code.value, "values": dict(reason.values)} for reason in self.reasons],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Assessment":
        """Only for what `to_document` wrote: nothing is checked."""
        return cls(
            outcome=Outcome(document["outcome"]),
            total=_number(document["total"]),
            criteria=tuple(
                CriterionResult(
                    code=result["code"],
                    max=Fraction(result["max"]),
                    skipped=result["skipped"],
                    value=_number(result["value"]),
                    spread=_number(result["spread"]),
                )
                for result in document["criteria"]
            ),
            groups=tuple(
                GroupResult(
                    code=result["code"],
                    max=Fraction(result["max"]),
                    points=_number(result["points"]),
                    percent=_number(result["percent"]),
                    floor_met=result["floor_met"],
                )
                for result in document["groups"]
            ),
            unmet_gates=tuple(document["unmet_gates"]),
            reasons=tuple(
                Reason(ReasonCode(reason["code"]), dict(reason["values"])) for reason in document["reasons"]
            ),
        )


def assess(
    gates: Mapping[str, bool | None],
    points: Mapping[str, Sequence[Points]],
    kinds: Collection[str],
    definition: CriteriaDefinition,
    abstained: Mapping[str, int] | None = None,
) -> Assessment:
    """The outcome the criteria set asks for; people still decide.

    `gates` maps a gate's code to met, unmet or None (not judged, as is a gate left out). `points` maps a
    criterion's code to the points of its reviewers, in any order, `abstained` to how many of them have said that
    they cannot judge it. Of the points given the mean of two counts, of more the median, of one that one. Every
    criterion needs an answer, points or not, from the same number of reviewers, the set's or more: a third reviewer
    who has answered only half would otherwise mix means with medians. And every criterion needs points from
    somebody: where all abstain, one more has to be asked.
    Raises DomainError for unknown codes and impossible points.
    """
    abstained = abstained or {}
    _refuse_unknown(gates, {gate.code for gate in definition.gates}, "criteria.unknown_gate")
    _refuse_unknown([*points, *abstained], {one.code for one in definition.criteria}, "criteria.unknown_criterion")
    unmet = [gate for gate in definition.gates if gates.get(gate.code) is False]
    criteria, missing_points = _criterion_results(points, abstained, kinds, definition)
    groups = [_group_result(group, criteria, definition.group_floor_percent) for group in definition.groups]
    missing = [_not_judged(gate) for gate in definition.gates if gates.get(gate.code) is None] + missing_points
    total = None if missing else _total(groups)
    return Assessment(
        outcome=Outcome.INCOMPLETE if total is None else _outcome(unmet, groups, total, definition),
        total=total,
        criteria=tuple(criteria.values()),
        groups=tuple(groups),
        unmet_gates=tuple(gate.code for gate in unmet),
        reasons=tuple(missing if total is None else _reasons(unmet, groups, total, definition)),
    )


def is_skipped(criterion: Criterion, kinds: Collection[str]) -> bool:
    """Only for a space with that one kind: an online archive with a café is asked about its rooms."""
    return len(set(kinds)) == 1 and not criterion.skip_for_kinds.isdisjoint(kinds)


def counted_criteria(definition: CriteriaDefinition, kinds: Collection[str]) -> list[Criterion]:
    """What a reviewer of such a space scores, in the order of the set."""
    return [criterion for criterion in definition.criteria if not is_skipped(criterion, kinds)]


def edition_label(criteria_set: CriteriaSet, locale: str) -> str:
    """How letters and papers name the version a case is judged by."""
    return f"{pick(criteria_set, 'title', locale)}, {criteria_set.edition}"


def exact_points(criterion: Criterion, value: Points) -> Fraction:
    """Whole and half points from 0 to the maximum; anchors describe, points between them are allowed."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise DomainError("criteria.points_not_a_number", criterion=criterion.code)
    # Before the conversion: the Fraction of Decimal("1e999999") would fill the memory.
    if not 0 <= value <= criterion.max:
        raise DomainError(
            "criteria.points_out_of_range", criterion=criterion.code, max=_plain(Fraction(criterion.max))
        )
    whole = int(value)
    if value not in (whole, whole + Fraction(1, 2)):
        raise DomainError("criteria.points_not_half_step", criterion=criterion.code)
    return Fraction(value)


def disagreement(
    points_by_reviewer: Mapping[Any, Mapping[str, Points]],
    definition: CriteriaDefinition,
    kinds: Collection[str],
    abstained: Mapping[Any, Collection[str]] | None = None,
) -> Fraction | None:
    """Highest less lowest total of the reviewers, of 100, over what all of them have scored.

    `abstained` names, by reviewer, the criteria they cannot judge. None until two have answered everything, or where
    nothing is left that all have scored.
    """
    scored, silent = counted_criteria(definition, kinds), abstained or {}
    finished = [
        sheet
        for who, sheet in points_by_reviewer.items()
        if all(one.code in sheet or one.code in silent.get(who, ()) for one in scored)
    ]
    common = [one for one in scored if all(one.code in sheet for sheet in finished)]
    if len(finished) < 2 or not common:
        return None
    totals = [total_of(sheet, common) for sheet in finished]
    return max(totals) - min(totals)


def total_of(points: Mapping[str, Points], criteria: Sequence[Criterion]) -> Fraction:
    """Of 100; `criteria` are those that count, each with points."""
    most = sum((Fraction(one.max) for one in criteria), Fraction(0))
    return _share(sum((exact_points(one, points[one.code]) for one in criteria), Fraction(0)), most)


def needs_third(
    points_by_reviewer: Mapping[Any, Mapping[str, Points]],
    definition: CriteriaDefinition,
    kinds: Collection[str],
    abstained: Mapping[Any, Collection[str]] | None = None,
) -> bool:
    """Whether the two reviewers assigned lie further apart than the set allows.

    Give an entry for every reviewer assigned, also one who has not scored yet: a third calls no fourth.
    """
    gap = disagreement(points_by_reviewer, definition, kinds, abstained)
    return len(points_by_reviewer) == 2 and gap is not None and gap > definition.disagreement_points


def shown(number: Fraction) -> Decimal:
    """One decimal, halves up. For people's eyes only: no rule may compare it."""
    return Decimal(floor(number * 10 + Fraction(1, 2))).scaleb(-1)


def _criterion_results(
    points: Mapping[str, Sequence[Points]],
    abstained: Mapping[str, int],
    kinds: Collection[str],
    definition: CriteriaDefinition,
) -> tuple[dict[str, CriterionResult], list[Reason]]:
    given = {
        one.code: [exact_points(one, value) for value in points.get(one.code, ())] for one in definition.criteria
    }
    scored = {one.code for one in counted_criteria(definition, kinds)}
    answered = {code: len(given[code]) + abstained.get(code, 0) for code in given}
    needed = max([definition.reviewers_per_application, *(answered[code] for code in scored)])
    results = {
        one.code: _criterion_result(
            one, given[one.code], skipped=one.code not in scored, complete=answered[one.code] >= needed
        )
        for one in definition.criteria
    }
    missing = [
        _points_missing(one, have=answered[one.code], needed=needed)
        if answered[one.code] < needed
        else Reason(ReasonCode.NOBODY_SCORED, {"criterion": one.code})
        for one in definition.criteria
        if one.code in scored and results[one.code].value is None
    ]
    return results, missing


def _criterion_result(
    criterion: Criterion, given: list[Fraction], *, skipped: bool, complete: bool
) -> CriterionResult:
    return CriterionResult(
        code=criterion.code,
        max=Fraction(criterion.max),
        skipped=skipped,
        # The median of two is their mean.
        value=median(given) if given and complete and not skipped else None,
        spread=max(given) - min(given) if given and not skipped else None,
    )


def _group_result(group: Group, results: Mapping[str, CriterionResult], floor_percent: Decimal) -> GroupResult:
    scored = [result for one in group.criteria if not (result := results[one.code]).skipped]
    most = sum((result.max for result in scored), Fraction(0))
    values = [result.value for result in scored if result.value is not None]
    if len(values) < len(scored):
        return GroupResult(code=group.code, max=most, points=None, percent=None, floor_met=None)
    points = sum(values, Fraction(0))
    percent = _share(points, most) if most else None
    return GroupResult(
        code=group.code,
        max=most,
        points=points,
        percent=percent,
        floor_met=None if percent is None else percent >= floor_percent,
    )


def _total(groups: list[GroupResult]) -> Fraction:
    points = sum((group.points or Fraction(0) for group in groups), Fraction(0))
    return _share(points, sum((group.max for group in groups), Fraction(0)))


def _outcome(
    unmet: list[Gate], groups: Iterable[GroupResult], total: Fraction, definition: CriteriaDefinition
) -> Outcome:
    if any(gate.on_fail is None for gate in unmet):
        return Outcome.REFUSE_OR_SUPPLEMENT
    if total < definition.associate_from:
        return Outcome.REFUSE
    if unmet or total < definition.pass_mark or any(group.floor_met is False for group in groups):
        return Outcome.ASSOCIATE
    return Outcome.APPROVE


def _reasons(
    unmet: list[Gate], groups: Iterable[GroupResult], total: Fraction, definition: CriteriaDefinition
) -> Iterable[Reason]:
    for gate in sorted(unmet, key=lambda gate: gate.on_fail is not None):
        lets_associate = gate.on_fail is OnFail.ASSOCIATE
        yield Reason(
            ReasonCode.GATE_UNMET_ASSOCIATE if lets_associate else ReasonCode.GATE_UNMET, {"gate": gate.code}
        )
    if total < definition.associate_from:
        yield _below(ReasonCode.BELOW_ASSOCIATE, total, definition.associate_from)
    elif total < definition.pass_mark:
        yield _below(ReasonCode.BELOW_PASSING, total, definition.pass_mark)
    for group in groups:
        if group.floor_met is False and group.points is not None:
            needed = group.max * Fraction(definition.group_floor_percent) / 100
            yield Reason(
                ReasonCode.FLOOR_UNMET,
                {
                    "group": group.code,
                    "points": _plain(group.points),
                    "needed": _plain(needed),
                    "floor_percent": _plain(Fraction(definition.group_floor_percent)),
                },
            )


def _below(code: ReasonCode, total: Fraction, mark: Decimal) -> Reason:
    # Rounded up, so that the smallest gap never reads as none.
    short_by = Fraction(ceil((Fraction(mark) - total) * 100), 100)
    return Reason(code, {"total": str(shown(total)), "mark": _plain(Fraction(mark)), "short_by": _plain(short_by)})


def _not_judged(gate: Gate) -> Reason:
    return Reason(ReasonCode.GATE_NOT_JUDGED, {"gate": gate.code})


def _points_missing(criterion: Criterion, *, have: int, needed: int) -> Reason:
    return Reason(ReasonCode.POINTS_MISSING, {"criterion": criterion.code, "have": str(have), "needed": str(needed)})


def _refuse_unknown(given: Iterable[str], known: Collection[str], code: str) -> None:
    for key in given:
        if key not in known:
            raise DomainError(code, unknown=key)


def _share(part: Fraction, whole: Fraction) -> Fraction:
    return part * 100 / whole


def _plain(number: Fraction) -> str:
    """Exact: points, maxima and floors are finite decimals by the rules of the definition."""
    return f"{(Decimal(number.numerator) / number.denominator).normalize():f}"


def _text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
