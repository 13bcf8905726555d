"""The self-check anybody may do: kinds, questions, what they amount to; nothing stored, nothing lost."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from time_machine import travel

from app.applications import queries, service
from app.core import clock
from app.core.db import db, transact
from app.criteria.queries import current_set, definition_of
from app.criteria.readiness import Marks, steps
from tests.accounts.steps import PASSWORD, TYPED, letters, link_in, send
from tests.applications.factories import application_by_public_id, fill_in, make_call, make_draft
from tests.cast import Cast
from tests.mail.sink import Sink, connect

PAGE = "/self-check"


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    server = Sink()
    connect(app, server)
    yield server
    server.close()


def answers(app: Flask, *, share: float = 1.0, **changed: str | None) -> dict[str, Any]:
    """Every gate met, every criterion at the step nearest below that share of its maximum."""
    with app.app_context():
        current = current_set()
        assert current is not None
        definition = definition_of(current)
        said: dict[str, Any] = {f"item-{gate.code}": "yes" for gate in definition.gates}
        for one in definition.criteria:
            points = [step.points for step in steps(one) if step.points <= float(one.max) * share]
            said[f"item-{one.code}"] = f"{points[-1].normalize():f}"
    said |= {"kinds": ["cafe"], "asked": "1"} | changed
    return {name: value for name, value in said.items() if value is not None}


def test_it_begins_with_the_kinds_and_goes_on_to_the_questions(app: Flask, client: FlaskClient) -> None:
    assert "Đến các câu hỏi" in client.get(PAGE).text
    asked = client.submit(PAGE, {"kinds": ["cafe"]})  # type: ignore[attr-defined]
    assert asked.status_code == 200
    assert "B2.1" in asked.text and "Xem kết quả" in asked.text
    assert "Có 1 mục cần sửa" in client.submit(PAGE, {}).text  # type: ignore[attr-defined]


def test_an_online_space_is_not_asked_about_its_rooms(client: FlaskClient) -> None:
    asked = client.submit(PAGE, {"kinds": ["online"]}).text  # type: ignore[attr-defined]
    assert "B2.1" not in asked
    assert "B2.2" in asked


@pytest.mark.parametrize(
    ("share", "changed", "said"),
    [
        (1.0, {}, "có thể được công nhận thành viên"),
        (0.55, {}, "thành viên liên kết"),
        (1.0, {"item-A3": "no"}, "thành viên liên kết"),
        (1.0, {"item-A1": "no"}, "Còn điều kiện chưa đạt"),
        (0.0, {}, "chưa tới mức 50 điểm"),
    ],
)
def test_the_result_says_what_is_likely(
    app: Flask, client: FlaskClient, share: float, changed: dict[str, str], said: str
) -> None:
    result = client.submit(PAGE, answers(app, share=share, **changed))  # type: ignore[attr-defined]
    assert result.status_code == 200
    assert "không phải kết quả thẩm định" in result.text
    assert said in result.text


def test_a_weak_spot_is_shown_with_the_next_anchor(app: Flask, client: FlaskClient) -> None:
    result = client.submit(PAGE, answers(app, **{"item-B2.2": "3"}))  # type: ignore[attr-defined]
    assert "Mức tiếp theo: 4-9 hoạt động." in result.text
    assert "Dưới mức sàn" not in result.text
    low = client.submit(PAGE, answers(app, **{"item-B4.1": "0", "item-B4.2": "0"}))  # type: ignore[attr-defined]
    assert "Dưới mức sàn" in low.text


def test_what_is_left_open_is_named_and_the_rest_stays(app: Flask, client: FlaskClient) -> None:
    result = client.submit(PAGE, answers(app, **{"item-B1.1": None, "item-A2": None}))  # type: ignore[attr-defined]
    assert result.status_code == 200
    assert "Còn 2 câu chưa trả lời" in result.text
    assert 'href="#item-B1_1"' in result.text
    assert result.text.count(" checked") == 18 + 1  # 20 questions but two, and the kind


@pytest.mark.parametrize("value", ["7.3", "-1", "yes", "1e9999", "NaN", "<script>", "99999999999999"])
def test_an_answer_nobody_offered_is_refused_at_its_question(app: Flask, client: FlaskClient, value: str) -> None:
    result = client.submit(PAGE, answers(app, **{"item-B1.1": value}))  # type: ignore[attr-defined]
    assert result.status_code == 422
    assert 'href="#item-B1_1"' in result.text
    assert "<script>" not in result.text
    assert result.text.count(" checked") == 19 + 1


def test_nothing_is_stored(app: Flask, client: FlaskClient) -> None:
    def rows() -> dict[str, int]:
        with app.app_context():
            names = inspect(db.session.connection()).get_table_names()
            return {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}

    before = rows()
    client.submit(PAGE, answers(app))  # type: ignore[attr-defined]
    assert rows() == before


def test_whoever_asks_too_fast_waits(client: FlaskClient) -> None:
    results = [client.submit(PAGE, {"kinds": ["cafe"]}) for _ in range(31)]  # type: ignore[attr-defined]
    assert [one.status_code for one in results] == [200] * 30 + [429]
    assert "câu trả lời vẫn còn" in results[-1].text
    assert int(results[-1].headers["Retry-After"]) <= 60


DRAFTS = "/my/applications"


def keep(app: Flask, client: Any, **changed: str | None) -> Any:
    return send(client, f"{PAGE}/keep", answers(app, **changed))


def told(app: Flask, public_id: str) -> Marks:
    with app.app_context():
        application = application_by_public_id(public_id)
        assert application is not None
        return queries.self_check_of(application)


def test_kept_it_leads_through_sign_up_and_a_space_into_a_draft(app: Flask, client: Any, sink: Any) -> None:
    """Nothing is stored until the person puts it there; every step in between says where it is."""
    with app.app_context():
        transact(make_call)
    kept = keep(app, client, **{"item-B1.1": "2.5"})
    assert kept.location == f"/sign-up?next={DRAFTS}/self-check"
    client.submit(kept.location, TYPED)
    link = link_in(letters(app, sink)[0])
    confirmed = client.submit(link, {"password": PASSWORD})
    assert confirmed.location == f"{DRAFTS}/self-check"
    nowhere = client.get(confirmed.location)
    assert "Chưa có không gian nào" in nowhere.text
    assert "đang giữ một bản tự chấm" in client.get(DRAFTS).text
    made = client.submit(
        f"/my/spaces/new?next={DRAFTS}/self-check",
        {"name_vi": "Xưởng Ngọc", "summary_vi": "Gốm.", "kinds": ["online"], "ownership": "group"},
    )
    assert made.location == f"{DRAFTS}/self-check"
    placed = client.submit(made.location, to=made.location)
    assert placed.status_code == 302, placed.text
    page = client.get(placed.location).text
    assert "Mức sẵn sàng" in page
    public_id = placed.location.split("/")[3]
    assert told(app, public_id).points["B1.1"] == Decimal("2.5")
    assert len(told(app, public_id).gates) == 6
    assert "Mức sẵn sàng" in client.get(f"{DRAFTS}/{public_id}").text
    assert "Tự chấm: 2,5 điểm, Mới bắt đầu" in client.get(f"{DRAFTS}/{public_id}/sections/B1").text
    assert "Tự chấm: Đạt" in client.get(f"{DRAFTS}/{public_id}/sections/A1").text
    assert client.get_cookie("self_check") is None


def test_it_goes_into_a_draft_there_is_and_can_be_changed_there(app: Flask, cast: Cast) -> None:
    with app.app_context():
        draft = transact(lambda: make_draft(cast.user("lan")).public_id)
    lan: Any = cast.client("lan")
    assert keep(app, lan).location == f"{DRAFTS}/self-check"
    assert lan.submit(f"{DRAFTS}/self-check", to=f"{DRAFTS}/self-check").location == f"{DRAFTS}/{draft}/self-check"
    changed = lan.submit(f"{DRAFTS}/{draft}/self-check", {"item-A1": "no", "item-B1.1": ""})
    assert changed.status_code == 302, changed.text
    assert told(app, draft).gates["A1"] is False
    assert "B1.1" not in told(app, draft).points
    refused = lan.submit(f"{DRAFTS}/{draft}/self-check", {"item-B1.2": "99"})
    assert refused.status_code == 422
    assert 'href="#item-B1_2"' in refused.text


def test_no_stranger_and_no_reviewer_sees_what_a_team_says_of_itself(app: Flask, cast: Cast) -> None:
    with app.app_context():

        def act() -> str:
            application = make_draft(cast.user("lan"))
            service.save_self_check(application, Marks({"A1": True}, {"B1.1": Decimal(5)}), actor=cast.user("lan"))
            fill_in(application, actor=cast.user("lan"))
            service.submit_application(application, actor=cast.user("lan"))
            return application.public_id

        sent = transact(act)
    assert cast.client("hoa").get(f"{DRAFTS}/{sent}/self-check").status_code == 404
    assert cast.client("mai").get(f"{DRAFTS}/{sent}/self-check").status_code == 404
    case = cast.client("tuan").get(f"/desk/applications/{sent}")
    assert case.status_code == 200
    assert "ự chấm" not in case.text
    lan: Any = cast.client("lan")
    assert "Mức sẵn sàng" in lan.get(f"{DRAFTS}/{sent}/self-check").text
    late = send(lan, f"{DRAFTS}/{sent}/self-check", {"item-A1": "no"})
    assert late.status_code == 422
    assert told(app, sent).gates == {"A1": True}


def test_a_made_up_or_old_cookie_is_nothing(app: Flask, cast: Cast) -> None:
    lan: Any = cast.client("lan")
    lan.set_cookie("self_check", "eyJzZXQiOiJ4In0.bad")
    assert "không giữ bản tự chấm nào" in lan.get(f"{DRAFTS}/self-check").text
    keep(app, lan)
    assert "không giữ bản tự chấm nào" not in lan.get(f"{DRAFTS}/self-check").text
    with travel(clock.now() + timedelta(days=7), tick=False):
        again: Any = cast.client("lan")
        again.set_cookie("self_check", lan.get_cookie("self_check").value)
        assert "không giữ bản tự chấm nào" in again.get(f"{DRAFTS}/self-check").text
    forgotten = lan.submit(f"{DRAFTS}/self-check", to=f"{DRAFTS}/self-check/forget")
    assert forgotten.location == DRAFTS
    assert lan.get_cookie("self_check") is None


def test_with_no_answer_there_is_nothing_to_keep(client: Any) -> None:
    answer = send(client, f"{PAGE}/keep", {"kinds": ["cafe"], "asked": "1"})
    assert answer.status_code == 422
    assert "chưa có gì để giữ" in answer.text
