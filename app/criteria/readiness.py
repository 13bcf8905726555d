"""What a space may say of itself before anybody else judges it, and what follows: pure, by the same rules as the
reviewers' marks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from app.criteria.definition import Anchor, CriteriaDefinition, Criterion, Gate, Group
from app.criteria.rules import Assessment, GroupResult, assess, counted_criteria, shown

HALF = Decimal("0.5")


class StepKind(StrEnum):
    ANCHOR = "anchor"
    BETWEEN = "between"  # two anchors
    BELOW = "below"  # the lowest anchor
    ABOVE = "above"  # the highest anchor
    # Where the set describes no levels: quarters of the maximum.
    NONE = "none"
    BEGUN = "begun"
    HALF = "half"
    MOSTLY = "mostly"
    FULL = "full"


QUARTERS = {StepKind.NONE: 0, StepKind.BEGUN: 1, StepKind.HALF: 2, StepKind.MOSTLY: 3, StepKind.FULL: 4}


@dataclass(frozen=True)
class Step:
    """One answer a space may choose for a criterion."""

    points: Decimal
    kind: StepKind
    anchor: Anchor | None = None


def steps(criterion: Criterion) -> tuple[Step, ...]:
    """The anchors with the way half between two of them; from nothing to the maximum, each number of points once."""
    return tuple(_anchored(criterion) if criterion.anchors else _quarters(criterion))


def _anchored(criterion: Criterion) -> Iterator[Step]:
    anchors = criterion.anchors
    if anchors[0].points > 0:
        yield Step(Decimal(0), StepKind.BELOW)
    for lower, higher in pairwise(anchors):
        yield Step(lower.points, StepKind.ANCHOR, lower)
        middle = _down_to_half((lower.points + higher.points) / 2)
        if middle > lower.points:
            yield Step(middle, StepKind.BETWEEN)
    yield Step(anchors[-1].points, StepKind.ANCHOR, anchors[-1])
    if anchors[-1].points < criterion.max:
        yield Step(criterion.max, StepKind.ABOVE)


def _quarters(criterion: Criterion) -> Iterator[Step]:
    below = Decimal(-1)
    for kind, quarters in QUARTERS.items():
        points = _down_to_half(criterion.max * quarters / 4)
        # The maximum is always there; of a small one some quarters fall together.
        if points > below and (points < criterion.max or kind is StepKind.FULL):
            yield Step(points, kind)
            below = points


def _down_to_half(points: Decimal) -> Decimal:
    return points // HALF * HALF


@dataclass(frozen=True)
class Marks:
    """What a space says of itself, by the code of the gate or criterion; what it has not said is not there."""

    gates: Mapping[str, bool] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gates or self.points)

    def within(self, definition: CriteriaDefinition) -> "Marks":
        """Those that answer a question of this version with an answer it offers."""
        gates = {gate.code for gate in definition.gates}
        offered = {one.code: {step.points for step in steps(one)} for one in definition.criteria}
        return Marks(
            {code: met for code, met in self.gates.items() if code in gates},
            {code: points for code, points in self.points.items() if points in offered.get(code, ())},
        )


@dataclass(frozen=True)
class WeakSpot:
    criterion: Criterion
    points: Decimal
    onward: Step
    """The next level a person can work towards: an anchor, not the half way to it."""
    gain: Fraction
    """How much the total of 100 grows with it."""

    @property
    def shown_gain(self) -> Decimal:
        return shown(self.gain)


@dataclass(frozen=True, kw_only=True)
class Readiness:
    assessment: Assessment
    so_far: Fraction
    """Of 100, with nothing for what is not answered yet."""
    unmet: tuple[Gate, ...]
    groups: tuple[tuple[Group, GroupResult], ...]
    weak: tuple[WeakSpot, ...]
    """The weightiest first."""
    unanswered: tuple[Gate | Criterion, ...]

    @property
    def shown_so_far(self) -> Decimal:
        return shown(self.so_far)


def readiness(marks: Marks, kinds: Collection[str], definition: CriteriaDefinition) -> Readiness:
    """`marks` answer questions of this very version (`Marks.within`)."""
    counted = counted_criteria(definition, kinds)
    points = {one.code: marks.points[one.code] for one in counted if one.code in marks.points}
    # One voice stands for all reviewers: the mean and the median of equals are what it says.
    voices = {code: [value] * definition.reviewers_per_application for code, value in points.items()}
    assessment = assess(marks.gates, voices, kinds, definition)
    results = {result.code: result for result in assessment.groups}
    most = sum((Fraction(one.max) for one in counted), Fraction(0))
    return Readiness(
        assessment=assessment,
        so_far=Fraction(sum(points.values(), Decimal(0))) * 100 / most,
        unmet=tuple(gate for gate in definition.gates if marks.gates.get(gate.code) is False),
        groups=tuple((group, results[group.code]) for group in definition.groups if results[group.code].max),
        weak=tuple(sorted(_weak(points, counted, most, definition), key=_lost, reverse=True)),
        unanswered=(
            *(gate for gate in definition.gates if gate.code not in marks.gates),
            *(one for one in counted if one.code not in points),
        ),
    )


def _weak(
    points: Mapping[str, Decimal], counted: Collection[Criterion], most: Fraction, definition: CriteriaDefinition
) -> Iterator[WeakSpot]:
    """Under the share of its maximum that the whole needs to pass: whoever misses the mark has at least one."""
    for one in counted:
        value = points.get(one.code)
        if value is None or value * 100 >= one.max * definition.pass_mark:
            continue
        onward = next(step for step in steps(one) if step.points > value and step.kind is not StepKind.BETWEEN)
        yield WeakSpot(one, value, onward, Fraction(onward.points - value) * 100 / most)


def _lost(spot: WeakSpot) -> Decimal:
    return spot.criterion.max - spot.points


def weight(criterion: Criterion, kinds: Collection[str], definition: CriteriaDefinition) -> Fraction:
    """Its share of the 100 points of such a space."""
    most = sum((Fraction(one.max) for one in counted_criteria(definition, kinds)), Fraction(0))
    return Fraction(criterion.max) * 100 / most
