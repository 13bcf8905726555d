import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.criteria.definition import Criterion, Group
from app.criteria.rules import (
    Assessment,
    Outcome,
    Points,
    Reason,
    ReasonCode,
    assess,
    counted_criteria,
    disagreement,
    exact_points,
    needs_third,
    shown,
)
from tests.criteria.strategies import DEFAULT, Case, cases, halves, patient

ALL_MET = dict.fromkeys((gate.code for gate in DEFAULT.gates), True)
FULL = {one.code: one.max for one in DEFAULT.criteria}


def group(code: str, *maxima: int) -> Group:
    return Group(
        code=code,
        title_vi=code,
        criteria=tuple(
            Criterion(code=f"{code}.{number}", max=Decimal(most), title_vi=code) for number, most in enumerate(maxima)
        ),
    )


# The marks and gates of the default set (60, 50, 40 %) on two criteria of 50, so that totals can be read.
SMALL = replace(DEFAULT, groups=(group("P", 50), group("Q", 50)))
# 5,000 points in all: half a point is 0.01 of the total.
FINE = replace(DEFAULT, groups=(group("P", *[1000] * 5),))

half = Decimal("0.5")


def twice(points: Mapping[str, Points]) -> dict[str, list[Points]]:
    return {code: [value, value] for code, value in points.items()}


def small(p: Sequence[Points], q: Sequence[Points], unmet: Sequence[str] = ()) -> Assessment:
    return assess(ALL_MET | dict.fromkeys(unmet, False), {"P.0": p, "Q.0": q}, {"museum"}, SMALL)


@pytest.mark.parametrize(
    ("p", "q", "unmet", "total", "outcome", "reasons"),
    [
        ((50, 50), (50, 50), [], "100", "approve", []),
        ((30, 30), (30, 30), [], "60", "approve", []),
        ((30, 30), (30, 29 + half), [], "59.75", "associate", ["below_passing"]),
        ((25, 25), (25, 25), [], "50", "associate", ["below_passing"]),
        ((25, 25), (25, 24 + half), [], "49.75", "refuse", ["below_associate"]),
        ((0, 0), (0, 0), [], "0", "refuse", ["below_associate", "floor_unmet", "floor_unmet"]),
        # A group's floor: 40 % of 50 is 20.
        ((20, 20), (50, 50), [], "70", "approve", []),
        ((20, 19 + half), (50, 50), [], "69.75", "associate", ["floor_unmet"]),
        ((0, 0), (50, 50), [], "50", "associate", ["below_passing", "floor_unmet"]),
        ((0, 0), (50, 49 + half), [], "49.75", "refuse", ["below_associate", "floor_unmet"]),
        # Twelve months not reached.
        ((50, 50), (50, 50), ["A3"], "100", "associate", ["gate_unmet_associate"]),
        ((25, 25), (25, 25), ["A3"], "50", "associate", ["gate_unmet_associate", "below_passing"]),
        ((25, 25), (25, 24 + half), ["A3"], "49.75", "refuse", ["gate_unmet_associate", "below_associate"]),
        ((10, 10), (50, 50), ["A3"], "60", "associate", ["gate_unmet_associate", "floor_unmet"]),
        # Any other gate: whatever the points.
        ((50, 50), (50, 50), ["A5"], "100", "refuse_or_supplement", ["gate_unmet"]),
        (
            (0, 0),
            (50, 50),
            ["A1"],
            "50",
            "refuse_or_supplement",
            ["gate_unmet", "below_passing", "floor_unmet"],
        ),
        ((20, 20), (20, 20), ["A6"], "40", "refuse_or_supplement", ["gate_unmet", "below_associate"]),
        (
            (50, 50),
            (50, 50),
            ["A3", "A5"],
            "100",
            "refuse_or_supplement",
            ["gate_unmet", "gate_unmet_associate"],
        ),
    ],
)
def test_outcome(
    p: Sequence[Points], q: Sequence[Points], unmet: list[str], total: str, outcome: str, reasons: list[str]
) -> None:
    result = small(p, q, unmet)
    assert (result.total, result.outcome) == (Fraction(total), Outcome(outcome))
    assert [reason.code.value for reason in result.reasons] == reasons
    assert result.unmet_gates == tuple(unmet)


