"""A form that is sent after its session is over, and what its person finds when they are back."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app import jobs
from app.accounts.models import SignIn
from app.bookings.models import Booking
from app.core import clock
from app.core.db import db, transact
from app.kept.models import KeptForm
from app.kept.service import LIFE, MOST_PER_USER
from app.spaces.models import TeamRole
from tests.applications.factories import PDF, join_team, make_draft, make_space
from tests.bookings import factories as bookings
from tests.cast import PASSWORD, Cast, email_of
from tests.web.browserless import Form, forms_of

LONG = "Chúng tôi mở xưởng từ năm 2019.\r\n\r\n  Mỗi tuần có ba buổi học & hai buổi “chợ”; ai cũng vào được.\r\n" * 12
STANDS = "Nội dung bạn đã nhập còn nguyên."
OURS = {"Origin": "http://localhost"}


@dataclass
class Browser:
    """Somebody's window: forms are read before the session ends and sent after it."""

    app: Flask
    key: str
    client: FlaskClient

    def form(self, page: str, to: str | None = None) -> Form:
        shown = [one for one in forms_of(self.client.get(page).text) if one.method == "post"]
        return next(one for one in shown if one.action == (to or page))

    def send(self, form: Form, page: str, **headers: str) -> TestResponse:
        return self.client.post(
            form.action, data=form.fields, headers={"Referer": f"http://localhost{page}"} | headers
        )

    def come_back(self, answer: TestResponse, key: str | None = None) -> TestResponse:
        """Sign in where the answer leads, and see where that leads."""
        assert answer.headers["Location"].startswith("/sign-in?next="), answer.headers["Location"]
        given = {"email": email_of(key or self.key), "password": PASSWORD}
        back = self.client.submit(answer.headers["Location"], given)  # type: ignore[attr-defined]
        assert back.status_code == 302, back.text
        return self.client.get(back.headers["Location"])


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Browser:
    return Browser(app, "lan", cast.client("lan"))


def end_sessions(app: Flask) -> None:
    with app.app_context():
        transact(lambda: db.session.execute(update(SignIn).values(ended_at=clock.now())))


def idle_sessions(app: Flask) -> None:
    with app.app_context():
        transact(lambda: db.session.execute(update(SignIn).values(last_seen_at=clock.now() - timedelta(days=80))))


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def fill(form: Form, **values: Any) -> Form:
    for name, value in values.items():
        form.fields.poplist(name)
        form.fields.setlist(name, value if isinstance(value, list) else [value])
    return form


