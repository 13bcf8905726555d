"""Suspending, reinstating, ending, revoking: at the desk, by an approver, with a reason."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.accounts.service import disable_user
from app.audit.models import AuditPayload
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships import queries, service
from app.memberships.models import EventKind, Ground, MembershipEvent
from app.memberships.rules import Ruling, Status, check_ruling
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_admit import together


@pytest.fixture
def public_id(app: Flask) -> str:
    """Lan's space, a member since last year."""

    def act() -> str:
        made = factories.space()
        factories.member(made, effective_on=factories.long_ago(1))
        return made.public_id

    with app.app_context():
        return transact(act)


def status(app: Flask, public_id: str) -> Status:
    with app.app_context():
        return queries.standing_of(factories.the_space(public_id).id, clock.today()).status


def lines(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(MembershipEvent.id)).all())


def page(public_id: str) -> str:
    return f"/desk/members/{public_id}"


def typed(change: str, **data: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "reason": "Vi phạm quy chế", "decision_number": "45/QĐ-SVHTT", "decision_on": "2026-11-20",
        "effective_on": "2026-11-25",
    }  # fmt: skip
    if change in ("suspend", "revoke"):
        given |= {"ground": "duties", "hearing_on": "2026-11-18", "hearing_note": "Chủ nhiệm xin lỗi và hứa sửa."}
    elif change == "end":
        given |= {"ground": "own_wish"}
    return {f"{change}-{name}": value for name, value in (given | data).items()}


def submit(client: Any, public_id: str, change: str, **data: Any) -> Any:
    return client.submit(page(public_id), typed(change, **data), to=f"{page(public_id)}/{change}")


def test_each_change_in_turn(app: Flask, cast: Cast, public_id: str) -> None:
    dung = cast.client("dung")
    for change, after in (("suspend", Status.SUSPENDED), ("reinstate", Status.MEMBER), ("revoke", Status.REVOKED)):
        answer = submit(dung, public_id, change)
        assert answer.status_code == 302, answer.text
        assert status(app, public_id) == after
    shown = dung.get(page(public_id)).text
    for word in ("Kết nạp", "Đình chỉ", "Khôi phục", "Thu hồi", "Vi phạm quy chế", "Phạm Dũng"):
        assert word in shown
    assert "/revoke" not in shown


def test_what_was_said_at_the_hearing_stays_at_the_centre(app: Flask, cast: Cast, public_id: str) -> None:
    """In the ledger for staff; not in the log, not in the letter, not on the page of the space's team."""
    dung = cast.client("dung")
    assert submit(dung, public_id, "suspend").status_code == 302
    shown = dung.get(page(public_id)).text
    for word in (
        "Làm việc với không gian ngày 18/11/2026",
        "hứa sửa",
        "Chưa thực hiện nghĩa vụ",
        "ký ngày 20/11/2026",
    ):
        assert word in shown
    assert "hứa sửa" in cast.client("tuan").get(page(public_id)).text
    assert "hứa sửa" not in cast.client("lan").get("/my/certificates").text
    with app.app_context():
        assert "hứa sửa" not in repr([line.payload for line in db.session.scalars(select(AuditPayload))])
        assert "hứa sửa" not in repr([mail.values for mail in db.session.scalars(select(Mail))])


def test_without_a_hearing_the_ledger_says_why(app: Flask, cast: Cast, public_id: str) -> None:
    dung = cast.client("dung")
    answer = submit(dung, public_id, "revoke", hearing_on="", not_heard="y", hearing_note="Mời hai lần không đến.")
    assert answer.status_code == 302, answer.text
    assert "Không làm việc được với không gian: Mời hai lần không đến." in dung.get(page(public_id)).text


def test_a_reinstatement_asks_for_no_decision_but_not_for_half_of_one(app: Flask, cast: Cast, public_id: str) -> None:
    dung = cast.client("dung")
    submit(dung, public_id, "suspend")
    half = submit(dung, public_id, "reinstate", decision_on="")
    assert "Bạn chưa ghi ngày của quyết định" in half.text
    assert submit(dung, public_id, "reinstate", decision_on="", decision_number="").status_code == 302


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("decision_number", "decision_number_missing"),
        ("decision_on", "decision_day_missing"),
        ("ground", "ground_missing"),
        ("hearing_note", "hearing_missing"),
    ],
)
def test_the_service_asks_for_all_of_a_ruling(missing: str, code: str) -> None:
    day = date(2026, 11, 25)
    given: dict[str, Any] = {
        "effective_on": day, "reason": "Thử", "decision_number": "1", "decision_on": day, "ground": Ground.DUTIES,
        "hearing_on": day, "hearing_note": "Xin lỗi",
    }  # fmt: skip
    check_ruling(EventKind.SUSPENDED, Ruling(**given), today=day)
    without = given | {missing: "" if missing.startswith(("hearing", "decision_number")) else None}
    with pytest.raises(DomainError, match=f"membership.{code}"):
        check_ruling(EventKind.SUSPENDED, Ruling(**without), today=day)