@pytest.mark.parametrize(
    ("last", "total", "outcome"),
    [("600", "60", "approve"), ("599.5", "59.99", "associate")],
)
def test_pass_mark_by_a_hundredth(last: str, total: str, outcome: str) -> None:
    points = twice({"P.0": 600, "P.1": 600, "P.2": 600, "P.3": 600, "P.4": Decimal(last)})
    result = assess(ALL_MET, points, set(), FINE)
    assert (result.total, result.outcome) == (Fraction(total), Outcome(outcome))


@pytest.mark.parametrize(
    ("last", "total", "outcome"),
    [("500", "50", "associate"), ("499.5", "49.99", "refuse")],
)
def test_associate_mark_by_a_hundredth(last: str, total: str, outcome: str) -> None:
    points = twice({"P.0": 500, "P.1": 500, "P.2": 500, "P.3": 500, "P.4": Decimal(last)})
    result = assess(ALL_MET, points, set(), FINE)
    assert (result.total, result.outcome) == (Fraction(total), Outcome(outcome))


def test_total_shown_as_the_mark_is_still_below_it() -> None:
    points = twice({"P.0": 600, "P.1": 600, "P.2": 600, "P.3": 600, "P.4": Decimal("599.5")})
    result = assess(ALL_MET, points, set(), FINE)
    assert (result.shown_total, result.outcome) == (Decimal("60.0"), Outcome.ASSOCIATE)
    assert result.reasons == (Reason(ReasonCode.BELOW_PASSING, {"total": "60.0", "mark": "60", "short_by": "0.01"}),)


def test_what_is_missing_is_rounded_up() -> None:
    # 55 of 92 points are 59.782…, so 0.217… is missing.
    points = twice(FULL | {"B1.1": 0, "B1.2": 0, "B3.1": 0, "B4.1": 0, "B5.1": 4})
    result = assess(ALL_MET, points, {"online"}, DEFAULT)
    assert result.total == Fraction(55 * 100, 92)
    assert result.reasons[0] == Reason(ReasonCode.BELOW_PASSING, {"total": "59.8", "mark": "60", "short_by": "0.22"})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 20), "0.1"),
        (Fraction(49, 1000), "0.0"),
        (Fraction("59.75"), "59.8"),
        (Fraction("59.65"), "59.7"),
        (Fraction(200, 3), "66.7"),
        (Fraction(100), "100.0"),
    ],
)
def test_shown_rounds_halves_up(number: Fraction, text: str) -> None:
    assert str(shown(number)) == text


def test_floor_reason_gives_the_points_needed() -> None:
    points = twice(FULL) | {"B2.1": [0, 0], "B2.2": [4, 4], "B2.3": [3, Decimal("3.5")]}
    result = assess(ALL_MET, points, {"craft"}, DEFAULT)
    assert result.outcome is Outcome.ASSOCIATE
    assert result.reasons == (
        Reason(ReasonCode.FLOOR_UNMET, {"group": "B2", "points": "7.25", "needed": "8", "floor_percent": "40"}),
    )


# Of reviewers


@pytest.mark.parametrize(
    ("given_points", "value", "spread"),
    [
        ((10, 20), 15, 10),
        ((10, Decimal("10.5")), Fraction("10.25"), Fraction("0.5")),
        ((0, 40, 50), 40, 50),
        ((50, 0, 40), 40, 50),
        ((10, 20, 30, 50), 25, 40),
    ],
)
def test_mean_of_two_median_of_three(given_points: Sequence[Points], value: Fraction, spread: int) -> None:
    result = small(given_points, [50] * len(given_points)).criteria[0]
    assert (result.value, result.spread) == (value, spread)


