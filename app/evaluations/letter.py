"""What the letter of a decision says of each gate and criterion. Pure, and exact until it is shown.

A criterion is met from the set's pass mark (as a share of its own maximum) on, partly met from the floor of a group
on, and not met below that; with the default set 60 % and 40 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.core.text import pick
from app.criteria.definition import CriteriaDefinition, Criterion, Gate, Group
from app.criteria.rules import Assessment, CriterionResult, GroupResult


class Verdict(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Line:
    item: Gate | Criterion
    verdict: Verdict
    advice: str
    points: Fraction | None = None
    most: Fraction | None = None
    spread: Fraction | None = None
    """Highest less lowest points given, without a name to either."""


@dataclass(frozen=True)
class Part:
    group: Group
    result: GroupResult
    lines: tuple[Line, ...]


def verdict_of(result: CriterionResult, definition: CriteriaDefinition) -> Verdict:
    share = (result.value or Fraction(0)) * 100 / result.max
    if share >= Fraction(definition.pass_mark):
        return Verdict.MET
    return Verdict.PARTLY if share >= Fraction(definition.group_floor_percent) else Verdict.NOT_MET


def gate_lines(assessment: Assessment, definition: CriteriaDefinition, advice: Mapping[str, str]) -> list[Line]:
    unmet = assessment.unmet_gates
    return [
        Line(gate, Verdict.NOT_MET if gate.code in unmet else Verdict.MET, advice.get(gate.code, ""))
        for gate in definition.gates
    ]


def parts_of(assessment: Assessment, definition: CriteriaDefinition, advice: Mapping[str, str]) -> list[Part]:
    """Group by group what was asked of this space; nothing where it was never judged."""
    results = {one.code: one for one in assessment.criteria}
    groups = {one.code: one for one in assessment.groups}
    parts = []
    for group in definition.groups:
        lines = tuple(
            _line(one, results[one.code], definition, advice)
            for one in group.criteria
            if not results[one.code].skipped and results[one.code].value is not None
        )
        if lines:
            parts.append(Part(group, groups[group.code], lines))
    return parts


def _line(one: Criterion, result: CriterionResult, definition: CriteriaDefinition, advice: Mapping[str, str]) -> Line:
    return Line(
        one,
        verdict_of(result, definition),
        advice.get(one.code, ""),
        points=result.value,
        most=result.max,
        spread=result.spread,
    )


def is_judged(assessment: Assessment) -> bool:
    return assessment.total is not None


def weak_lines(assessment: Assessment, definition: CriteriaDefinition) -> list[Line]:
    """What is not wholly met, in the order of the set."""
    if not is_judged(assessment):
        return []
    lines = gate_lines(assessment, definition, {})
    lines += [line for part in parts_of(assessment, definition, {}) for line in part.lines]
    return [line for line in lines if line.verdict != Verdict.MET]


def next_step(line: Line, language: str) -> str:
    """Where to begin when nobody has written anything better: the next anchor up, or else what was asked for."""
    if isinstance(line.item, Criterion) and line.points is not None:
        above = sorted(
            (one for one in line.item.anchors if Fraction(one.points) > line.points), key=lambda one: one.points
        )
        if above:
            return pick(above[0], "text", language)
    return pick(line.item, "evidence", language) or pick(line.item, "help", language) or ""
