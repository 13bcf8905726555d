"""Criteria sets, points and gate judgements for the property tests."""

import string
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.criteria.definition import (
    Anchor,
    Basis,
    CriteriaDefinition,
    Criterion,
    Gate,
    Group,
    OnFail,
    parse_yaml,
)

DEFAULT = parse_yaml((Path(__file__).parents[2] / "data" / "criteria_default.yaml").read_text(encoding="utf-8"))
# A busy machine is no fault of the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KINDS = ("online", "museum", "craft")

_words = st.text("aăâđêôơư ẹ-(:'\"\n0,", min_size=1, max_size=12).map(lambda text: f"T{text}T")
_maybe = st.none() | _words
_bases = st.none() | st.sampled_from(Basis)


def halves(most: Decimal | int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, int(most * 2)).map(lambda steps: Decimal(steps) / 2)


def marks(most: int = 100, least: int = 0) -> st.SearchStrategy[Decimal]:
    return st.integers(least * 100, most * 100).map(lambda cents: Decimal(cents) / 100)


@st.composite
def criteria(draw: st.DrawFn, code: str, *, may_skip: bool) -> Criterion:
    most = draw(st.integers(1, 40)) / Decimal(2)
    points = sorted(draw(st.sets(halves(most), max_size=3)))
    kinds = st.frozensets(st.sampled_from(KINDS)) if may_skip else st.just(frozenset[str]())
    return Criterion(
        code=code,
        max=most,
        title_vi=draw(_words),
        title_en=draw(_maybe),
        basis=draw(_bases),
        skip_for_kinds=draw(kinds),
        anchors=tuple(Anchor(points=one, text_vi=draw(_words), text_en=draw(_maybe)) for one in points),
    )


@st.composite
def groups(draw: st.DrawFn, letter: str, *, may_skip: bool) -> Group:
    count = draw(st.integers(1, 3))
    return Group(
        code=letter,
        title_vi=draw(_words),
        criteria=tuple(draw(criteria(f"{letter}.{n}", may_skip=may_skip)) for n in range(count)),
    )


@st.composite
def definitions(draw: st.DrawFn) -> CriteriaDefinition:
    """Valid sets of every shape; the first group is never skipped, so every space has something to score."""
    pass_mark = draw(marks(least=1))
    letters = string.ascii_uppercase[: draw(st.integers(1, 4))]
    gates = [
        Gate(
            code=f"gate{number}",
            title_vi=draw(_words),
            on_fail=draw(st.none() | st.just(OnFail.ASSOCIATE)),
            consent=draw(st.booleans()),
            basis=draw(_bases),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    notice_vi = draw(_maybe)
    return CriteriaDefinition(
        code=draw(st.sampled_from(["default", "official-2027"])),
        version=draw(st.sampled_from(["0.1", "2", "2027-01"])),
        title_vi=draw(_words),
        title_en=draw(_maybe),
        official=draw(st.booleans()),
        notice_vi=notice_vi,
        notice_en=draw(_maybe) if notice_vi else None,
        pass_mark=pass_mark,
        group_floor_percent=draw(marks()),
        associate_from=min(pass_mark, draw(marks())),
        reviewers_per_application=draw(st.integers(2, 4)),
        disagreement_points=draw(marks()),
        gates=tuple(gates),
        groups=tuple(draw(groups(letter, may_skip=letter != "A")) for letter in letters),
    )


class Case(NamedTuple):
    definition: CriteriaDefinition
    gates: Mapping[str, bool | None]
    points: Mapping[str, Sequence[Decimal]]
    kinds: frozenset[str]


@st.composite
def cases(draw: st.DrawFn, *, complete: bool = True) -> Case:
    definition = draw(st.just(DEFAULT) | definitions())
    reviewers = definition.reviewers_per_application + draw(st.integers(0, 1))
    fewest = reviewers if complete else 0
    judgements = st.sampled_from([True, True, True, False] if complete else [True, False, None])
    return Case(
        definition,
        {gate.code: draw(judgements) for gate in definition.gates},
        {
            one.code: draw(st.lists(halves(one.max), min_size=fewest, max_size=reviewers))
            for one in definition.criteria
        },
        draw(st.frozensets(st.sampled_from(KINDS))),
    )