def a_space(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return transact(lambda: bookings.space(cast.user("lan"), member=cast.user("minh")).public_id)


def a_team_space(cast: Cast) -> str:
    space = make_space(cast.user("lan"))
    join_team(space, cast.user("minh"), TeamRole.OWNER)
    return space.public_id


def a_booking(app: Flask, cast: Cast) -> str:
    """Of Lan's, waiting for an answer."""

    def act() -> str:
        host, venue = bookings.space(cast.user("lan")), bookings.the_venue("cau-kinh")
        return bookings.book(cast.user("lan"), host, venue).public_id

    with app.app_context():
        return transact(act)


def a_request(browser: Browser) -> Form:
    return fill(
        browser.form("/bookings/new"),
        day="07/12/2026", starts_at="19h", ends_at="21:00", venues=["cau-kinh", "san-khau-kinh"],
        title_vi="Đêm nhạc bên hồ", about_vi=LONG, expected_people="bốn mươi",
    )  # fmt: skip


@pytest.mark.parametrize("over", [end_sessions, idle_sessions])
def test_a_booking_request_stands_there_again_and_can_be_sent(
    app: Flask, cast: Cast, lan: Browser, over: Callable[[Flask], None]
) -> None:
    a_space(app, cast)
    request = a_request(lan)
    request.fields.poplist("open_to_public")
    over(app)
    answer = lan.send(request, "/bookings/new?venue=cau-kinh&day=2026-12-01")
    assert answer.status_code == 302
    assert "nội dung vừa nhập vẫn còn" in lan.client.get(answer.headers["Location"]).text
    page = lan.come_back(answer)
    assert page.status_code == 200
    assert STANDS in page.text
    assert "data-error-summary" not in page.text
    shown = next(one for one in forms_of(page.text) if one.method == "post" and "title_vi" in one.fields)
    for name in ("day", "starts_at", "ends_at", "title_vi", "expected_people", "key"):
        assert shown.fields[name] == request.fields[name], name
    assert shown.fields["about_vi"] == LONG.replace("\r\n", "\n").strip()
    assert shown.fields.getlist("venues") == ["cau-kinh", "san-khau-kinh"]
    assert "open_to_public" not in shown.fields
    assert count(app, Booking) == 0
    sent = lan.client.post(shown.action, data=fill(shown, expected_people="40").fields)
    assert sent.status_code == 302, sent.text
    assert count(app, Booking) == 1
    assert count(app, KeptForm) == 0


def test_a_refused_form_keeps_its_mark_until_it_goes_through(app: Flask, cast: Cast, lan: Browser) -> None:
    a_space(app, cast)
    request = a_request(lan)
    end_sessions(app)
    page = lan.come_back(lan.send(request, "/bookings/new"))
    refused = lan.client.post("/bookings/new", data=next(f for f in forms_of(page.text) if "key" in f.fields).fields)
    assert refused.status_code == 422
    assert count(app, KeptForm) == 1
    again = fill(next(f for f in forms_of(refused.text) if "key" in f.fields), expected_people="40")
    assert lan.client.post("/bookings/new", data=again.fields).status_code == 302
    assert count(app, KeptForm) == 0


def test_a_section_keeps_its_answers_and_names_the_files_to_choose_again(
    app: Flask, cast: Cast, lan: Browser
) -> None:
    with app.app_context():
        draft = transact(lambda: make_draft(cast.user("lan"), space=make_space(cast.user("lan"))).public_id)
    page = f"/my/applications/{draft}/sections/A1"
    section = lan.form(page)
    text = next(name for name in section.fields if name.startswith("text-"))
    code = text.removeprefix("text-")
    fill(section, **{text: LONG})
    end_sessions(app)
    data = {**section.fields.to_dict(flat=False), f"file-{code}": (io.BytesIO(PDF), "Giấy phép “2019”.pdf")}
    answer = lan.client.post(page, data=data, content_type="multipart/form-data")
    shown = lan.come_back(answer)
    assert STANDS in shown.text
    assert "Giấy phép “2019”.pdf" in shown.text
    assert LONG.replace("\r\n", "\n").strip() in next(
        f.fields[text] for f in forms_of(shown.text) if text in f.fields
    )


def test_a_profile_keeps_the_version_it_was_read_at(app: Flask, cast: Cast, lan: Browser) -> None:
    """What somebody else saved meanwhile is still not overwritten."""
    with app.app_context():
        page = f"/my/spaces/{transact(lambda: a_team_space(cast))}"
    profile = fill(lan.form(page), summary_vi="Lời giới thiệu của Lan, gõ khi phiên đã hết.")
    end_sessions(app)
    answer = lan.send(profile, page)
    assert cast.client("minh").submit(page, {"summary_vi": "Lời của Minh."}).status_code == 302
    shown = lan.come_back(answer)
    assert "gõ khi phiên đã hết" in shown.text
    again = next(f for f in forms_of(shown.text) if "summary_vi" in f.fields)
    refused = lan.client.post(again.action, data=again.fields)
    assert refused.status_code == 422
    assert "gõ khi phiên đã hết" in refused.text


def test_a_decision_stands_at_its_own_form_of_a_page_with_several(app: Flask, cast: Cast) -> None:
    public_id = a_booking(app, cast)
    tuan = Browser(app, "tuan", cast.client("tuan"))
    page = f"/desk/bookings/{public_id}"
    for referrer in (page, f"{page}/decline"):  # the second is where a refused form was shown: it cannot be opened
        decline = fill(tuan.form(page, to=f"{page}/decline"), **{"decline-reason": LONG})
        end_sessions(app)
        shown = tuan.come_back(tuan.send(decline, referrer))
        assert shown.request.path == page
        forms = {f.action: f for f in forms_of(shown.text)}
        assert forms[f"{page}/decline"].fields["decline-reason"] == LONG.replace("\r\n", "\n").strip()
        assert "kept" not in forms[f"{page}/confirm"].fields
        assert '<details class="confirm" open>' in shown.text
    with app.app_context():
        assert db.session.scalars(select(Booking)).one().status == "held"


def test_words_whose_form_is_gone_are_there_to_be_copied(app: Flask, cast: Cast) -> None:
    public_id = a_booking(app, cast)
    tuan, page = Browser(app, "tuan", cast.client("tuan")), f"/desk/bookings/{public_id}"
    decline = fill(tuan.form(page, to=f"{page}/decline"), **{"decline-reason": "Hôm ấy sân khấu đang sửa sàn."})
    end_sessions(app)
    answer = tuan.send(decline, page)
    assert cast.client("lan").submit(f"/bookings/{public_id}", to=f"/bookings/{public_id}/cancel").status_code == 302
    shown = tuan.come_back(answer)
    assert "Hôm ấy sân khấu đang sửa sàn." in shown.text


def test_somebody_else_who_signs_in_sees_nothing_of_it(app: Flask, cast: Cast, lan: Browser) -> None:
    a_space(app, cast)
    request = a_request(lan)
    end_sessions(app)
    answer = lan.send(request, "/bookings/new")
    for shown in (
        lan.come_back(answer, key="hoa"),
        cast.client("minh").get(parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]),
    ):
        assert shown.status_code == 200
        assert STANDS not in shown.text
        assert "Đêm nhạc bên hồ" not in shown.text


