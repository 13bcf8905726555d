"""How reviewers score beside each other."""

from decimal import Decimal
from fractions import Fraction

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import transact
from app.evaluations import queries
from app.evaluations.calibration import FEWEST, Marks, drifts, gaps
from tests.applications.factories import join_team, make_space
from tests.cast import Cast
from tests.criteria.strategies import DEFAULT
from tests.evaluations.factories import hand_in, in_review, person, review_of
from tests.statements import counted

MAI, SON, NGAN = 1, 2, 3


def marks(case: int, who: int, share: str, *, without: tuple[str, ...] = ()) -> Marks:
    points = {one.code: one.max * Decimal(share) for one in DEFAULT.criteria if one.code not in without}
    return Marks(case, who, {code: Decimal(int(value * 2)) / 2 for code, value in points.items()})


def test_drift_is_signed_and_against_the_others_of_the_same_case() -> None:
    sheets = [marks(case, MAI, "1") for case in (1, 2, 3)] + [marks(case, SON, "0.5") for case in (1, 2, 3)]
    found = {one.person: one for one in drifts(sheets, DEFAULT)}
    assert (found[MAI].mean, found[SON].mean) == (Fraction(50), Fraction(-50))
    assert set(found[MAI].groups.values()) == {Fraction(50)}
    assert found[MAI].cases == 3
    assert {one.percent for one in gaps(sheets, DEFAULT)} == {Fraction(50)}


def test_nothing_is_said_of_fewer_than_three_cases() -> None:
    sheets = [marks(case, who, "1") for case in (1, 2) for who in (MAI, SON)] + [marks(3, MAI, "1")]
    assert FEWEST == 3
    assert [(one.cases, one.mean) for one in drifts(sheets, DEFAULT)] == [(2, None), (2, None)]
    assert {one.points for one in gaps(sheets, DEFAULT)} == {None}


def test_what_one_did_not_score_is_not_compared() -> None:
    first = DEFAULT.criteria[0].code
    sheets = [marks(case, MAI, "1") for case in (1, 2, 3)]
    sheets += [marks(case, SON, "1", without=(first,)) for case in (1, 2, 3)]
    assert {one.mean for one in drifts(sheets, DEFAULT)} == {Fraction(0)}
    assert next(one for one in gaps(sheets, DEFAULT) if one.criterion.code == first).cases == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(("0", "0.5", "1")), st.sampled_from(("0", "0.5", "1"))), min_size=3, max_size=9
    )
)
def test_of_two_who_always_score_together_one_is_as_high_as_the_other_is_low(shares: list[tuple[str, str]]) -> None:
    sheets = [
        marks(case, who, share)
        for case, pair in enumerate(shares)
        for who, share in zip((MAI, SON), pair, strict=True)
    ]
    high, low = drifts(sheets, DEFAULT)
    assert high.mean is not None and low.mean is not None
    assert high.mean == -low.mean


def _reviewed(name: str) -> None:
    application = in_review(space=make_space(person("lan"), name=name))
    hand_in(review_of(application, "mai"), "0.8")
    hand_in(review_of(application, "son"), "0.75")


def _asked(app: Flask, client: FlaskClient) -> tuple[int, str]:
    with counted(app) as statements:
        shown = client.get("/desk/calibration")
    assert shown.status_code == 200, shown.text
    return len(statements), shown.text


def test_the_page_asks_as_often_for_many_cases_as_for_one_and_hides_those_with_a_tie(cast: Cast) -> None:
    tuan = cast.client("tuan")
    with cast.app.app_context():
        transact(lambda: _reviewed("Xưởng 1"))
    _asked(cast.app, tuan)
    few, shown = _asked(cast.app, tuan)
    assert "Đỗ Mai" not in shown
    with cast.app.app_context():
        transact(lambda: [_reviewed(f"Xưởng {number}") for number in (2, 3)])
    many, shown = _asked(cast.app, tuan)
    assert few == many
    assert "Đỗ Mai" in shown
    with cast.app.app_context():
        case = queries.cases_in(person("tuan"), ["in_review"])[0].public_id
        transact(lambda: join_team(queries.case_for(person("thu"), case).space, person("tuan")))  # type: ignore[union-attr]
    assert "Đỗ Mai" not in _asked(cast.app, tuan)[1]
