"""The steps of an application, by table and by property."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications import rules
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import EDITABLE, FINAL, TRANSITIONS
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


@given(walks)
def test_nothing_is_decided_that_was_not_reviewed_and_proposed(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    if path[-1] in {S.APPROVED, S.ASSOCIATE, S.REFUSED}:
        assert path[-2] == S.PROPOSED
        assert path.index(S.SUBMITTED) < path.index(S.IN_REVIEW) < path.index(S.PROPOSED)


@given(walks)
def test_what_is_over_stays_over(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    assert not FINAL.intersection(path[:-1])


@given(walks)
def test_it_is_editable_only_before_it_was_sent_and_after_it_was_returned(wishes: list[ApplicationStatus]) -> None:
    path = walk(wishes)
    assert rules.can_edit(application(path[-1])) == (path[-1] == S.DRAFT or path[-1] == S.RETURNED)
    if S.SUBMITTED in path:
        assert S.DRAFT not in path[path.index(S.SUBMITTED) :]


@given(statuses)
def test_every_status_leads_to_an_end(status: ApplicationStatus) -> None:
    reached, todo = {status}, [status]
    while todo:
        for onward in TRANSITIONS[todo.pop()] - reached:
            reached.add(onward)
            todo.append(onward)
    assert reached & FINAL
    assert sorted(FINAL) == ["approved", "associate", "refused", "withdrawn"]


@pytest.mark.parametrize("status", list(S))
def test_withdrawing_waits_for_no_signature(status: ApplicationStatus) -> None:
    may = {S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW}
    assert rules.can_withdraw(application(status)) == (status in may)
    assert may.issuperset(EDITABLE)