@pytest.mark.parametrize(
    ("p", "q", "reason"),
    [
        ((), (50, 50), {"criterion": "P.0", "have": "0", "needed": "2"}),
        ((50,), (50, 50), {"criterion": "P.0", "have": "1", "needed": "2"}),
        # The third reviewer has scored only half.
        ((50, 50, 0), (50, 50), {"criterion": "Q.0", "have": "2", "needed": "3"}),
    ],
)
def test_missing_points_are_named(p: Sequence[Points], q: Sequence[Points], reason: dict[str, str]) -> None:
    result = small(p, q)
    assert (result.outcome, result.total) == (Outcome.INCOMPLETE, None)
    assert result.reasons == (Reason(ReasonCode.POINTS_MISSING, reason),)


@pytest.mark.parametrize("gates", [ALL_MET | {"A4": None}, {k: v for k, v in ALL_MET.items() if k != "A4"}])
def test_gate_not_judged_is_named(gates: dict[str, bool | None]) -> None:
    result = assess(gates | {"A5": False}, twice(FULL), {"museum"}, DEFAULT)
    assert result.outcome is Outcome.INCOMPLETE
    assert result.reasons == (Reason(ReasonCode.GATE_NOT_JUDGED, {"gate": "A4"}),)
    assert result.unmet_gates == ("A5",)


# Skipped criteria


@pytest.mark.parametrize(
    ("kinds", "skipped", "total"),
    [
        ({"online"}, ("B2.1",), 100),
        ({"online", "museum"}, (), 92),
        ({"museum"}, (), 92),
        (set(), (), 92),
    ],
)
def test_skipped_only_for_the_sole_kind(kinds: set[str], skipped: tuple[str, ...], total: int) -> None:
    result = assess(ALL_MET, twice(FULL | {"B2.1": 0}), kinds, DEFAULT)
    assert (result.skipped, result.total) == (skipped, total)


def test_skipped_criterion_needs_no_points_and_the_rest_is_rescaled() -> None:
    points = twice({code: most for code, most in FULL.items() if code != "B2.1"}) | {"B1.1": [0, 0]}
    result = assess(ALL_MET, points, {"online"}, DEFAULT)
    assert result.total == Fraction(82 * 100, 92)
    assert assess(ALL_MET, points, {"online", "craft"}, DEFAULT).outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize(("lacking", "met"), [("4.5", False), ("5", True)])
def test_floor_of_a_group_counts_its_own_unskipped_maximum(lacking: str, met: bool) -> None:
    points = twice(FULL | {"B2.1": 8, "B2.2": 0, "B2.3": Decimal(lacking)})
    b2 = assess(ALL_MET, points, {"online"}, DEFAULT).groups[1]
    assert (b2.max, b2.points, b2.floor_met) == (12, Fraction(lacking), met)


def test_fully_skipped_group_has_no_floor() -> None:
    asked, skipped = group("P", 50), group("Q", 50)
    skipped = replace(skipped, criteria=(replace(skipped.criteria[0], skip_for_kinds=frozenset({"online"})),))
    result = assess(ALL_MET, {"P.0": [50, 50]}, {"online"}, replace(DEFAULT, groups=(asked, skipped)))
    assert result.outcome is Outcome.APPROVE
    assert (result.groups[1].max, result.groups[1].floor_met) == (0, None)


