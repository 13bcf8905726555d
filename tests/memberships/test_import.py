"""A list of members with paper certificates: previewed, confirmed once, and never entered twice."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.accounts.models import Role
from app.accounts.service import grant_role, revoke_role
from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.memberships import queries, service
from app.memberships.conflicts import examine
from app.memberships.imports import read_sheet
from app.memberships.models import Certificate, EventKind, MemberImport, MembershipEvent, Origin
from app.memberships.papers import make_missing_papers
from app.memberships.rules import Status
from app.numbering.queries import last_number
from app.settings.service import change_setting
from app.spaces.lists import fingerprint
from app.spaces.models import Invitation, Space, TeamMember
from app.spaces.service import lines_of
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.lists import Row, as_csv, as_xlsx, row, rows
from tests.memberships.test_admit import together
from tests.web.browserless import forms_of

NEW = "/desk/members/import"


def send(client: Any, data: bytes, name: str = "danh-sach.csv") -> Any:
    return client.submit(NEW, {"file": FileStorage(io.BytesIO(data), name)}, content_type="multipart/form-data")


def sent(client: Any, lines: list[Row]) -> str:
    """The address of the preview."""
    answer = send(client, as_csv(lines))
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def entered(cast: Cast, lines: list[Row], **fields: Any) -> str:
    """Sent and confirmed by the approver; gives the address."""
    client = cast.client("dung")
    address = sent(client, lines)
    answer = client.submit(address, fields)
    assert answer.status_code == 302, answer.text
    return address


def figures(html: str) -> list[int]:
    """To be entered, known, faulty."""
    return [int(n) for n in re.findall(r'class="stat-value">(\d+)<', html)]


def certificates() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_preview_writes_nothing_but_itself(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    with app.app_context():
        before = [count(model) for model in (Space, MembershipEvent, Certificate)]
    shown = client.get(sent(client, rows(3)))
    assert shown.status_code == 200
    assert figures(shown.text) == [3, 0, 0]
    assert "Nhà Sàn Giấy 3" in shown.text
    assert "KGST-2026-004" in shown.text  # what comes next
    with app.app_context():
        assert [count(model) for model in (Space, MembershipEvent, Certificate)] == before


def test_what_a_line_becomes(app: Flask, cast: Cast) -> None:
    address = entered(cast, [row(1, **{"Ghi chú": "Trao tại lễ công bố"})])
    done = cast.client("dung").get(address).text
    assert "Đã nhập 1 thành viên" in done
    with app.app_context():
        (certificate,) = certificates()
        space, event = certificate.space, certificate.event
        assert (certificate.number, certificate.origin) == ("1/CN-SVHTT", Origin.PAPER)
        assert (certificate.issued_on, certificate.valid_until) == (date(2025, 12, 10), date(2027, 12, 10))
        assert (event.kind, event.effective_on) == (EventKind.ADMITTED, date(2025, 12, 10))
        assert (event.decision_number, event.decision_on) == ("345/QĐ-SVHTT", date(2025, 12, 5))
        assert (event.reason, event.recorded_at.date()) == ("Trao tại lễ công bố", clock.now().date())
        assert event.recorded_by == cast.user("dung").id
        assert (space.name_vi, space.kinds, space.ownership) == (
            "Nhà Sàn Giấy 1", ["education", "craft_village"], "private",
        )  # fmt: skip
        assert space.ward is not None
        assert space.ward.full_name == "Phường Hoàn Kiếm"
        assert db.session.scalars(select(TeamMember).where(TeamMember.space_id == space.id)).all() == []
        assert db.session.scalars(select(Mail)).all() == []
        actions = [entry.action for entry in entries_of(f"membership:{space.id}")]
        assert actions == ["membership.admitted"]
        (batch,) = entries_of("member_import:1")
        assert (batch.action, batch.actor_id) == ("members.imported", cast.user("dung").id)


def test_owners_are_invited_only_on_request(app: Flask, cast: Cast) -> None:
    contact = {"Thư điện tử liên hệ": "Hoa@Example.org"}
    client = cast.client("dung")
    address = sent(client, [row(1, **contact), row(2)])
    assert client.submit(address).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Invitation)).all() == []
    more = [row(n, **contact) for n in range(3, 8)]
    answer = client.submit(sent(client, [*more, row(8)]), {"invite_owners": "y"}, follow_redirects=True)
    assert "Số thư mời đang được gửi: 3" in answer.text  # one address gets no more in a day
    with app.app_context():
        invitations = db.session.scalars(select(Invitation)).all()
        assert {(i.email, i.role, i.by_centre) for i in invitations} == {("hoa@example.org", "owner", True)}
        assert len(certificates()) == 8
        assert len(db.session.scalars(select(Mail)).all()) == 3


def test_an_owner_who_is_there_is_not_replaced(app: Flask, cast: Cast) -> None:
    with app.app_context():
        there = transact(lambda: factories.space(name="Nhà Sàn Giấy 1").public_id)
    entered(cast, [row(1, **{"Thư điện tử liên hệ": "hoa@example.org"})], choice_2=there, invite_owners="y")
    with app.app_context():
        assert db.session.scalars(select(Invitation)).all() == []


def test_it_is_never_printed(app: Flask, cast: Cast) -> None:
    entered(cast, rows(2))
    with app.app_context():
        assert make_missing_papers() == 0


def test_standing_on_days(app: Flask, cast: Cast) -> None:
    entered(cast, [row(1), row(2, **{"Đến hết ngày": ""})])
    with app.app_context():
        with_end, without_end = (certificate.space_id for certificate in certificates())
        for day, expected in (
            (date(2025, 12, 9), Status.NONE),
            (date(2025, 12, 10), Status.MEMBER),
            (date(2027, 12, 10), Status.MEMBER),
            (date(2027, 12, 11), Status.EXPIRED),
        ):
            assert queries.standing_of(with_end, day).status == expected
        assert queries.standing_of(without_end, date(2040, 1, 1)).status == Status.MEMBER


def test_a_second_click_changes_nothing(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    address = sent(client, rows(2))
    fields = _fields(client.get(address).text)
    assert client.post(address, data=fields).status_code == 302
    assert client.post(address, data=fields).status_code == 200
    with app.app_context():
        assert len(certificates()) == 2


@pytest.mark.both_engines
def test_two_clicks_at_once_import_once(app: Flask, cast: Cast) -> None:
    address = sent(cast.client("dung"), rows(4))
    public_id = address.rsplit("/", 1)[-1]
    with app.app_context():
        seen = _fingerprint(public_id)

    def click() -> None:
        actor = factories.person("dung")
        transact(lambda: service.confirm_import(public_id, seen=seen, choices={}, skip_faulty=False, actor=actor))

    assert together(app, click, click, click) == []
    with app.app_context():
        assert len(certificates()) == 4
        assert last_number("member_import") == 1


@pytest.mark.both_engines
def test_the_same_list_sent_twice_at_once_is_entered_once(app: Flask, cast: Cast) -> None:
    addresses = [sent(cast.client(key), rows(3)) for key in ("dung", "ha")]
    with app.app_context():
        seen = [_fingerprint(address.rsplit("/", 1)[-1]) for address in addresses]

    def click(place: int) -> None:
        actor, public_id = factories.person(("dung", "ha")[place]), addresses[place].rsplit("/", 1)[-1]
        transact(
            lambda: service.confirm_import(public_id, seen=seen[place], choices={}, skip_faulty=False, actor=actor)
        )

    errors = together(app, lambda: click(0), lambda: click(1))
    assert [str(error) for error in errors] == ["import.changed"]
    with app.app_context():
        assert len(certificates()) == 3


def test_sent_again_every_line_is_known(app: Flask, cast: Cast) -> None:
    entered(cast, rows(3))
    client = cast.client("ha")
    again = [row | {"Số chứng nhận": row["Số chứng nhận"].lower().replace("-", " – ")} for row in rows(3)]
    shown = client.get(sent(client, again)).text
    assert figures(shown) == [0, 3, 0]
    assert "Không có dòng nào để nhập thêm" in shown
    assert "Nhập 0 thành viên" not in shown


def test_a_known_number_that_says_something_else_is_never_overwritten(app: Flask, cast: Cast) -> None:
    entered(cast, [row(1)])
    client = cast.client("ha")
    shown = client.get(sent(client, [row(1, **{"Ngày cấp": "11/12/2025", "Tên không gian": "Tên Khác"})])).text
    assert figures(shown) == [0, 0, 1]
    assert "khác ở: Tên không gian, Ngày cấp" in shown


def test_a_number_issued_here_belongs_to_its_space(app: Flask, cast: Cast) -> None:
    with app.app_context():
        number = transact(lambda: factories.member(factories.space())).number
    client = cast.client("ha")
    shown = client.get(sent(client, [row(1, **{"Số chứng nhận": number})])).text
    assert "hệ thống đã cấp cho “Xưởng Mây”" in shown


def test_faulty_lines_are_left_out_only_on_request(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    lines = [*rows(3), row(4, **{"Ngày cấp": "31/02/2026"})]
    address = sent(client, lines)
    shown = client.get(address).text
    assert figures(shown) == [3, 0, 1]
    assert "Không đọc được ngày này" in shown
    refused = client.submit(address)
    assert refused.status_code == 422
    assert "Còn 1 dòng có lỗi" in refused.text
    with app.app_context():
        assert certificates() == []
    assert client.submit(address, {"skip_faulty": "y"}).status_code == 302
    with app.app_context():
        assert len(certificates()) == 3
    mended = client.get(sent(client, [*rows(3), row(4)])).text
    assert figures(mended) == [1, 3, 0]


def test_what_changed_since_the_preview_is_shown_again(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    address = sent(client, rows(2))
    fields = _fields(client.get(address).text)
    with app.app_context():
        transact(lambda: factories.member(factories.space()))
    refused = client.post(address, data=fields)
    assert refused.status_code == 422
    assert "vừa thay đổi" in refused.text
    assert figures(refused.text) == [1, 0, 1]
    assert client.post(address, data=_fields(refused.text) | {"skip_faulty": "y"}).status_code == 302
    with app.app_context():
        assert [c.number for c in certificates()] == ["KGST-2026-001", "KGST-2026-002"]


def test_a_namesake_that_appeared_since_the_preview_is_asked_about(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    address = sent(client, rows(2))
    fields = _fields(client.get(address).text)
    with app.app_context():
        transact(lambda: factories.space(name="NHÀ SÀN GIẤY 1"))
    refused = client.post(address, data=fields)
    assert refused.status_code == 422
    assert "trùng tên" in refused.text
    with app.app_context():
        assert certificates() == []


def test_a_space_of_the_same_name_must_be_told_apart(app: Flask, cast: Cast) -> None:
    with app.app_context():
        there = transact(lambda: factories.space(name="nhà sàn giấy 1").public_id)
    client = cast.client("dung")
    address = sent(client, rows(2))
    assert client.submit(address).status_code == 422
    assert client.submit(address, {"choice_2": "somebody-elses"}).status_code == 422
    with app.app_context():
        assert certificates() == []
    assert client.submit(address, {"choice_2": there}).status_code == 302
    with app.app_context():
        first, second = certificates()
        assert first.space.public_id == there
        assert first.data["name_vi"] == "Nhà Sàn Giấy 1"
        assert second.space.public_id != there


def test_another_space_of_the_same_name_is_added(app: Flask, cast: Cast) -> None:
    with app.app_context():
        there = transact(lambda: factories.space(name="nhà sàn giấy 1").public_id)
    entered(cast, rows(1), choice_2=service.ANOTHER_SPACE)
    with app.app_context():
        (certificate,) = certificates()
        assert certificate.space.public_id != there
        assert certificate.space.name_vi == "Nhà Sàn Giấy 1"


def test_a_member_who_is_suspended_gets_no_paper(app: Flask, cast: Cast) -> None:
    def suspended() -> str:
        made = factories.space(name="Nhà Sàn Giấy 1")
        factories.member(made, effective_on=factories.long_ago(2))
        factories.changed(service.suspend, made, effective_on=factories.long_ago(1))
        return made.public_id

    with app.app_context():
        there = transact(suspended)
    client = cast.client("ha")
    address = sent(client, [row(1)])
    refused = client.submit(address, {"choice_2": there})
    assert refused.status_code == 422
    assert "đang bị đình chỉ" in refused.text


def test_an_older_paper_does_not_replace_the_certificate_issued_here(app: Flask, cast: Cast) -> None:
    with app.app_context():
        issued = transact(lambda: factories.member(factories.space(name="Nhà Sàn Giấy 1")))
        code, there = issued.check_code, issued.space.public_id
    entered(cast, [row(1)], choice_2=there)
    assert "Chứng nhận còn hiệu lực" in app.test_client().get(f"/verify/{code}").text
    paper = app.test_client().get("/verify", query_string={"code": "1/CN-SVHTT"}, follow_redirects=True)
    assert "đã được thay bằng bản mới hơn" in paper.text


def test_numbering_goes_on_after_the_last_of_82(app: Flask, cast: Cast) -> None:
    entered(cast, rows(82))
    with app.app_context():
        assert len(certificates()) == 82
        assert transact(lambda: factories.member(factories.space())).number == "KGST-2026-083"
        assert transact(lambda: factories.member(factories.space(name="Hai"))).number == "KGST-2026-084"


def test_numbering_never_goes_back(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for n in range(5):
            transact(lambda n=n: factories.member(factories.space(name=f"Xưởng {n}")))  # type: ignore[misc]
    entered(cast, [row(1, **{"Số chứng nhận": "KGST-2025-040"}), row(2, **{"Số chứng nhận": "KGST-2024-002"})])
    with app.app_context():
        assert transact(lambda: factories.member(factories.space(name="Sáu"))).number == "KGST-2026-006"
        assert last_number("certificate:2025") == 40


def test_a_line_that_is_left_out_does_not_move_the_count(app: Flask, cast: Cast) -> None:
    lines = [*rows(2), row(3, **{"Số chứng nhận": "KGST-2026-900", "Ngày cấp": "?"})]
    entered(cast, lines, skip_faulty="y")
    with app.app_context():
        assert transact(lambda: factories.member(factories.space())).number == "KGST-2026-003"


def test_a_pattern_chosen_later_passes_over_numbers_on_paper(app: Flask, cast: Cast) -> None:
    entered(cast, rows(3, "{n}/CN-SVHTT"))
    with app.app_context():
        transact(lambda: change_setting("certificate.number_pattern", "{n}/CN-SVHTT", actor=None))
        assert transact(lambda: factories.member(factories.space())).number == "4/CN-SVHTT"


def test_admissions_and_an_import_at_the_same_moment(app: Flask, cast: Cast) -> None:
    """Numbers are unique, and those issued here either came before the import, which then has to look again, or
    follow its last."""
    public_id = sent(cast.client("dung"), rows(20)).rsplit("/", 1)[-1]
    with app.app_context():
        seen = _fingerprint(public_id)

    def click() -> None:
        actor = factories.person("dung")
        transact(lambda: service.confirm_import(public_id, seen=seen, choices={}, skip_faulty=False, actor=actor))

    def admit(name: str) -> None:
        for n in range(3):
            transact(lambda: factories.member(factories.space(name=f"{name} {n}")))  # noqa: B023

    errors = together(app, click, lambda: admit("Một"), lambda: admit("Hai"))
    assert [str(error) for error in errors] in ([], ["import.changed"])
    with app.app_context():
        issued = [c.number for c in certificates() if not c.on_paper]
        papers = [c.number for c in certificates() if c.on_paper]
        first = 21 if not errors else 1
        assert sorted(issued) == [f"KGST-2026-{n:03}" for n in range(first, first + 6)]
        assert len(papers) == (0 if errors else 20)


def test_all_or_nothing(app: Flask, cast: Cast) -> None:
    """The last line fails inside the transaction: nothing of the first ones stays, and no number is used up."""

    def breaking() -> None:
        lines = read_sheet(_table(rows(3))).lines
        service.enter_lines(lines, seen=None, choices={}, skip_faulty=False, source={}, actor=None)
        raise DomainError("refused")

    with app.app_context():
        with pytest.raises(DomainError, match="refused"):
            transact(breaking)
        assert (len(certificates()), last_number("certificate:2026"), last_number("member_import")) == (0, 0, 0)


def test_who_may(app: Flask, cast: Cast) -> None:
    for key in ("tuan", "mai", "lan"):
        assert cast.client(key).get(NEW).status_code == 403
    assert cast.client("ha").get(NEW).status_code == 200
    assert NEW in cast.client("dung").get("/desk/members").text
    assert NEW not in cast.client("tuan").get("/desk/members").text
    with app.app_context(), pytest.raises(DomainError, match=r"import\.not_yours"):
        transact(
            lambda: service.enter_lines(
                [], seen=None, choices={}, skip_faulty=False, source={}, actor=factories.person("tuan")
            )
        )


def test_a_list_is_its_senders_until_it_is_gone(app: Flask, cast: Cast) -> None:
    dung, ha = cast.client("dung"), cast.client("ha")
    address = sent(dung, rows(1))
    assert ha.get(address).status_code == 404
    assert ha.post(address, data={"csrf_token": _fields(ha.get(NEW).text)["csrf_token"]}).status_code == 404
    with app.app_context():
        assert transact(service.forget_old_imports) == 0
        with clock.pinned(clock.now() + timedelta(hours=25)):
            assert transact(service.forget_old_imports) == 1
    assert dung.get(address).status_code == 404


def test_what_was_entered_is_not_kept_twice(app: Flask, cast: Cast) -> None:
    entered(cast, rows(1))
    with app.app_context():
        kept = db.session.scalars(select(MemberImport)).one()
        assert (kept.lines, kept.entered, kept.number) == ([], 1, 1)
        with clock.pinned(clock.now() + timedelta(days=400)):
            assert transact(service.forget_old_imports) == 0


def test_somebody_who_lost_the_role_meanwhile_enters_nothing(app: Flask, cast: Cast) -> None:
    client = cast.client("ha")
    address = sent(client, rows(1))
    fields = _fields(client.get(address).text)
    with app.app_context():
        transact(lambda: grant_role(cast.user("dung"), Role.ADMINISTRATOR, actor=None))
        transact(lambda: revoke_role(cast.user("ha"), Role.ADMINISTRATOR, actor=cast.user("dung")))
    assert client.post(address, data=fields).status_code in {302, 403}
    with app.app_context():
        assert certificates() == []


def test_the_pages_in_english(app: Flask, cast: Cast) -> None:
    client = cast.client("dung", "en")
    assert "Enter existing members" in client.get(NEW).text
    shown = client.get(sent(client, [row(1), row(2, **{"Phường, xã": "Mễ Trì"})])).text
    assert "Enter 1 member<" in re.sub(r"\s+<", "<", shown)
    assert "Not one of the 126 wards" in shown


def test_a_workbook_goes_the_same_way(app: Flask, cast: Cast) -> None:
    client = cast.client("dung")
    answer = send(client, as_xlsx(rows(2), title="DANH SÁCH THÀNH VIÊN"), "danh sách.xlsx")
    assert figures(client.get(answer.headers["Location"]).text) == [2, 0, 0]


def _fields(html: str) -> dict[str, str]:
    wanted = [form for form in forms_of(html) if form.method == "post" and form.action not in {"/sign-out"}]
    return dict(wanted[-1].fields)


def _fingerprint(public_id: str) -> str:
    kept = db.session.scalars(select(MemberImport).where(MemberImport.public_id == public_id)).one()
    return fingerprint(examine(lines_of(kept)))


def _table(lines: list[Row]) -> list[tuple[int, list[str]]]:
    return [(1, list(lines[0])), *((n, [str(v) for v in line.values()]) for n, line in enumerate(lines, 2))]
