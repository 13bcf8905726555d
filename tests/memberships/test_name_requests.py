"""A team asks for its certificate to say what the space is called by now; the Centre renames it or says why not."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships import queries, service
from app.memberships.models import NameRequest
from app.memberships.rules import name_on_paper
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_admit import together
from tests.memberships.test_rename import typed


@pytest.fixture
def public_id(app: Flask) -> str:
    """Lan's space, which has taken another name since its certificate was issued."""

    def act() -> str:
        made = factories.space()
        factories.member(made)
        made.name_vi = "Xưởng Mây và Gió"
        return made.public_id

    with app.app_context():
        return transact(act)


def ask(client: Any, public_id: str, reason: str = "Đổi tên từ tháng 6") -> Any:
    to = f"/my/certificates/of/{public_id}/name"
    return client.submit("/my/certificates", {f"{public_id}-reason": reason}, to=to)


def desk(public_id: str) -> str:
    return f"/desk/members/{public_id}"


def test_the_team_is_told_of_the_other_name_and_asks_once(app: Flask, cast: Cast, public_id: str) -> None:
    minh = cast.client("minh")
    for path in ("/my/certificates", f"/my/spaces/{public_id}"):
        assert "Tên trên chứng nhận là “Xưởng Mây”" in minh.get(path).text
    refused = ask(minh, public_id, " ")
    assert refused.status_code == 422
    assert "Bạn ghi vì sao cần đổi" in refused.text
    assert ask(minh, public_id).status_code == 302
    shown = minh.get("/my/certificates").text
    assert "Đã đề nghị đổi tên trên chứng nhận thành “Xưởng Mây và Gió”" in shown
    assert "/name" not in shown
    with app.app_context(), pytest.raises(DomainError, match=r"membership\.name_asked"):
        transact(
            lambda: service.ask_for_name(
                factories.the_space(public_id), reason="Lần hai", actor=factories.person("lan")
            )
        )


def test_it_waits_on_the_approvers_desk_and_the_renaming_settles_it(app: Flask, cast: Cast, public_id: str) -> None:
    ask(cast.client("lan"), public_id)
    dung = cast.client("dung")
    assert "Chứng nhận mang tên mới: Xưởng Mây và Gió" in dung.get("/desk").text
    assert "Chứng nhận mang tên mới" not in cast.client("tuan").get("/desk").text
    shown = dung.get(desk(public_id)).text
    assert "Đổi tên từ tháng 6" in shown
    assert 'value="Xưởng Mây và Gió"' in shown
    assert dung.submit(desk(public_id), typed("rename"), to=f"{desk(public_id)}/rename").status_code == 302
    assert "Đề nghị đổi tên" not in dung.get(desk(public_id)).text
    assert "Chứng nhận mang tên mới" not in dung.get("/desk").text
    assert "Tên trên chứng nhận là" not in cast.client("lan").get("/my/certificates").text
    with app.app_context():
        request = db.session.scalars(select(NameRequest)).one()
        assert (request.settled_by, request.answer) == (factories.person("dung").id, "")
        assert queries.certificates_of(request.space_id)[0].data["name_vi"] == "Xưởng Mây và Gió"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_is_told_in_words(app: Flask, cast: Cast, public_id: str, language: str) -> None:
    ask(cast.client("lan"), public_id)
    dung, to = cast.client("dung"), f"{desk(public_id)}/name-request"
    refused = dung.submit(desk(public_id), {"name-request-answer": ""}, to=to)
    assert refused.status_code == 422
    assert "Bạn ghi vì sao không đổi" in refused.text

    def speak() -> None:
        factories.person("lan").language = language

    with app.app_context():
        transact(speak)
    answer = {"name-request-answer": "Chưa có giấy phép mang tên mới."}
    assert dung.submit(desk(public_id), answer, to=to).status_code == 302
    assert "Tên trên chứng nhận là" in cast.client("lan").get("/my/certificates").text
    with app.app_context():
        (mail,) = db.session.scalars(select(Mail).where(Mail.template == "membership_name_declined"))
        letter = compose(mail)
        assert mail.recipient == "lan@example.org"
        assert "Chưa có giấy phép mang tên mới." in letter.body
        assert "{{" not in letter.body


def test_who_may_not_answer_is_refused(ctx: Flask, public_id: str) -> None:
    def asked() -> None:
        space = factories.the_space(public_id)
        service.ask_for_name(space, reason="Thử", actor=factories.person("lan"))
        add_to_team(space, factories.person("dung"), TeamRole.MEMBER, actor=None)

    transact(asked)
    for key in ("tuan", "dung"):
        with pytest.raises(DomainError, match=r"membership\.not_yours_to_change"):
            transact(
                lambda key=key: service.decline_name(
                    factories.the_space(public_id), answer="Không", actor=factories.person(key)
                )
            )


def test_of_two_who_ask_at_once_one_has_asked(app: Flask, public_id: str) -> None:
    def work(key: str) -> None:
        transact(
            lambda: service.ask_for_name(
                factories.the_space(public_id), reason="Cùng lúc", actor=factories.person(key)
            )
        )

    errors = together(app, lambda: work("lan"), lambda: work("minh"))
    assert [str(error).split()[0] for error in errors] == ["membership.name_asked"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_english_name_that_came_later_is_no_other_name(ctx: Flask) -> None:
    def act() -> None:
        one, other = factories.space(), factories.space(name="Hai", name_en="Two")
        factories.member(one)
        factories.member(other)
        one.name_en, other.name_en = "Cloud Workshop", "The Second"
        assert name_on_paper(one, queries.certificates_of(one.id)) is None
        assert name_on_paper(other, queries.certificates_of(other.id)) is not None

    transact(act)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_team_reads_its_own_ledger(app: Flask, cast: Cast, public_id: str) -> None:
    """Kind, days, decision, and the reason of what was told to them; not why the Centre admitted them."""

    def act() -> None:
        space = factories.the_space(public_id)
        factories.changed(service.suspend, space, reason="Thiếu báo cáo năm")
        factories.changed(service.reinstate, space, reason="Đã nộp báo cáo")
        factories.member(space, reason="Ghi chú nội bộ")

    with app.app_context():
        transact(act)
    shown = cast.client("minh").get("/my/certificates").text
    for words in ("Sổ ghi", "Kết nạp", "Gia hạn", "Đình chỉ", "45/QĐ-SVHTT", "Thiếu báo cáo năm", "Đã nộp báo cáo"):
        assert words in shown
    for words in ("Ghi chú nội bộ", "xin thêm thời gian", "Phạm Dũng"):
        assert words not in shown
    assert "Ghi chú nội bộ" in cast.client("dung").get(desk(public_id)).text