def test_an_end_without_fault(app: Flask, cast: Cast, public_id: str) -> None:
    assert submit(cast.client("dung"), public_id, "end", reason="Tự rút").status_code == 302
    assert status(app, public_id) == Status.ENDED


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("change", ["suspended", "reinstated", "ended", "revoked"])
def test_the_owners_get_a_letter_in_their_language(app: Flask, public_id: str, change: str, language: str) -> None:
    acts = {"suspended": service.suspend, "ended": service.end, "revoked": service.revoke}
    lead = {
        "suspended": {"vi": "tạm đình chỉ", "en": "is suspended"},
        "reinstated": {"vi": "lại là thành viên", "en": "is a member of the network again"},
        "ended": {"vi": "không còn là thành viên", "en": "is no longer a member"},
        "revoked": {"vi": "bị thu hồi", "en": "is revoked"},
    }

    def act() -> None:
        factories.person("lan").language = language
        space = factories.the_space(public_id)
        space.name_en = "Cloud Workshop"
        if change == "reinstated":
            factories.changed(service.suspend, space)
            factories.changed(service.reinstate, space, reason="Lý do rõ ràng")
        else:
            factories.changed(acts[change], space, reason="Lý do rõ ràng")

    with app.app_context():
        transact(act)
        mails = db.session.scalars(select(Mail).where(Mail.template == f"membership_{change}")).all()
        assert [mail.recipient for mail in mails] == ["lan@example.org"]
        letter = compose(mails[0])
        assert letter.subject.endswith({"vi": "Xưởng Mây", "en": "Cloud Workshop"}[language])
        for words in (
            lead[change][language],
            f"{clock.today():%d/%m/%Y}",
            "Lý do rõ ràng",
            "45/QĐ-SVHTT",
            f"{clock.today():%d/%m/%Y}",
            "Nguyễn Lan",
        ):
            assert words in letter.body
        assert "{{" not in letter.body
        assert "\n\n\n" not in letter.body


def test_a_closed_account_gets_no_letter_and_is_not_named(app: Flask, cast: Cast, public_id: str) -> None:
    with app.app_context():
        transact(
            lambda: add_to_team(factories.the_space(public_id), factories.person("minh"), TeamRole.OWNER, actor=None)
        )
        transact(lambda: disable_user(factories.person("lan"), reason="Nghỉ", actor=factories.person("ha")))
    dung = cast.client("dung")
    assert "Nguyễn Lan" not in dung.get(page(public_id)).text
    assert submit(dung, public_id, "suspend").status_code == 302
    with app.app_context():
        letters = select(Mail.recipient).where(Mail.template == "membership_suspended")
        assert db.session.scalars(letters).all() == ["minh@example.org"]