# Bad input


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-half, "criteria.points_out_of_range"),
        (Decimal("10.5"), "criteria.points_out_of_range"),
        (Decimal("1e999999999"), "criteria.points_out_of_range"),
        (Decimal("NaN"), "criteria.points_not_a_number"),
        (Decimal("Infinity"), "criteria.points_not_a_number"),
        (Decimal("7.25"), "criteria.points_not_half_step"),
        (Decimal("0.5000000000000000000000000000000000001"), "criteria.points_not_half_step"),
        (Decimal("1e-999999999"), "criteria.points_not_half_step"),
        (Fraction(1, 3), "criteria.points_not_half_step"),
    ],
)
def test_impossible_points_are_refused(value: Points, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        assess(ALL_MET, twice(FULL) | {"B1.1": [value, 10]}, {"museum"}, DEFAULT)
    assert refused.value.code == code
    assert refused.value.values["criterion"] == "B1.1"


def test_points_between_anchors_are_allowed() -> None:
    anchored = next(one for one in DEFAULT.criteria if one.anchors)
    assert exact_points(anchored, Decimal("2.5")) == Fraction(5, 2)


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(DomainError, match=r"criteria\.unknown_gate"):
        assess(ALL_MET | {"A9": True}, twice(FULL), set(), DEFAULT)
    with pytest.raises(DomainError, match=r"criteria\.unknown_criterion"):
        assess(ALL_MET, twice(FULL) | {"B9.1": [1, 1]}, set(), DEFAULT)


# Disagreement


@pytest.mark.parametrize(
    ("lower", "gap", "third"),
    [("0", 0, False), ("15", 15, False), ("15.5", Fraction("15.5"), True)],
)
def test_third_reviewer_above_fifteen_points(lower: str, gap: Fraction, third: bool) -> None:
    sheets = {"Mai": {"P.0": 50, "Q.0": 50}, "Sơn": {"P.0": 50 - Decimal(lower), "Q.0": 50}}
    assert disagreement(sheets, SMALL, set()) == gap
    assert needs_third(sheets, SMALL, set()) is third


def test_disagreement_is_on_the_rescaled_total() -> None:
    sheets = {"Mai": FULL, "Sơn": FULL | {"B1.1": 0, "B2.2": Decimal("1.5")}}
    assert disagreement(sheets, DEFAULT, {"craft"}) == Fraction("14.5")
    assert not needs_third(sheets, DEFAULT, {"craft"})
    assert disagreement(sheets, DEFAULT, {"online"}) == Fraction(1450, 92)
    assert needs_third(sheets, DEFAULT, {"online"})


def test_third_calls_no_fourth() -> None:
    apart: dict[str, dict[str, Points]] = {"Mai": {"P.0": 50, "Q.0": 50}, "Sơn": {"P.0": 0, "Q.0": 0}}
    assert needs_third(apart, SMALL, set())
    assert not needs_third(apart | {"Lâm": {}}, SMALL, set())
    assert not needs_third(apart | {"Lâm": {"P.0": 20, "Q.0": 20}}, SMALL, set())


def test_no_gap_before_two_have_scored_everything() -> None:
    sheets: dict[str, dict[str, Points]] = {"Mai": {"P.0": 50, "Q.0": 50}, "Sơn": {"P.0": 0}}
    assert disagreement(sheets, SMALL, set()) is None
    assert not needs_third(sheets, SMALL, set())


# Properties

RANK = {Outcome.REFUSE: 0, Outcome.ASSOCIATE: 1, Outcome.APPROVE: 2}


@patient
@given(cases(), st.data())
def test_raising_a_point_never_lowers_the_outcome(case: Case, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from([one.code for one in case.definition.criteria]))
    most = next(one.max for one in case.definition.criteria if one.code == code)
    raised = list(case.points[code])
    place = data.draw(st.integers(0, len(raised) - 1))
    raised[place] += data.draw(halves(most - raised[place]))
    before = assess(case.gates, case.points, case.kinds, case.definition)
    after = assess(case.gates, {**case.points, code: raised}, case.kinds, case.definition)
    assert before.total is not None
    assert after.total is not None
    assert before.total <= after.total
    if before.outcome is Outcome.REFUSE_OR_SUPPLEMENT:
        assert after.outcome is before.outcome
    else:
        assert RANK[before.outcome] <= RANK[after.outcome]


@patient
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_reviewers_is_irrelevant(case: Case, random: Random) -> None:
    shuffled = {code: random.sample(given, len(given)) for code, given in case.points.items()}
    before = assess(case.gates, case.points, case.kinds, case.definition)
    assert assess(case.gates, shuffled, case.kinds, case.definition) == before


@patient
@given(cases())
def test_total_is_a_share_of_100_and_always_decides(case: Case) -> None:
    result = assess(case.gates, case.points, case.kinds, case.definition)
    assert result.total is not None
    assert 0 <= result.total <= 100
    assert result.outcome is not Outcome.INCOMPLETE
    assert (result.outcome is Outcome.APPROVE) == (not result.reasons)


@patient
@given(cases(complete=False))
def test_incomplete_exactly_when_something_is_missing(case: Case) -> None:
    result = assess(case.gates, case.points, case.kinds, case.definition)
    asked = {one.code for one in counted_criteria(case.definition, case.kinds)}
    counts = {len(case.points[code]) for code in asked}
    complete = len(counts) == 1 and min(counts) >= case.definition.reviewers_per_application
    judged = None not in case.gates.values()
    assert (result.outcome is not Outcome.INCOMPLETE) == (complete and judged)


@patient
@given(cases())
def test_unmet_floor_or_gate_never_approves(case: Case) -> None:
    result = assess(case.gates, case.points, case.kinds, case.definition)
    floors_met = all(group.floor_met is not False for group in result.groups)
    approvable = floors_met and all(case.gates.values())
    assert approvable or result.outcome is not Outcome.APPROVE
    if approvable and result.total is not None and result.total >= case.definition.pass_mark:
        assert result.outcome is Outcome.APPROVE


@patient
@given(cases())
def test_skipping_equals_a_set_without_the_criterion(case: Case) -> None:
    asked = set(counted_criteria(case.definition, case.kinds))
    rest = [
        replace(one, criteria=tuple(criterion for criterion in one.criteria if criterion in asked))
        for one in case.definition.groups
    ]
    smaller = replace(case.definition, groups=tuple(one for one in rest if one.criteria))
    points = {one.code: case.points[one.code] for one in asked}
    whole = assess(case.gates, case.points, case.kinds, case.definition)
    part = assess(case.gates, points, case.kinds, smaller)
    assert (whole.total, whole.outcome, whole.reasons) == (part.total, part.outcome, part.reasons)


@patient
@given(cases(complete=False))
def test_assessment_survives_json(case: Case) -> None:
    result = assess(case.gates, case.points, case.kinds, case.definition)
    assert Assessment.from_document(json.loads(json.dumps(result.to_document()))) == result


def test_an_abstention_leaves_the_others_alone_and_counts_as_an_answer() -> None:
    points = {"P.0": [40], "Q.0": [30, 41]}
    assert assess(ALL_MET, points, set(), SMALL).outcome == Outcome.INCOMPLETE
    result = assess(ALL_MET, points, set(), SMALL, {"P.0": 1})
    assert [one.value for one in result.criteria] == [Fraction(40), Fraction("35.5")]
    assert result.total == Fraction("75.5")


def test_where_all_abstain_one_more_is_needed() -> None:
    result = assess(ALL_MET, {"P.0": [], "Q.0": [30, 41]}, set(), SMALL, {"P.0": 2})
    assert (result.total, result.outcome) == (None, Outcome.INCOMPLETE)
    assert result.reasons == (Reason(ReasonCode.NOBODY_SCORED, {"criterion": "P.0"}),)
    third = assess(ALL_MET, {"P.0": [30], "Q.0": [30, 41, 50]}, set(), SMALL, {"P.0": 2})
    assert third.total == 71


def test_disagreement_is_over_what_all_have_scored() -> None:
    sheets = {"mai": {"P.0": 50, "Q.0": 20}, "son": {"Q.0": 25}}
    assert disagreement(sheets, SMALL, set()) is None
    assert disagreement(sheets, SMALL, set(), {"son": ["P.0"]}) == 10
    assert (
        disagreement({"mai": {"P.0": 1}, "son": {"Q.0": 1}}, SMALL, set(), {"mai": ["Q.0"], "son": ["P.0"]}) is None
    )


def test_nobody_abstains_from_what_there_is_not() -> None:
    with pytest.raises(DomainError, match=r"criteria\.unknown_criterion"):
        assess(ALL_MET, {}, set(), SMALL, {"Z": 1})


@given(cases(), st.data())
def test_abstaining_everywhere_changes_nothing(case: Case, data: st.DataObject) -> None:
    """As many more reviewers as one likes who cannot judge anything: the points of the others decide as before."""
    more = data.draw(st.integers(1, 3))
    before = assess(case.gates, case.points, case.kinds, case.definition)
    silent = {one.code: more for one in counted_criteria(case.definition, case.kinds)}
    after = assess(case.gates, case.points, case.kinds, case.definition, silent)
    if before.outcome != Outcome.INCOMPLETE:
        assert after == before
