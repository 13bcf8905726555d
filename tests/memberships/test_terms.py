"""The letters about the end of a term: which one a day asks for, and that each goes out once and says what is true."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import jobs
from app.core import clock
from app.core.db import db, transact
from app.mail.delivery import Letter, compose, deliver_waiting
from app.mail.models import Mail, MailStatus
from app.mail.shown import State, state_of
from app.memberships import service
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import due_letter
from app.notices.rules import Choice, kind_of
from app.notices.service import choose
from app.settings.service import change_setting
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.memberships import factories

K = EventKind
UNTIL = date(2027, 6, 30)


def line(kind: EventKind, on: date, until: date | None = None) -> MembershipEvent:
    return MembershipEvent(
        id=on.toordinal(), kind=kind, effective_on=on, valid_until=until, grade=Grade.FULL, reason="",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


ADMITTED = line(K.ADMITTED, date(2025, 6, 30), UNTIL)


@pytest.mark.parametrize(
    ("left", "grace", "letter"),
    [
        (91, 0, None), (90, 0, "90"), (31, 0, "90"), (30, 0, "30"), (12, 0, "30"), (7, 0, "7"), (0, 0, "7"),
        (-1, 0, "over"), (-1, 10, "grace"), (-10, 10, "grace"), (-11, 10, "over"), (-14, 0, "over"), (-15, 0, None),
    ],
)  # fmt: skip
def test_which_letter_a_day_asks_for(left: int, grace: int, letter: str | None) -> None:
    day = UNTIL - timedelta(days=left)
    assert due_letter([ADMITTED], on=day, before=[90, 30, 7], grace_days=grace) == letter


@pytest.mark.parametrize(
    "more",
    [
        [line(K.RENEWED, UNTIL - timedelta(days=40), UNTIL + timedelta(days=730))],
        [line(K.RENEWED, UNTIL, UNTIL + timedelta(days=730))],
        [line(K.RENEWED, UNTIL + timedelta(days=1), UNTIL + timedelta(days=730))],
        [line(K.SUSPENDED, UNTIL - timedelta(days=40))],
        [line(K.ENDED, UNTIL - timedelta(days=3))],
        [line(K.MERGED, UNTIL)],
    ],
    ids=["renewed", "renewed from the last day", "renewed from the next", "suspended", "ending", "merging"],
)
def test_whose_end_the_ledger_knows_already_hears_nothing(more: list[MembershipEvent]) -> None:
    assert due_letter([ADMITTED, *more], on=UNTIL - timedelta(days=20), before=[90, 30, 7], grace_days=0) is None


def test_without_an_end_or_without_reminders_there_is_nothing_to_say() -> None:
    endless = line(K.ADMITTED, date(2025, 6, 30))
    assert due_letter([endless], on=UNTIL, before=[90], grace_days=0) is None
    assert due_letter([ADMITTED], on=UNTIL, before=[], grace_days=0) is None


def test_one_week_late_or_twice_a_day_each_letter_goes_out_once_and_none_is_stale(app: Flask) -> None:
    """Two owners and one of the team; the job stands still from the 40th to the 12th day before the end."""

    def enter() -> date:
        made = factories.space()
        add_to_team(made, factories.person("hoa"), TeamRole.OWNER, actor=None)
        change_setting("membership.grace_days", 10, actor=None)
        change_setting("membership.renewal_days", 60, actor=None)
        until = factories.member(made).valid_until
        assert until is not None
        return until

    with app.app_context():
        until = transact(enter)
        sent: list[tuple[int, str]] = []
        for left in (91, 90, 89, 60, 41, 12, 12, 11, 7, 6, 0, -1, -2, -10, -11, -12, -30, -40):
            before = len(_letters())
            with clock.pinned(datetime.combine(until - timedelta(days=left), datetime.min.time(), UTC)):
                transact(service.remind_of_terms)
            new = _letters()[before:]
            assert {mail.recipient for mail in new} in ({"lan@example.org", "hoa@example.org"}, set())
            sent += {(left, mail.template) for mail in new}
        assert sent == [
            (90, "membership_renewal"), (12, "membership_renewal"), (7, "membership_renewal"),
            (-1, "membership_in_grace"), (-11, "membership_over"),
        ]  # fmt: skip
        first, second, third, grace, over = [_as_sent(mail) for mail in _letters() if mail.recipient[:3] == "lan"]
    assert first.subject == "Còn 90 ngày là hết hạn thành viên: Xưởng Mây"
    assert f"Từ ngày {until - timedelta(days=60):%d/%m/%Y} bạn nộp được hồ sơ gia hạn" in first.body
    assert second.subject == "Còn 12 ngày là hết hạn thành viên: Xưởng Mây"
    assert "Bạn nộp hồ sơ gia hạn tại:" in second.body
    assert third.subject.startswith("Còn 7 ngày")
    assert f"đến hết ngày {until + timedelta(days=10):%d/%m/%Y}" in grace.subject
    assert f"từ ngày {until + timedelta(days=11):%d/%m/%Y}" in over.subject
    assert all("/my/applications/renew/" in letter.body for letter in (first, second, third, grace))
    for letter in (first, second, third, grace, over):
        assert "{{" not in letter.body
        assert "\n\n\n" not in letter.body


def _enter(days: int) -> date:
    change_setting("membership.grace_days", 0, actor=None)
    until = clock.today() + timedelta(days=days)
    factories.member(factories.space(), effective_on=until.replace(year=until.year - 1), term_months=12)
    return until


def test_a_letter_that_leaves_late_counts_the_days_anew_and_after_its_end_it_does_not_leave(app: Flask) -> None:
    """Nothing could be sent for a while: no server, or it lay in a backup."""
    with app.app_context():
        until = transact(lambda: _enter(30))
        transact(service.remind_of_terms)
        (mail,) = _letters()
        assert compose(mail).subject.startswith("Còn 30 ngày")
        with _on(until - timedelta(days=12)):
            assert compose(mail).subject.startswith("Còn 12 ngày")
            assert "còn 12 ngày" in compose(mail).body
        with _on(until):
            assert compose(mail).subject.startswith("Hôm nay hết hạn")
        with _on(until + timedelta(days=1)):
            assert deliver_waiting() == 0
        db.session.refresh(mail)
        assert (mail.status, state_of(mail)) == (MailStatus.DISCARDED, State.TOO_LATE)


def test_on_the_last_day_it_still_leaves(app: Flask) -> None:
    with app.app_context():
        until = transact(lambda: _enter(30))
        transact(service.remind_of_terms)
        with _on(until):
            assert deliver_waiting() == 1


def test_what_was_told_without_a_letter_is_not_written_when_letters_are_wanted_again(app: Flask) -> None:
    def by_mail(on: bool) -> None:
        transact(lambda: choose("lan@example.org", kind_of("membership_renewal"), Choice(by_mail=on, in_app=True)))

    with app.app_context():
        until = transact(lambda: _enter(30))
        by_mail(False)
        transact(service.remind_of_terms)
        by_mail(True)
        with _on(until - timedelta(days=20)):
            transact(service.remind_of_terms)
        assert _letters() == []
        with _on(until - timedelta(days=7)):
            transact(service.remind_of_terms)
        assert len(_letters()) == 1


def _as_sent(mail: Mail) -> Letter:
    with clock.pinned(mail.created_at):
        return compose(mail)


def _on(day: date) -> AbstractContextManager[None]:
    return clock.pinned(datetime.combine(day, time(2), UTC))


def _letters() -> list[Mail]:
    templates = ("membership_renewal", "membership_in_grace", "membership_over")
    return list(db.session.scalars(select(Mail).where(Mail.template.in_(templates)).order_by(Mail.id)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("left", "subject"),
    [(30, "The membership runs out in 30 days"), (1, "The membership runs out tomorrow"), (0, "runs out today"),
     (-1, "No longer a member since")],
)  # fmt: skip
def test_in_english_and_by_the_job(app: Flask, left: int, subject: str) -> None:
    def enter() -> None:
        factories.person("lan").language = "en"
        today = clock.today()
        start = (today + timedelta(days=left)).replace(year=today.year - 1)
        factories.member(factories.space(), effective_on=start, term_months=12)

    with app.app_context():
        transact(enter)
        jobs.run(app, "renewals")
        (mail,) = _letters()
        letter = compose(mail)
        assert subject in letter.subject
        assert "{{" not in letter.body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_that_shows_a_member_in_grace_says_until_when(app: Flask, cast: Cast) -> None:
    def enter() -> tuple[str, str, str]:
        change_setting("membership.grace_days", 10, actor=None)
        made = factories.space()
        start = (clock.today() - timedelta(days=4)).replace(year=clock.today().year - 1)
        certificate = factories.member(made, effective_on=start, term_months=12)
        return made.public_id, made.slug, certificate.check_code

    with app.app_context():
        public_id, slug, code = transact(enter)
    for who, path in (
        ("lan", "/my/certificates"),
        ("lan", f"/my/applications/renew/{public_id}"),
        ("lan", "/spaces"),
        ("lan", f"/spaces/{slug}"),
        ("lan", "/register"),
        ("lan", f"/register/{slug}"),
        ("lan", f"/verify/{code}"),
        ("tuan", "/desk/members"),
        ("tuan", f"/desk/members/{public_id}"),
    ):
        assert "01/12/2026" in cast.client(who).get(path).text, path
