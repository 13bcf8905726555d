"""What people of the Centre read of a letter's way."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.applications.rules import letters_of
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.mail.models import Mail, MailStatus
from app.mail.queries import letters_about, lost, lost_about
from app.mail.shown import State, server_words, state_of
from tests.cast import Cast, email_of
from tests.evaluations.factories import in_review, person

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
LAN = email_of("lan")
REFUSED = "SMTPRecipientsRefused: {'lan@example.org': (550, b'5.1.1 <lan@example.org> no such person')}"


def _mail(**columns: Any) -> Mail:
    return Mail(
        **{"status": MailStatus.WAITING, "last_error": None, "refused_at": None, "bounced_at": None} | columns
    )


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, State.WAITING),
        ({"status": MailStatus.SENDING}, State.WAITING),
        ({"last_error": "TimeoutError: timed out"}, State.RETRYING),
        ({"status": MailStatus.SENT}, State.SENT),
        ({"status": MailStatus.DEAD, "refused_at": NOW}, State.REFUSED),
        ({"status": MailStatus.SENT, "bounced_at": NOW, "bounce_code": "5.1.1"}, State.REFUSED),
        ({"status": MailStatus.SENT, "bounced_at": NOW, "bounce_code": "5.2.2"}, State.RETURNED),
        ({"status": MailStatus.DEAD}, State.STUCK),
        ({"status": MailStatus.HELD}, State.HELD),
        ({"status": MailStatus.DISCARDED, "refused_at": NOW}, State.SETTLED),
    ],
)
def test_where_a_letter_has_got_to(columns: dict[str, Any], state: State) -> None:
    assert state_of(_mail(**columns)) == state


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"last_error": REFUSED}, "550 5.1.1 … no such person"),
        ({"last_error": "TimeoutError: timed out"}, "timed out"),
        ({"last_error": "SMTPDataError: (554, b'5.7.1 spam\\nsee our page')"}, "554 5.7.1 spam see our page"),
        ({"bounced_at": NOW, "bounce_code": "5.2.2", "last_error": None}, "5.2.2"),
        ({"last_error": "x: " + "y" * 900}, "y" * 200),
        ({}, ""),
    ],
)
def test_the_servers_own_words_without_addresses(columns: dict[str, Any], words: str) -> None:
    assert server_words(_mail(**columns)) == words


def _case_with_a_lost_letter() -> str:
    case = in_review()
    mail = letters_about(letters_of(case))[-1]
    mail.status, mail.refused_at, mail.last_error = MailStatus.DEAD, NOW, REFUSED
    return case.public_id


@pytest.fixture
def lost_case(cast: Cast) -> str:
    with cast.app.app_context():
        return transact(_case_with_a_lost_letter)


def test_the_case_shows_its_letters_and_what_the_server_said(cast: Cast, lost_case: str) -> None:
    page = cast.client("tuan").get(f"/desk/applications/{lost_case}").text
    for words in ("Đã tiếp nhận hồ sơ", "Không có hộp thư này", "550 5.1.1 … no such person", "Chờ gửi"):
        assert words in page


@pytest.mark.parametrize(("who", "sees"), [("tuan", False), ("dung", False), ("ha", True)])
def test_names_are_for_all_of_the_centre_and_addresses_for_who_keeps_the_accounts(
    cast: Cast, lost_case: str, who: str, sees: bool
) -> None:
    box = cast.client(who).get(f"/desk/applications/{lost_case}").text.partition("letter-list")[2]
    assert "Nguyễn Lan" in box
    assert (LAN in box) is sees


def test_a_lost_letter_leaves_again_or_is_settled(cast: Cast, lost_case: str) -> None:
    here, tuan = f"/desk/applications/{lost_case}", cast.client("tuan")
    with cast.app.app_context():
        case = queries.case_for(person("tuan"), lost_case)
        assert case
        about = letters_of(case)
        assert [(one.about, one.recipient) for one in lost("case:")] == [(about, LAN)]
        assert lost("booking:") == []
    assert "Đang gửi lại" in tuan.submit(here, {}, to=f"{here}/letters", follow_redirects=True).text
    with cast.app.app_context():
        assert lost() == []
        mail = letters_about(about)[-1]
        assert (mail.status, mail.refused_at) == (MailStatus.WAITING, None)
        transact(lambda: setattr(letters_about(about)[-1], "status", MailStatus.DEAD))
        assert len(lost_about(about)) == 1
        db.session.rollback()
    answer = tuan.submit(here, {}, to=f"{here}/letters/settled", follow_redirects=True)
    assert "được báo bằng cách khác" in answer.text
    with cast.app.app_context():
        assert lost() == []


def test_a_later_letter_that_arrived_makes_it_good(cast: Cast, lost_case: str) -> None:
    def arrives() -> None:
        case = queries.case_for(person("tuan"), lost_case)
        assert case
        first = letters_about(letters_of(case))[-1]
        db.session.add(
            Mail(
                key="later",
                message_id="later",
                recipient=LAN,
                language="vi",
                template=first.template,
                values={},
                about=first.about,
                status=MailStatus.SENT,
                created_at=NOW,
                next_try_at=NOW,
                sent_at=NOW,
            )
        )

    with cast.app.app_context():
        transact(arrives)
        assert lost() == []


@pytest.mark.parametrize("act", [service.send_lost_letters, service.settle_lost_letters])
def test_only_who_prepares_the_case_may(ctx: Flask, act: Any) -> None:
    case = transact(in_review)
    with pytest.raises(DomainError, match="not_yours"):
        transact(lambda: act(case, actor=person("dung")))
