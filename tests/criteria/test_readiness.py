"""What a space may say of itself, and what follows from it; for sets of every shape."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.criteria.definition import Anchor, CriteriaDefinition, Criterion
from app.criteria.readiness import Marks, StepKind, readiness, steps
from app.criteria.rules import Outcome, exact_points
from tests.criteria.strategies import DEFAULT, KINDS, definitions, patient

few = settings(patient, max_examples=40)


@st.composite
def said(draw: st.DrawFn, definition: CriteriaDefinition) -> Marks:
    gates = {gate.code: draw(st.booleans()) for gate in definition.gates if draw(st.booleans())}
    points = {
        one.code: draw(st.sampled_from(steps(one))).points for one in definition.criteria if draw(st.integers(0, 4))
    }
    return Marks(gates, points)


@few
@given(definitions())
def test_steps_rise_from_nothing_to_the_maximum_in_half_points(definition: CriteriaDefinition) -> None:
    for one in definition.criteria:
        points = [step.points for step in steps(one)]
        assert points == sorted(set(points))
        assert (points[0], points[-1]) == (0, one.max)
        assert all(exact_points(one, value) == Fraction(value) for value in points)
        assert {step.anchor for step in steps(one)} - {None} == set(one.anchors)


@few
@given(st.data(), st.frozensets(st.sampled_from(KINDS)))
def test_whoever_misses_the_mark_is_told_where(data: st.DataObject, kinds: frozenset[str]) -> None:
    definition = data.draw(st.just(DEFAULT) | definitions())
    marks = data.draw(said(definition))
    result = readiness(marks, kinds, definition)
    assert marks.within(definition) == marks
    assert bool(result.unanswered) == (result.assessment.outcome == Outcome.INCOMPLETE)
    total = result.assessment.total
    if total is not None:
        assert total == result.so_far
        assert result.weak or total >= definition.pass_mark
    for spot in result.weak:
        assert spot.onward.points > spot.points
        assert spot.onward.kind != StepKind.BETWEEN
        better = Marks(marks.gates, {**marks.points, spot.criterion.code: spot.onward.points})
        assert readiness(better, kinds, definition).so_far - result.so_far == spot.gain > 0


def test_between_two_anchors_there_is_a_half_way_and_around_them_an_edge() -> None:
    one = Criterion(
        code="C", max=Decimal(8), title_vi="C",
        anchors=tuple(Anchor(points=Decimal(points), text_vi=f"mức {points}") for points in (2, 5)),
    )  # fmt: skip
    assert [(str(step.points), step.kind.value) for step in steps(one)] == [
        ("0", "below"), ("2", "anchor"), ("3.5", "between"), ("5", "anchor"), ("8", "above"),
    ]  # fmt: skip


def test_what_another_version_asked_is_left_out() -> None:
    marks = Marks({"A1": True, "X1": True}, {"B1.1": Decimal("2.5"), "B1.2": Decimal("2.5"), "X": Decimal(1)})
    assert marks.within(DEFAULT) == Marks({"A1": True}, {"B1.1": Decimal("2.5")})