@pytest.mark.parametrize(
    ("language", "data", "sentence"),
    [
        ("vi", {"reason": ""}, "Bạn chưa ghi lý do"),
        ("en", {"reason": " \n "}, "Please give a reason"),
        ("vi", {"effective_on": "32/13/2026"}, "Ngày chưa đúng"),
        ("vi", {"effective_on": "2062-01-01"}, "xa quá một năm"),
        ("en", {"effective_on": "2062-01-01"}, "more than a year ahead"),
        ("vi", {"effective_on": "2001-01-01"}, "Vào ngày 01/01/2001"),
        ("vi", {"reason": "x" * 2001}, "2000"),
        ("vi", {"decision_on": ""}, "Bạn chưa điền mục này"),
        ("vi", {"decision_on": "2026-11-26"}, "Ngày quyết định chưa tới"),
        ("vi", {"ground": ""}, "Bạn chọn căn cứ"),
        ("en", {"ground": "own_wish"}, "This choice is not in the list"),
        ("vi", {"hearing_on": ""}, "không tổ chức được thì đánh dấu ô này"),
        ("vi", {"not_heard": "y"}, "bạn bỏ dấu ở ô này"),
        ("vi", {"hearing_on": "2026-11-21"}, "trước hoặc trong ngày ký quyết định"),
        ("vi", {"hearing_note": ""}, "Bạn ghi không gian đã trình bày gì"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, cast: Cast, public_id: str, language: str, data: dict[str, str], sentence: str
) -> None:
    sent = {"decision_number": "99/QĐ-THỬ"} | data
    answer = submit(cast.client("dung", language), public_id, "suspend", **sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "99/QĐ-THỬ" in answer.text
    assert sent.get("effective_on", "") in answer.text
    assert lines(app) == 1
    assert status(app, public_id) == Status.MEMBER


def test_a_change_that_no_longer_fits_is_refused(app: Flask, cast: Cast, public_id: str) -> None:
    """The page was open when somebody else suspended: the form is still sent, and told so."""
    dung = cast.client("dung")
    opened = dung.get(page(public_id))
    assert f"{page(public_id)}/suspend" in opened.text
    submit(dung, public_id, "suspend")
    answer = dung.post(
        f"{page(public_id)}/suspend",
        data=typed("suspend", reason="Lần hai") | token(opened.text),
    )
    assert answer.status_code == 422
    assert "không đình chỉ được" in answer.text
    assert "Lần hai" in answer.text
    assert lines(app) == 2


def token(html: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)
    assert found is not None
    return {"csrf_token": found[1]}


def test_of_two_who_suspend_at_once_one_wins(app: Flask, public_id: str) -> None:
    def work() -> None:
        transact(lambda: factories.changed(service.suspend, factories.the_space(public_id), reason="Cùng lúc"))

    errors = together(app, work, work, work)
    assert [str(error).split()[0] for error in errors] == ["membership.cannot_be_suspended"] * 2
    assert lines(app) == 2


def test_nobody_signs_for_their_own_space(app: Flask, cast: Cast, public_id: str) -> None:
    def join() -> None:
        add_to_team(factories.the_space(public_id), factories.person("dung"), TeamRole.MEMBER, actor=None)

    dung = cast.client("dung")
    opened = dung.get(page(public_id)).text
    with app.app_context():
        transact(join)
    assert f"{page(public_id)}/suspend" not in dung.get(page(public_id)).text
    answer = dung.post(f"{page(public_id)}/suspend", data=typed("suspend") | token(opened))
    assert answer.status_code == 422
    assert "không thuộc nhóm vận hành" in answer.text
    assert status(app, public_id) == Status.MEMBER


@pytest.mark.parametrize("key", ["tuan", "ha", "mai", "lan"])
def test_the_service_refuses_whoever_is_not_an_approver(app: Flask, public_id: str, key: str) -> None:
    with app.app_context(), pytest.raises(DomainError, match="not_yours_to_change"):
        transact(
            lambda: factories.changed(service.revoke, factories.the_space(public_id), actor=factories.person(key))
        )


def test_who_opens_the_desks_pages(app: Flask, cast: Cast, public_id: str) -> None:
    for path in ("/desk/members", page(public_id)):
        assert app.test_client().get(path).status_code == 302
        for key, expected in {"lan": 403, "mai": 403, "tuan": 200, "dung": 200, "ha": 200}.items():
            assert cast.client(key).get(path).status_code == expected, (key, path)
    tuan = cast.client("tuan")
    assert f"{page(public_id)}/suspend" not in tuan.get(page(public_id)).text
    assert tuan.post(f"{page(public_id)}/suspend", data=token(tuan.get("/desk/members").text)).status_code == 403
    assert tuan.get(page("khong-co")).status_code == 404


def test_the_roll_shows_today_and_can_be_filtered(app: Flask, cast: Cast, public_id: str) -> None:
    def more() -> None:
        other = factories.space("hoa", "Gác Xép Ánh Sáng", team=())
        factories.member(other)
        factories.changed(service.suspend, other)
        factories.space("hoa", "Chưa vào sổ", team=())
        factories.member(factories.space("hoa", "Mai sau", team=()), effective_on=clock.today() + timedelta(days=9))

    with app.app_context():
        transact(more)
        assert [m.space.name_vi for m in queries.members_on(clock.today())] == ["Xưởng Mây"]
        assert [m.space.name_vi for m in queries.members_on(clock.today() + timedelta(days=9))] == [
            "Mai sau", "Xưởng Mây",
        ]  # fmt: skip
    tuan = cast.client("tuan")
    everybody = tuan.get("/desk/members").text
    assert everybody.index("Gác Xép Ánh Sáng") < everybody.index("Xưởng Mây")
    assert "Chưa vào sổ" not in everybody
    assert "Mai sau" not in everybody
    found = tuan.get("/desk/members?q=gac+xep").text
    assert "Gác Xép Ánh Sáng" in found
    assert "Xưởng Mây" not in found
    assert "Gác Xép" not in tuan.get("/desk/members?status=member").text
    assert "Không có không gian nào khớp" in tuan.get("/desk/members?q=zzz").text
    assert tuan.get("/desk/members?status=%27nonsense").status_code == 200


def test_an_empty_ledger_says_what_comes_next(cast: Cast) -> None:
    assert "Sổ thành viên còn trống" in cast.client("tuan").get("/desk/members").text


def test_the_roll_asks_as_often_for_three_as_for_one(app: Flask, public_id: str) -> None:
    def more() -> None:
        for name in ("Hai", "Ba"):
            factories.member(factories.space("hoa", name, team=()))

    with app.app_context():
        one = statements(lambda: queries.roll(clock.today()))
        transact(more)
        assert statements(lambda: queries.roll(clock.today())) == one
        assert len(queries.roll(clock.today())) == 3


def statements(act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
