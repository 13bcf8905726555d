"""What follows from the sheets and who may do what: no database."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Role
from app.applications.models import Application, ApplicationStatus
from app.criteria.rules import Outcome as Assessed
from app.criteria.rules import ReasonCode
from app.evaluations import rules
from app.evaluations.models import Decision, Outcome, Review, ReviewStatus
from app.evaluations.words import ASSESSED_NAMES, ASSESSED_TAGS, OUTCOME_NAMES
from tests.criteria.strategies import DEFAULT

EVERY_ROLE = set(Role)


def someone(number: int, *roles: str) -> Any:
    return SimpleNamespace(id=number, is_authenticated=True, roles=set(roles))


@pytest.mark.parametrize(
    ("verdicts", "met"),
    [((), None), ((True,), True), ((True, False), False), ((True, True), True), ((True, True, False), True),
     ((False, False, True), False)],
)  # fmt: skip
def test_a_gate_is_met_only_by_more_than_half(verdicts: tuple[bool, ...], met: bool | None) -> None:
    assert rules.gate_met(verdicts) is met


def test_people_decide_no_better_than_the_points() -> None:
    ranks = {
        Assessed.APPROVE: 3,
        Assessed.ASSOCIATE: 2,
        Assessed.REFUSE: 1,
        Assessed.REFUSE_OR_SUPPLEMENT: 1,
        Assessed.INCOMPLETE: 0,
    }
    mine = {Outcome.APPROVE: 3, Outcome.ASSOCIATE: 2, Outcome.REFUSE: 1}
    short = SimpleNamespace(code=ReasonCode.BELOW_PASSING)  # of points, which no condition mends
    for assessed in Assessed:
        allowed = rules.allowed_outcomes(SimpleNamespace(outcome=assessed, reasons=[short]))  # type: ignore[arg-type]
        assert allowed == {one for one in mine if mine[one] <= ranks[assessed]} | {Outcome.CLOSE}


@pytest.mark.parametrize("assessed", list(Assessed))
def test_a_condition_mends_a_gate_and_never_points(assessed: Assessed) -> None:
    gate, points = (SimpleNamespace(code=code) for code in (ReasonCode.GATE_UNMET, ReasonCode.BELOW_PASSING))
    judged = assessed != Assessed.INCOMPLETE
    for reasons, mends in (([gate], judged), ([gate, points], False)):
        allowed = rules.allowed_outcomes(SimpleNamespace(outcome=assessed, reasons=reasons))  # type: ignore[arg-type]
        assert (Outcome.CONDITIONAL in allowed) == mends


@given(st.sets(st.sampled_from(Role)), st.integers(1, 4), st.integers(1, 4), st.sets(st.integers(1, 4)))
def test_four_eyes(roles: set[str], signer: int, proposer: int, team: set[int]) -> None:
    may = rules.can_sign(someone(signer, *roles), Decision(proposed_by=proposer), team)
    assert may == (Role.APPROVER in roles and signer != proposer and signer not in team)


@given(st.sets(st.sampled_from(Role)), st.integers(1, 3), st.sets(st.integers(1, 3)))
def test_nobody_of_the_team_prepares_or_scores(roles: set[str], number: int, team: set[int]) -> None:
    actor = someone(number, *roles)
    review = Review(reviewer_id=number, status=ReviewStatus.ASSIGNED)
    application = Application(status=ApplicationStatus.IN_REVIEW)
    assert rules.can_prepare(actor, team) == (Role.COORDINATOR in roles and number not in team)
    assert rules.can_score(actor, review, application, team) == (Role.REVIEWER in roles and number not in team)


@given(st.sampled_from(ReviewStatus), st.sampled_from(ApplicationStatus), st.booleans())
def test_a_sheet_is_open_only_to_its_reviewer_and_only_in_review(
    status: ReviewStatus, step: ApplicationStatus, own: bool
) -> None:
    review = Review(reviewer_id=1, status=status)
    may = rules.can_score(someone(1 if own else 2, *EVERY_ROLE), review, Application(status=step), ())
    assert may == (own and status == ReviewStatus.ASSIGNED and step == ApplicationStatus.IN_REVIEW)


def test_others_sheets_stay_hidden_until_ones_own_is_in() -> None:
    mine, other = (
        Review(reviewer_id=1, status=ReviewStatus.ASSIGNED),
        Review(reviewer_id=2, status=ReviewStatus.SUBMITTED),
    )
    assert not rules.may_see_sheets(someone(1, *EVERY_ROLE), [mine, other])
    assert rules.may_see_sheets(someone(3, *EVERY_ROLE), [mine, other])
    mine.status = ReviewStatus.SUBMITTED
    assert rules.may_see_sheets(someone(1, *EVERY_ROLE), [mine, other])


def test_every_outcome_has_its_words() -> None:
    assert set(ASSESSED_NAMES) == set(ASSESSED_TAGS) == set(Assessed)
    assert set(OUTCOME_NAMES) == set(Outcome)


def test_names_are_left_out_whatever_their_case_the_longest_first() -> None:
    text = "Xưởng mũ Phú Viên (phú viên) ở 12 Phú Viên."
    assert rules.without_names(text, ["Phú Viên", "Xưởng mũ Phú Viên", None, " ", "a"]) == "[…] ([…]) ở 12 […]."
    assert rules.without_names(text, []) == text


def test_one_more_is_asked_where_everybody_abstains() -> None:
    codes = [one.code for one in DEFAULT.criteria]
    full = {code: Decimal(1) for code in codes}
    silent = rules.Sheet({}, {code: mark for code, mark in full.items() if code != codes[0]}, {codes[0]: "Không rõ"})
    told = (DEFAULT, {"museum"})
    assert rules.unscored([silent, silent], *told) == [codes[0]]
    assert rules.reviewers_needed([silent], *told) == 2
    assert rules.reviewers_needed([silent, silent], *told) == 3
    assert rules.reviewers_needed([silent, silent, rules.Sheet({}, full)], *told) == 3
    assert rules.reviewers_needed([silent, silent, silent], *told) == 4
    assert rules.sheet_total(rules.Sheet({}, {}, dict.fromkeys(codes, "Không rõ")), *told) is None