def test_two_tabs_keep_both_forms(app: Flask, cast: Cast, lan: Browser) -> None:
    page = f"/my/spaces/{a_space(app, cast)}"
    request, profile = a_request(lan), fill(lan.form(page), summary_vi="Ở cửa sổ thứ hai.")
    end_sessions(app)
    first = lan.send(request, "/bookings/new")
    second = lan.send(profile, page)
    assert "Đêm nhạc bên hồ" in lan.come_back(first).text
    assert "Ở cửa sổ thứ hai." in lan.come_back(second).text


def test_a_tab_from_before_another_sign_in_leads_back_to_its_form(app: Flask, cast: Cast, lan: Browser) -> None:
    """The other tab signed in again, so this one's token is of a session that is no more. It is not sent."""
    a_space(app, cast)
    request = a_request(lan)
    lan.client.delete_cookie("session")
    lan.client.set_cookie("session", cast.client("lan").get_cookie("session").value)
    answer = lan.send(fill(request, expected_people="40"), "/bookings/new", **OURS)
    assert answer.status_code == 303
    shown = lan.client.get(answer.headers["Location"])
    assert STANDS in shown.text
    assert "Đêm nhạc bên hồ" in shown.text
    assert count(app, Booking) == 0


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_bad_token_from_elsewhere_keeps_nothing(
    app: Flask, cast: Cast, lan: Browser, origin: dict[str, str]
) -> None:
    a_space(app, cast)
    request = fill(a_request(lan), csrf_token="x")
    assert lan.send(request, "/bookings/new", **origin).status_code == 400
    assert count(app, KeptForm) == 0


def test_strangers_put_nothing_aside(app: Flask, cast: Cast, lan: Browser) -> None:
    """Neither with a good token of their own nor with a cookie of nobody's."""
    a_space(app, cast)
    request, stranger = a_request(lan), app.test_client()
    token = forms_of(stranger.get("/sign-in").text)[-1].fields["csrf_token"]
    answer = stranger.post("/bookings/new", data=fill(request, csrf_token=token).fields, headers=OURS)
    assert answer.headers["Location"] == "/sign-in?next=/bookings/new"
    with stranger.session_transaction() as session:
        session["sign_in"] = "made up"
    stranger.post("/bookings/new", data=request.fields, headers=OURS)
    assert count(app, KeptForm) == 0


def test_a_disabled_account_keeps_nothing(app: Flask, cast: Cast, lan: Browser) -> None:
    a_space(app, cast)
    request = a_request(lan)
    with app.app_context():
        transact(lambda: setattr(cast.user("lan"), "disabled_at", clock.now()))
    lan.send(request, "/bookings/new")
    assert count(app, KeptForm) == 0


def test_who_signed_out_elsewhere_can_copy_their_words(app: Flask, cast: Cast, lan: Browser) -> None:
    """Nobody is behind the cookie any more, so nothing is stored; the words are in the answer, if a page of ours asked."""
    a_space(app, cast)
    request = a_request(lan)
    lan.client.submit("/my/spaces", to="/sign-out", follow_redirects=True)  # type: ignore[attr-defined]
    assert "Đêm nhạc bên hồ" in lan.send(request, "/bookings/new", **OURS).text
    assert "Đêm nhạc bên hồ" not in lan.send(request, "/bookings/new", Origin="https://evil.example").text
    assert count(app, KeptForm) == 0


