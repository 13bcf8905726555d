"""The steps of an application, by table and by property."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications import rules
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import EDITABLE, ENDED, TRANSITIONS
from app.applications.words import STATUS_NAMES, STATUS_TAGS

S = ApplicationStatus
statuses = st.sampled_from(S)
walks = st.lists(statuses, max_size=12)


def walk(wishes: list[ApplicationStatus]) -> list[ApplicationStatus]:
    """From a draft along the wishes that the table allows."""
    here = [S.DRAFT]
    for wish in wishes:
        if rules.can_move(here[-1], wish):
            here.append(wish)
    return here


def application(status: ApplicationStatus) -> Application:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Application(status=status, created_at=at, updated_at=at)


def test_every_status_has_its_row_and_its_words() -> None:
    assert set(TRANSITIONS) == set(STATUS_NAMES) == set(STATUS_TAGS) == set(S)


DECIDED = {S.APPROVED, S.ASSOCIATE, S.REFUSED, S.CLOSED, S.STAGED, S.CONDITIONAL}


@given(walks)
def test_nothing_is_decided_that_was_not_proposed(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    if path[-1] in DECIDED:
        assert path.index(S.SUBMITTED) < path.index(S.INTAKE) < path.index(S.PROPOSED)
        assert path[-2] in {S.PROPOSED, S.STAGED, S.APPEALED, S.CONDITIONAL}


@given(walks)
def test_what_is_over_goes_on_only_by_an_appeal_or_reopened(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    for here, onward in pairwise(path):
        if here in ENDED:
            assert onward in {S.APPEALED, S.INTAKE}
            assert here != S.APPROVED


@given(walks)
def test_a_draft_is_never_one_the_centre_has_begun_on(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    assert rules.can_edit(application(path[-1])) == (path[-1] in EDITABLE)
    if S.INTAKE in path:
        assert S.DRAFT not in path[path.index(S.INTAKE) :]


@given(statuses)
def test_every_status_leads_to_an_end(status: ApplicationStatus) -> None:
    reached, todo = {status}, [status]
    while todo:
        for onward in TRANSITIONS[todo.pop()] - reached:
            reached.add(onward)
            todo.append(onward)
    assert reached & ENDED


@pytest.mark.parametrize("status", list(S))
def test_withdrawing_waits_for_no_signature(status: ApplicationStatus) -> None:
    may = {S.DRAFT, S.SUBMITTED, S.INTAKE, S.RETURNED, S.IN_REVIEW, S.CONDITIONAL}
    assert rules.can_withdraw(application(status)) == (status in may)
    assert may.issuperset(EDITABLE)
