"""The ledger, read on a day: by table and by property. Pure, so no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import Status, last_day, standing

K, S = EventKind, Status
START = date(2026, 1, 1)


def line(
    kind: EventKind, day: int, *, recorded: int | None = None, until: int | None = None, grade: Grade | None = None
) -> MembershipEvent:
    """Days are counted from 1/1/2026."""
    if grade is None and kind in (K.ADMITTED, K.RENEWED):
        grade = Grade.FULL
    written = START + timedelta(days=day if recorded is None else recorded)
    return MembershipEvent(
        kind=kind,
        grade=grade,
        effective_on=START + timedelta(days=day),
        valid_until=None if until is None else START + timedelta(days=until),
        recorded_at=datetime(written.year, written.month, written.day, 3, tzinfo=UTC),
        reason=f"{kind} {day}",
    )


def status(events: list[MembershipEvent], day: int, **options: int) -> Status:
    return standing(events, on=START + timedelta(days=day), **options).status


ADMITTED = line(K.ADMITTED, 10, until=100)


@pytest.mark.parametrize(
    ("events", "day", "expected"),
    [
        ([], 50, S.NONE),
        ([ADMITTED], 9, S.NONE),
        ([ADMITTED], 10, S.MEMBER),
        ([ADMITTED], 100, S.MEMBER),
        ([ADMITTED], 101, S.EXPIRED),
        ([line(K.ADMITTED, 10)], 9999, S.MEMBER),
        ([ADMITTED, line(K.SUSPENDED, 20)], 19, S.MEMBER),
        ([ADMITTED, line(K.SUSPENDED, 20)], 20, S.SUSPENDED),
        ([ADMITTED, line(K.SUSPENDED, 20)], 101, S.EXPIRED),
        ([ADMITTED, line(K.SUSPENDED, 20), line(K.REINSTATED, 30)], 30, S.MEMBER),
        ([ADMITTED, line(K.SUSPENDED, 20), line(K.REINSTATED, 101)], 101, S.EXPIRED),
        ([ADMITTED, line(K.REINSTATED, 20)], 20, S.MEMBER),
        ([line(K.SUSPENDED, 5), ADMITTED], 20, S.MEMBER),
        ([ADMITTED, line(K.REVOKED, 20)], 20, S.REVOKED),
        ([ADMITTED, line(K.REVOKED, 20), line(K.REINSTATED, 21)], 21, S.REVOKED),
        ([ADMITTED, line(K.REVOKED, 20), line(K.RENEWED, 21, until=300)], 21, S.REVOKED),
        ([ADMITTED, line(K.REVOKED, 20), line(K.ADMITTED, 40)], 40, S.MEMBER),
        ([ADMITTED, line(K.REVOKED, 20)], 500, S.REVOKED),
        ([ADMITTED, line(K.ENDED, 20)], 20, S.ENDED),
        ([ADMITTED, line(K.MERGED, 20)], 20, S.ENDED),
        ([ADMITTED, line(K.RENAMED, 20)], 20, S.MEMBER),
        ([ADMITTED, line(K.RENEWED, 90, until=300)], 200, S.MEMBER),
        ([ADMITTED, line(K.RENEWED, 150, until=300)], 120, S.EXPIRED),
        ([ADMITTED, line(K.RENEWED, 150, until=300)], 150, S.MEMBER),
        ([ADMITTED, line(K.SUSPENDED, 20), line(K.RENEWED, 30, until=300)], 200, S.SUSPENDED),
    ],
)
def test_the_status_on_a_day(events: list[MembershipEvent], day: int, expected: Status) -> None:
    assert status(events, day) == expected


def test_what_is_known_of_the_membership() -> None:
    now = standing([ADMITTED, line(K.SUSPENDED, 20), line(K.REINSTATED, 30)], on=START + timedelta(days=40))
    assert (now.grade, now.reason, now.is_member) == (Grade.FULL, "reinstated 30", True)
    assert now.admitted_on == START + timedelta(days=10)
    assert now.since == START + timedelta(days=30)
    assert now.until == START + timedelta(days=100)


def test_a_renewal_may_change_the_grade_and_keeps_the_day_of_admission() -> None:
    now = standing(
        [line(K.ADMITTED, 10, until=100, grade=Grade.ASSOCIATE), line(K.RENEWED, 80, until=300)],
        on=START + timedelta(days=80),
    )
    assert now.grade == Grade.FULL
    assert now.admitted_on == now.since == START + timedelta(days=10)


def test_grace_keeps_a_member_and_says_so() -> None:
    assert status([ADMITTED], 105, grace_days=5) == S.MEMBER
    assert standing([ADMITTED], on=START + timedelta(days=105), grace_days=5).in_grace
    assert not standing([ADMITTED], on=START + timedelta(days=100), grace_days=5).in_grace
    assert status([ADMITTED], 106, grace_days=5) == S.EXPIRED
    expired = standing([ADMITTED], on=START + timedelta(days=120), grace_days=5)
    assert expired.since == START + timedelta(days=106)
    assert not expired.in_grace


def test_who_is_renewed_while_suspended_in_grace_is_in_grace_no_more() -> None:
    events = [ADMITTED, line(K.SUSPENDED, 90), line(K.RENEWED, 103, until=800), line(K.REINSTATED, 110)]
    for day, expected in ((102, True), (103, False), (110, False)):
        assert standing(events, on=START + timedelta(days=day), grace_days=5).in_grace is expected


def test_the_past_as_it_was_known_then() -> None:
    """A revocation entered on day 60 takes effect on day 20; on day 30 nobody knew."""
    events = [ADMITTED, line(K.REVOKED, 20, recorded=60)]
    day = START + timedelta(days=30)
    assert standing(events, on=day).status == S.REVOKED
    assert standing(events, on=day, known_at=datetime(2026, 2, 1, tzinfo=UTC)).status == S.MEMBER


def test_the_later_entry_of_one_day_has_the_last_word() -> None:
    events = [line(K.REINSTATED, 20, recorded=22), ADMITTED, line(K.SUSPENDED, 20, recorded=21)]
    assert status(events, 20) == S.MEMBER


ledgers = st.lists(
    st.builds(
        line,
        st.sampled_from(list(EventKind)),
        st.integers(0, 60),
        recorded=st.integers(0, 80),
        until=st.none() | st.integers(0, 90),
        grade=st.sampled_from(list(Grade)),
    ),
    max_size=9,
)
graces = st.integers(0, 10)


def _seen(events: list[MembershipEvent], day: int, grace: int) -> tuple[object, ...]:
    now = standing(events, on=START + timedelta(days=day), grace_days=grace)
    return now.status, now.grade, now.since, now.until, now.reason, now.admitted_on


@given(ledgers, st.integers(0, 90), graces, st.sampled_from(list(EventKind)), st.integers(1, 30))
def test_what_takes_effect_later_changes_nothing_before(
    events: list[MembershipEvent], day: int, grace: int, kind: EventKind, later: int
) -> None:
    added = line(kind, day + later, recorded=0, until=day + later + 5)
    assert _seen([*events, added], day, grace) == _seen(events, day, grace)


@given(ledgers, st.integers(0, 90), graces, st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(
    events: list[MembershipEvent], day: int, grace: int, chance: object
) -> None:
    for number, event in enumerate(events):
        event.id = number + 1
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _seen(shuffled, day, grace) == _seen(events, day, grace)


@given(ledgers, st.integers(0, 90), graces)
def test_nobody_is_a_member_without_an_admission_or_past_the_term(
    events: list[MembershipEvent], day: int, grace: int
) -> None:
    now = standing(events, on=START + timedelta(days=day), grace_days=grace)
    if now.is_member:
        assert now.admitted_on is not None
        assert now.until is None or START + timedelta(days=day) <= now.until + timedelta(days=grace)
        assert any(e.kind == K.ADMITTED and e.effective_on == now.admitted_on for e in events)


@given(ledgers, st.integers(0, 90))
def test_a_renaming_says_nothing_about_standing(events: list[MembershipEvent], day: int) -> None:
    assert _seen([*events, line(K.RENAMED, day)], day, 0) == _seen(events, day, 0)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 1), None, None),
        (date(2026, 12, 1), 0, None),
    ],
)
def test_the_last_day_of_a_term(start: date, months: int | None, expected: date | None) -> None:
    assert last_day(start, months) == expected