@pytest.mark.parametrize(
    "referrer",
    ["https://evil.example/my/spaces", "http://localhost//evil.example/x", "http://localhost@evil.example/", "//x", "", "http://localhost/nowhere\\x"],
)  # fmt: skip
def test_the_way_back_is_a_page_of_ours(app: Flask, cast: Cast, lan: Browser, referrer: str) -> None:
    a_space(app, cast)
    request = a_request(lan)
    end_sessions(app)
    answer = lan.client.post("/bookings/new", data=request.fields, headers={"Referer": referrer})
    target = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    assert target.startswith("/bookings/new?kept=")


def test_a_mark_of_another_page_or_nobodys_is_ignored(app: Flask, cast: Cast, lan: Browser) -> None:
    page = f"/my/spaces/{a_space(app, cast)}"
    request = a_request(lan)
    end_sessions(app)
    answer = lan.send(request, "/bookings/new")
    mark = parse_qs(urlsplit(parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]).query)["kept"][0]
    lan.come_back(answer)
    for address in (f"{page}?kept={mark}", "/bookings/new?kept=khong-co", "/bookings/new?kept="):
        shown = lan.client.get(address)
        assert shown.status_code == 200
        assert "Đêm nhạc bên hồ" not in shown.text
    assert STANDS in lan.client.get(f"/bookings/new?kept={mark}").text


def test_what_nobody_came_back_for_is_gone_in_an_hour(
    app: Flask, cast: Cast, lan: Browser, time_machine: Any
) -> None:
    a_space(app, cast)
    request = a_request(lan)
    end_sessions(app)
    answer = lan.send(request, "/bookings/new")
    jobs.run(app, "kept")
    assert count(app, KeptForm) == 1
    time_machine.move_to(clock.now() + LIFE)
    assert STANDS not in lan.come_back(answer).text
    jobs.run(app, "kept")
    assert count(app, KeptForm) == 0


def test_only_the_last_few_forms_are_kept(app: Flask, cast: Cast, lan: Browser) -> None:
    a_space(app, cast)
    request = a_request(lan)
    end_sessions(app)
    answers = [lan.send(request, "/bookings/new") for _turn in range(MOST_PER_USER + 2)]
    assert count(app, KeptForm) == MOST_PER_USER
    assert STANDS in lan.come_back(answers[-1]).text


def test_a_flood_of_text_is_not_kept(app: Flask, cast: Cast, lan: Browser) -> None:
    a_space(app, cast)
    request = fill(a_request(lan), about_vi="dài " * 60_000)
    end_sessions(app)
    assert "làm lại bước vừa rồi" in lan.client.get(lan.send(request, "/bookings/new").headers["Location"]).text
    assert count(app, KeptForm) == 0


def test_a_button_pressed_too_late_leads_back_to_its_page(app: Flask, cast: Cast, lan: Browser) -> None:
    with app.app_context():
        draft = transact(lambda: make_draft(cast.user("lan"), space=make_space(cast.user("lan"))).public_id)
    page = f"/my/applications/{draft}"
    button = lan.form(page, to=f"{page}/withdraw")
    end_sessions(app)
    shown = lan.come_back(lan.client.post(button.action, data=button.fields))
    assert shown.request.path == page
    assert count(app, KeptForm) == 0


def test_what_a_secret_is_made_from_is_not_put_aside_while_the_words_beside_it_are(
    app: Flask, cast: Cast, lan: Browser
) -> None:
    device = lan.form("/my/calendars", "/my/calendars/devices")
    device.fields["device-name"] = "Máy ở xưởng"
    end_sessions(app)
    page = lan.come_back(lan.send(device, "/my/calendars"))
    with app.app_context():
        kept = json.dumps([one.fields for one in db.session.scalars(select(KeptForm))])
    assert "device-name" in kept
    assert device.fields["device-once"] not in kept
    assert STANDS in page.text
    shown = next(one for one in forms_of(page.text) if one.action == "/my/calendars/devices")
    assert shown.fields["device-name"] == "Máy ở xưởng"
    assert shown.fields["device-once"] not in ("", device.fields["device-once"])
