"""How reviewers score beside those who scored the same cases. Pure and exact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.criteria.definition import CriteriaDefinition, Criterion
from app.criteria.rules import total_of

FEWEST = 3
"""Of fewer cases nothing is said: it would be about single cases, not about a person."""


class Marks(NamedTuple):
    """One finished sheet."""

    case: int
    person: int
    points: Mapping[str, Decimal]


@dataclass(frozen=True)
class Drift:
    person: int
    cases: int
    """Scored together with somebody else."""
    mean: Fraction | None
    """Own total less the mean of the co-reviewers', on average, of 100. Above nought: scores higher than they do."""
    groups: Mapping[str, Fraction | None]
    """The same for each group of criteria, of its 100."""


@dataclass(frozen=True)
class Gap:
    criterion: Criterion
    cases: int
    points: Fraction | None
    """Highest less lowest points given, on average."""
    percent: Fraction | None
    """Of the maximum."""


def drifts(sheets: Iterable[Marks], definition: CriteriaDefinition) -> list[Drift]:
    """The furthest off first, whoever has too few cases last."""
    parts = {"": definition.criteria} | {group.code: group.criteria for group in definition.groups}
    found: dict[int, dict[str, list[Fraction]]] = defaultdict(lambda: {part: [] for part in parts})
    for together in _by_case(sheets):
        for part, criteria in parts.items():
            common = [one for one in criteria if all(one.code in sheet.points for sheet in together)]
            if not common:
                continue
            totals = {sheet.person: total_of(sheet.points, common) for sheet in together}
            for person, own in totals.items():
                others = [total for who, total in totals.items() if who != person]
                found[person][part].append(own - _mean(others))
    told = [
        Drift(
            person,
            len(seen[""]),
            _shown_mean(seen[""]),
            {part: _shown_mean(values) for part, values in seen.items() if part},
        )
        for person, seen in found.items()
    ]
    return sorted(told, key=lambda one: (one.mean is None, -abs(one.mean or 0), one.person))


def gaps(sheets: Iterable[Marks], definition: CriteriaDefinition) -> list[Gap]:
    """In the order of the set."""
    seen: dict[str, list[Fraction]] = {one.code: [] for one in definition.criteria}
    for together in _by_case(sheets):
        for code, values in seen.items():
            given = [Fraction(sheet.points[code]) for sheet in together if code in sheet.points]
            if len(given) > 1:
                values.append(max(given) - min(given))
    return [_gap(one, seen[one.code]) for one in definition.criteria]


def _gap(criterion: Criterion, values: list[Fraction]) -> Gap:
    mean = _shown_mean(values)
    return Gap(criterion, len(values), mean, None if mean is None else mean * 100 / Fraction(criterion.max))


def _by_case(sheets: Iterable[Marks]) -> list[list[Marks]]:
    """Those with two sheets or more."""
    cases: dict[int, list[Marks]] = defaultdict(list)
    for sheet in sheets:
        cases[sheet.case].append(sheet)
    return [together for together in cases.values() if len(together) > 1]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _shown_mean(values: Sequence[Fraction]) -> Fraction | None:
    return _mean(values) if len(values) >= FEWEST else None
