"""What one certificate is worth on one day: by table. Pure, so no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.memberships.models import Certificate, EventKind, Grade, Ground, MembershipEvent
from app.memberships.rules import Answer, Validity, answer, standing, validity

K, V = EventKind, Validity
START = date(2026, 1, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def line(kind: EventKind, on: int, *, until: int | None = None, **columns: object) -> MembershipEvent:
    grade = Grade.FULL if kind in (K.ADMITTED, K.RENEWED, K.RENAMED) else None
    return MembershipEvent(
        kind=kind, grade=grade, effective_on=day(on), valid_until=None if until is None else day(until),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=on), reason="", **columns,
    )  # fmt: skip


def paper(number: int, event: MembershipEvent) -> Certificate:
    return Certificate(id=number, event=event, issued_on=event.effective_on)


ADMITTED = line(K.ADMITTED, 10, until=100)
FIRST = paper(1, ADMITTED)


def asked(events: list[MembershipEvent], on: int, *others: Certificate, of: Certificate = FIRST) -> Answer:
    return answer(of, [FIRST, *others], events, on=day(on))


REVOKED = line(K.REVOKED, 50, ground=Ground.UNTRUE)


@pytest.mark.parametrize(
    ("events", "on", "said", "since"),
    [
        ([], 9, V.UPCOMING, 10),
        ([], 10, V.VALID, 10),
        ([], 100, V.VALID, 10),
        ([], 101, V.EXPIRED, 101),
        ([line(K.SUSPENDED, 20)], 19, V.VALID, 10),
        ([line(K.SUSPENDED, 20)], 20, V.SUSPENDED, 20),
        ([line(K.SUSPENDED, 20), line(K.REINSTATED, 30)], 30, V.VALID, 30),
        ([REVOKED], 49, V.VALID, 10),
        ([REVOKED], 400, V.REVOKED, 50),
        ([line(K.ENDED, 50)], 50, V.ENDED, 50),
        ([line(K.MERGED, 50, merged_into_id=7)], 50, V.ENDED, 50),
    ],
)
def test_on_any_day(events: list[MembershipEvent], on: int, said: Validity, since: int) -> None:
    told = asked([ADMITTED, *events], on)
    assert (told.validity, told.since) == (said, day(since))


def test_the_ground_is_told_from_the_day_it_counts() -> None:
    assert asked([ADMITTED, REVOKED], 49).ground is None
    assert asked([ADMITTED, REVOKED], 50).ground == Ground.UNTRUE


def test_a_suspension_whose_term_has_run_out_is_an_expiry_without_ground() -> None:
    told = asked([ADMITTED, line(K.SUSPENDED, 20, ground=Ground.DUTIES)], 101)
    assert (told.validity, told.ground) == (V.EXPIRED, None)


def test_into_whom_it_merged() -> None:
    merged = [ADMITTED, line(K.MERGED, 50, merged_into_id=7)]
    assert (asked(merged, 49).merged_into_id, asked(merged, 50).merged_into_id) == (None, 7)


def test_replaced_from_the_day_the_newer_one_counts() -> None:
    renewed = line(K.RENEWED, 60, until=800)
    events, second = [ADMITTED, renewed], paper(2, renewed)
    assert asked(events, 59, second).validity == V.VALID
    told = asked(events, 60, second)
    assert (told.validity, told.since, told.renamed, told.member) == (V.SUPERSEDED, day(60), False, True)
    assert asked(events, 60, second, of=second).validity == V.VALID


@pytest.mark.parametrize(("kind", "renamed"), [(K.RENAMED, True), (K.RENEWED, False)])
def test_why_it_was_replaced_is_said_of_what_came_next(kind: EventKind, renamed: bool) -> None:
    """A paper replaced at a renewal is not said to bear an old name because of what happened later."""
    second = line(kind, 40, until=100)
    third = line(K.RENAMED, 60, until=100)
    told = asked([ADMITTED, second, third], 70, paper(2, second), paper(3, third))
    assert (told.validity, told.renamed) == (V.SUPERSEDED, renamed)


def test_replaced_and_then_revoked() -> None:
    renewed = line(K.RENEWED, 40, until=100)
    told = asked([ADMITTED, renewed, REVOKED], 60, paper(2, renewed))
    assert (told.validity, told.member, told.ground) == (V.SUPERSEDED, False, None)


def test_a_paper_does_not_come_to_life_with_the_next_membership() -> None:
    """Admitted again, the new certificate waits for its ceremony: the old one stays what it was."""
    events = [ADMITTED, REVOKED, line(K.ADMITTED, 70, until=800)]
    told = asked(events, 80)
    assert (told.validity, told.since, told.ground) == (V.REVOKED, day(50), Ground.UNTRUE)
    assert told.member
    now = answer(FIRST, [FIRST], events, on=day(45))
    assert now.validity == V.VALID


def test_the_short_answer_agrees_that_it_is_not_valid() -> None:
    events = [ADMITTED, REVOKED, line(K.ADMITTED, 70, until=800)]
    assert validity(FIRST, [FIRST], standing(events, on=day(80)), on=day(80)) == V.ENDED
