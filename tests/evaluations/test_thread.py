"""One thread between a space and the Centre; reviewers and strangers have no part in it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.service import set_absence
from app.applications.queries import messages_of, messages_waiting
from app.applications.service import settle_messages, write_message
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.evaluations import service
from app.mail.delivery import compose
from app.mail.models import Mail
from app.mail.queries import by_key
from tests.applications.factories import join_team
from tests.cast import Cast, email_of
from tests.evaluations.factories import in_review, person, review_of, submitted


def test_what_a_space_writes_waits_until_it_is_answered(ctx: Flask) -> None:
    case = transact(submitted)
    asked = transact(
        lambda: write_message(case, " Gửi thêm ảnh được không? ", actor=person("lan"), from_centre=False)
    )
    assert [one.body for one in messages_waiting(case)] == ["Gửi thêm ảnh được không?"]
    answer = transact(lambda: write_message(case, "Được.", actor=person("tuan"), from_centre=True))
    assert messages_waiting(case) == []
    assert [one.id for one in messages_of(case)] == [asked.id, answer.id]
    assert by_key(f"case_message_space:{answer.public_id}:{person('lan').id}") is not None


def test_nothing_to_answer(ctx: Flask) -> None:
    case = transact(submitted)
    transact(lambda: write_message(case, "Cảm ơn.", actor=person("lan"), from_centre=False))
    transact(lambda: settle_messages(case, actor=person("tuan")))
    assert messages_waiting(case) == []


def test_while_somebody_is_away_their_deputy_gets_the_letter_too(ctx: Flask) -> None:
    case, today = transact(in_review), clock.today()

    def leave() -> None:
        case.handler_id = person("tuan").id
        set_absence(person("tuan"), person("thu"), today, today, actor=person("tuan"))

    def asked() -> list[Mail]:
        one = transact(lambda: write_message(case, "Khi nào có kết quả?", actor=person("lan"), from_centre=False))
        query = select(Mail).where(Mail.key.startswith(f"case_message_centre:{one.public_id}")).order_by(Mail.id)
        return list(db.session.scalars(query))

    transact(lambda: setattr(case, "handler_id", person("tuan").id))
    assert [mail.recipient for mail in asked()] == [email_of("tuan")]
    transact(leave)
    own, deputys = asked()
    assert (own.recipient, deputys.recipient) == (email_of("tuan"), email_of("thu"))
    instead = f"Bạn nhận thư này vì đang làm thay {person('tuan').name}."
    assert instead in compose(deputys).body
    assert instead not in compose(own).body
    transact(lambda: join_team(case.space, person("thu")))
    assert [mail.recipient for mail in asked()] == [email_of("tuan")], "nothing of a case goes to who has a tie to it"


def test_what_a_reviewer_answers_goes_to_the_deputy_too(ctx: Flask) -> None:
    case, today = transact(in_review), clock.today()
    transact(lambda: set_absence(person("tuan"), person("thu"), today, today, actor=person("tuan")))
    transact(lambda: service.recuse(review_of(case, "mai"), "Tôi vừa nhận việc ở đó.", actor=person("mai")))
    letters = db.session.scalars(select(Mail).where(Mail.template == "evaluation_recused").order_by(Mail.id))
    assert [mail.recipient for mail in letters] == [email_of("tuan"), email_of("thu")]


@pytest.mark.parametrize(("body", "code"), [("  ", "empty"), ("x" * 4001, "too_long")])
def test_empty_and_endless_letters_are_refused(ctx: Flask, body: str, code: str) -> None:
    case = transact(submitted)
    with pytest.raises(DomainError, match=rf"message\.{code}"):
        transact(lambda: write_message(case, body, actor=person("lan"), from_centre=False))


def test_both_sides_on_their_pages(cast: Cast) -> None:
    with cast.app.app_context():
        case = transact(in_review)
        public_id, review = case.public_id, review_of(case, "mai").public_id
    theirs, ours = f"/my/applications/{public_id}/messages", f"/desk/applications/{public_id}"
    lan, tuan = cast.client("lan"), cast.client("tuan")
    assert lan.submit(theirs, {"body": ""}).status_code == 422
    assert lan.submit(theirs, {"body": "<b>Hỏi</b> điều này"}).status_code == 302
    assert "Cần trả lời" in tuan.get(ours).text
    assert "&lt;b&gt;Hỏi&lt;/b&gt; điều này" in tuan.get(ours).text
    assert tuan.submit(ours, {"message-body": "Xin trả lời."}, to=f"{ours}/messages").status_code == 302
    assert "Cần trả lời" not in tuan.get(ours).text
    assert "Xin trả lời." in lan.get(theirs).text
    assert "Xin trả lời." not in cast.client("mai").get(f"/reviews/{review}").text
    assert cast.client("hoa").get(theirs).status_code == 404
    assert f"{ours}/messages" not in cast.client("dung").get(ours).text
