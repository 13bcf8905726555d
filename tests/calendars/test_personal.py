"""The calendar that a person puts together for themselves: what it holds, on which devices, and how both change."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.accounts.service import grant_role, revoke_role
from app.audit.models import AuditEntry
from app.bookings.models import ActivityKind
from app.calendars import choices, service
from app.calendars.choices import Choice, secret_from
from app.calendars.definition import Chosen, Definition, Depth, Kind, Part
from app.calendars.models import FeedLink, PersonalFeed, Scope
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_secret
from app.revisions.models import Revision
from tests.bookings.factories import space, span, the_venue
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.calendars.links import MINE, add_device, made_for, make, shown_on
from tests.cast import Cast
from tests.web.browserless import forms_of

EDIT = f"{MINE}/edit"


def change(client: FlaskClient, **given: Any) -> Any:
    return client.submit(EDIT, given, to=EDIT)  # type: ignore[attr-defined]


def stored(app: Flask, key: str = "lan") -> PersonalFeed:
    with app.app_context():
        return db.session.query(PersonalFeed).filter_by(user_id=staff(key).id).one()


def meant(app: Flask, key: str = "lan") -> Definition:
    """By the only address there is."""
    with app.app_context():
        return service.definition_of(
            db.session.query(FeedLink).filter_by(user_id=staff(key).id, revoked_at=None).one()
        )


def person_number(app: Flask, key: str = "lan") -> int:
    with app.app_context():
        found = db.session.get(Revision, f"person:{staff(key).id}")
        return found.number if found else 0


def test_before_anybody_chose_it_holds_what_they_would_miss_most(studio: Studio, cast: Cast) -> None:
    page = cast.client("lan").get(MINE).text
    assert "Đặt chỗ của các không gian tôi tham gia" in page
    assert "Chưa có thiết bị nào." in page
    assert "Hạn nộp phiếu chấm của tôi" in cast.client("mai").get(MINE).text
    assert "Mọi lượt đặt chỗ của Mạng lưới (nội bộ)" in cast.client("tuan").get(MINE).text
    assert "mọi nơi trong Mạng lưới" in cast.client("hoa").get(MINE).text


def test_what_is_chosen_is_what_the_address_means(app: Flask, studio: Studio, cast: Cast) -> None:
    lan = cast.client("lan")
    add_device(lan)
    space_id = lan.get(EDIT).text.split('name="spaces" type="checkbox" value="')[1].split('"')[0]
    done = change(
        lan, parts=["events", "holidays"], venues=["ngay"], spaces=[space_id], fields=["cinema"], kinds=["film", "talk"],
        depth="public", language="en", past_days="30", future_days="365", with_cancelled=None, soon_by_mail=None,
    )  # fmt: skip
    assert done.status_code == 302
    with app.app_context():
        expected = Chosen(
            parts=(Part.EVENTS, Part.HOLIDAYS),
            venue_ids=(the_venue("ngay").id,),
            space_ids=(studio.space().id,),
            fields=("cinema",),
        )
        lan_id = staff("lan").id
    assert meant(app) == Definition(
        kind=Kind.PERSONAL, language="en", depth=Depth.PUBLIC, viewer_id=lan_id, chosen=expected,
        activity_kinds=("film", "talk"), past_days=30, future_days=365, with_cancelled=False,
    )  # fmt: skip
    assert stored(app).soon_by_mail is False
    page = lan.get(MINE).text
    for words in ("Điện ảnh", "Chiếu phim; Tọa đàm, gặp gỡ", "30 ngày đã qua – 12 tháng tới", "không gửi thư"):
        assert words in page, words


def test_the_address_stays_to_the_byte_whatever_is_chosen(
    app: Flask, client: FlaskClient, studio: Studio, cast: Cast
) -> None:
    studio.book("Đêm nhạc")
    lan = cast.client("lan")
    path = add_device(lan)
    with app.app_context():
        before = db.session.query(FeedLink).one().secret_digest
    for parts in (["mine"], ["events"], ["closures", "holidays"], ["mine", "events"]):
        assert change(lan, parts=parts).status_code == 302
        assert client.get(path).status_code == 200
        with app.app_context():
            assert [link.secret_digest for link in db.session.query(FeedLink)] == [before]
    assert "Đêm nhạc" in client.get(path).text


def test_nothing_chosen_is_refused_and_the_other_ticks_stay(cast: Cast) -> None:
    page = change(cast.client("lan"), parts=[], fields=["cinema", "design"], kinds=["film"], past_days="90")
    assert page.status_code == 422
    assert "Chưa có mục nào được chọn" in page.text
    for tick in ('value="cinema"', 'value="design"', 'value="film"'):
        assert "checked" in _tag(page.text, tick), tick
    assert 'selected value="90"' in page.text


def _tag(page: str, attribute: str) -> str:
    return next(piece for piece in page.split("<input") if attribute in piece).split(">")[0]


@pytest.mark.parametrize(
    "given",
    [
        {"parts": ["staff"]},
        {"parts": ["deadlines"]},
        {"depth": "staff"},
        {"venues": ["khong-co"]},
        {"venues": ["1"]},
        {"spaces": ["0" * 24, "1"]},
        {"spaces": ["'; DROP TABLE spaces; --"]},
        {"spaces": ["x" * 5000] * 3},
        {"spaces": ["a\x00b"]},
        {"fields": ["[1]"]},
        {"kinds": ['{"$gt": ""}']},
        {"past_days": "-1"},
        {"future_days": "99999999999999999999"},
        {"language": "../vi"},
    ],
)
def test_what_is_not_offered_is_refused_at_its_field(app: Flask, cast: Cast, given: dict[str, Any]) -> None:
    page = change(cast.client("lan"), **({"parts": ["events"]} | given))
    assert page.status_code == 422
    assert "field-error" in page.text
    with app.app_context():
        assert db.session.query(PersonalFeed).count() == 0


def _choice(**values: Any) -> Choice:
    return Choice(chosen=Chosen(parts=values.pop("parts", (Part.EVENTS,)), **values.pop("chosen", {})), **values)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"parts": ()}, "nothing_chosen"),
        ({"parts": (Part.STAFF,)}, "part_not_yours"),
        ({"parts": (Part.DEADLINES,)}, "part_not_yours"),
        ({"depth": Depth.STAFF}, "depth_not_yours"),
        ({"chosen": {"venue_ids": (1, 2**62)}}, "no_such_place"),
        ({"chosen": {"space_ids": (2**62,)}}, "no_such_place"),
        ({"chosen": {"space_ids": tuple(range(51))}}, "too_many_spaces"),
        ({"chosen": {"fields": ("khác",)}}, "no_such_choice"),
        ({"activity_kinds": ("party",)}, "no_such_choice"),
        ({"past_days": 181}, "no_such_choice"),
        ({"future_days": 0}, "no_such_choice"),
    ],
)
def test_the_rules_themselves_refuse_it(app: Flask, values: dict[str, Any], code: str) -> None:
    with app.app_context(), pytest.raises(DomainError, match=rf"calendar\.{code}"):
        choices.check(_choice(**values), staff("lan"), venue_ids=[1], space_ids=[1])


def test_a_space_that_never_was_a_member_and_is_not_ones_own_cannot_be_chosen(
    app: Flask, studio: Studio, cast: Cast
) -> None:
    with app.app_context():
        other = transact(lambda: space(staff("hoa"), "Xưởng Lạ", grade=None).id)
        with pytest.raises(DomainError, match=r"calendar\.no_such_place"):
            transact(
                lambda: service.change_personal(
                    _choice(chosen={"space_ids": (other,)}), version=0, actor=staff("lan")
                )
            )
        transact(
            lambda: service.change_personal(_choice(chosen={"space_ids": (other,)}), version=0, actor=staff("hoa"))
        )


def test_two_windows_do_not_overwrite_each_other_unseen(app: Flask, cast: Cast) -> None:
    lan = cast.client("lan")
    change(lan, parts=["events"])
    stale = _fields(lan.get(EDIT).text)
    change(lan, parts=["holidays"])
    refused = lan.post(EDIT, data=stale | {"parts": ["events", "closures"]})
    assert refused.status_code == 422
    assert "Bạn vừa sửa lịch này ở một cửa sổ khác." in refused.text
    assert all("checked" in _tag(refused.text, f'value="{part}"') for part in ("events", "closures"))
    assert stored(app).parts == ["holidays"]
    again = lan.post(EDIT, data=_fields(refused.text) | {"parts": ["events", "closures"]})
    assert again.status_code == 302
    assert stored(app).parts == ["events", "closures"]


def _fields(page: str) -> dict[str, Any]:
    form = next(form for form in forms_of(page) if form.action == EDIT)
    return {name: form.fields.getlist(name) for name in form.fields}


def test_two_first_choices_at_once_make_one_feed(app: Flask) -> None:
    start = Barrier(3)

    def choose(part: Part) -> str:
        start.wait()
        with app.app_context():
            try:
                transact(lambda: service.change_personal(_choice(parts=(part,)), version=0, actor=staff("lan")))
            except DomainError as refusal:
                return refusal.code
            return "saved"

    with ThreadPoolExecutor(3) as pool:
        told = sorted(pool.map(choose, (Part.EVENTS, Part.MINE, Part.HOLIDAYS)))
    assert told == ["calendar.feed_changed", "calendar.feed_changed", "saved"]


def test_looking_for_a_space_adds_it_to_the_list_and_saves_nothing(app: Flask, studio: Studio, cast: Cast) -> None:
    hoa = cast.client("hoa")
    assert "Xưởng Mây" not in hoa.get(EDIT).text
    page = change(hoa, parts=["events", "closures"], q="xuong may", look="1")
    assert page.status_code == 200
    assert "Xưởng Mây" in page.text
    assert "checked" in _tag(page.text, 'value="closures"')
    with app.app_context():
        assert db.session.query(PersonalFeed).count() == 0
        public_id = studio.space().public_id
    assert "Không có không gian thành viên nào tên như vậy." in change(hoa, q="không ai", look="1").text
    assert change(hoa, parts=["events"], spaces=[public_id]).status_code == 302
    assert "Xưởng Mây" in hoa.get(MINE).text


def test_counting_tells_what_a_choice_would_hold_and_saves_nothing(app: Flask, studio: Studio, cast: Cast) -> None:
    studio.book("Đêm nhạc")
    lan = cast.client("lan")
    page = change(lan, parts=["mine"], count="1")
    assert page.status_code == 200
    assert "Với lựa chọn này, lịch có 1 mục." in page.text
    assert "Hiện có 1 mục trong lịch." in lan.get(MINE).text
    with app.app_context():
        assert db.session.query(PersonalFeed).count() == 0


def test_the_page_counts_what_the_calendar_holds(app: Flask, client: FlaskClient, studio: Studio, cast: Cast) -> None:
    studio.book("Đêm nhạc")
    studio.cancel(studio.book("Phiên chợ đã thôi", when=span("08:00", "09:30")))
    lan = cast.client("lan")
    path = add_device(lan)
    for held, cancelled in ((2, "y"), (1, None)):
        assert change(lan, parts=["mine"], with_cancelled=cancelled).status_code == 302
        assert client.get(path).text.count("BEGIN:VEVENT") == held
        assert f"Hiện có {held} mục trong lịch." in lan.get(MINE).text


def test_a_device_is_told_no_more_than_it_was_made_for(
    app: Flask, client: FlaskClient, studio: Studio, cast: Cast
) -> None:
    studio.book("Đêm nhạc")
    path = add_device(cast.client("lan"), "busy")
    assert meant(app).depth == Depth.BUSY
    assert "Đêm nhạc" not in client.get(path).text
    page = cast.client("lan").submit(MINE, {"device-name": "Máy", "device-depth": "staff"}, to=f"{MINE}/devices")
    assert page.status_code == 422
    assert "calendars/private" not in page.text
    with app.app_context(), pytest.raises(DomainError, match=r"calendar\.depth_not_yours"):
        transact(lambda: service.add_device(name="Máy", depth=Depth.STAFF, actor=staff("lan")))


def test_a_device_made_before_is_told_no_more_than_the_calendar_is_now(
    app: Flask, studio: Studio, cast: Cast
) -> None:
    lan = cast.client("lan")
    add_device(lan, "own")
    change(lan, parts=["mine"], depth="busy")
    assert meant(app).depth == Depth.BUSY
    assert 'value="own"' not in lan.get(MINE).text.split('id="device"')[1].split("</form>")[0]


def test_who_loses_a_role_loses_what_it_showed_and_is_told(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    add_device(tuan, "staff")
    change(tuan, parts=["staff", "holidays"], depth="staff")
    assert meant(app, "tuan").chosen.parts == (Part.STAFF, Part.HOLIDAYS)
    with app.app_context():
        transact(lambda: revoke_role(staff("tuan"), Role.COORDINATOR, actor=None))
    assert (meant(app, "tuan").chosen.parts, meant(app, "tuan").depth) == ((Part.HOLIDAYS,), Depth.OWN)
    page = tuan.get(MINE).text
    assert "Có mục đã ra khỏi lịch" in page
    assert "Mọi lượt đặt chỗ của Mạng lưới (nội bộ)" in page
    with app.app_context():
        transact(lambda: grant_role(staff("tuan"), Role.COORDINATOR, actor=None))
    assert meant(app, "tuan").depth == Depth.STAFF


def test_an_address_asks_for_less_and_never_for_more(app: Flask, cast: Cast) -> None:
    lan = cast.client("lan")
    add_device(lan)
    change(lan, parts=["events"], kinds=["film"], past_days="30", language="en", with_cancelled=None)
    with app.app_context():
        link = db.session.query(FeedLink).one()
        asked = service.definition_of(
            link, language="vi", with_cancelled=True, activity_kinds=("film", "talk"), past_days=180, future_days=90
        )
        nothing = service.definition_of(
            link, language="vi", with_cancelled=True, activity_kinds=("talk",), past_days=180, future_days=90
        )
        assert not set(nothing.activity_kinds) & set(ActivityKind)
    assert (asked.language, asked.with_cancelled, asked.activity_kinds) == ("en", False, ("film",))
    assert (asked.past_days, asked.future_days) == (30, 90)
    assert nothing.activity_kinds, "none would be all of them"


def test_a_form_sent_twice_makes_one_address_and_shows_it_again(app: Flask, client: FlaskClient, cast: Cast) -> None:
    lan = cast.client("lan")
    sent = _device_form(lan)
    first, second = (shown_on(lan.post(f"{MINE}/devices", data=sent).text) for _n in range(2))
    assert first == second
    with app.app_context():
        (link,) = db.session.query(FeedLink)
        public_id = link.public_id
    assert client.get(first).status_code == 200
    lan.submit(MINE, to=f"{MINE}/{public_id}/revoke")
    late = lan.post(f"{MINE}/devices", data=sent)
    assert late.status_code == 422
    assert "Đường dẫn tạo từ trang này đã bị thu hồi." in late.text
    assert client.get(first).status_code == 410


def _device_form(client: FlaskClient) -> dict[str, Any]:
    form = next(form for form in forms_of(client.get(MINE).text) if form.action == f"{MINE}/devices")
    return dict(form.fields) | {"device-name": "Máy"}


@pytest.mark.parametrize("act", ["renew", "join"])
def test_a_button_pressed_twice_shows_the_same_new_address(
    app: Flask, client: FlaskClient, cast: Cast, act: str
) -> None:
    lan = cast.client("lan")
    old = make(lan)
    form = next(form for form in forms_of(lan.get(MINE).text) if form.action.endswith(act))
    first, second = (shown_on(lan.post(form.action, data=form.fields).text) for _n in range(2))
    assert first == second != old
    assert (client.get(old).status_code, client.get(first).status_code) == (410, 200)
    with app.app_context():
        assert db.session.query(FeedLink).filter_by(revoked_at=None).count() == 1
    # Who knows the form but is somebody else gets nothing of it.
    hoa = cast.client("hoa")
    theirs = dict(form.fields) | {"csrf_token": _device_form(hoa)["device-csrf_token"]}
    assert hoa.post(form.action, data=theirs).status_code in (404, 422)


def test_a_key_that_is_no_key_makes_a_random_address(app: Flask) -> None:
    assert secret_from("", 1, "device") is None
    assert secret_from("đoán được", 1, "device") is None
    key = new_secret()
    made = {secret_from(key, 1, "device"), secret_from(key, 2, "device"), secret_from(key, 1, "mine")}
    assert len(made) == 3
    assert {len(one or "") for one in made} == {43}


def test_a_ready_made_address_becomes_a_device_under_a_new_address(
    app: Flask, client: FlaskClient, studio: Studio, cast: Cast
) -> None:
    lan = cast.client("lan")
    old = make(lan, "busy", "Máy bàn ở xưởng")
    with app.app_context():
        public_id = db.session.query(FeedLink).one().public_id
    page = lan.submit(MINE, to=f"{MINE}/{public_id}/join")
    new = shown_on(page.text)
    assert "Máy bàn ở xưởng" in page.text
    assert (client.get(old).status_code, client.get(new).status_code) == (410, 200)
    assert (meant(app).kind, meant(app).depth) == (Kind.PERSONAL, Depth.BUSY)


def test_one_own_space_has_an_address_and_others_have_not(app: Flask, studio: Studio, cast: Cast) -> None:
    with app.app_context():
        public_id, space_id = studio.space().public_id, studio.space().id
    make(cast.client("lan"), f"space-{public_id}", "Xưởng")
    assert (meant(app).kind, meant(app).space_id) == (Kind.OWN_SPACE, space_id)
    refused = cast.client("hoa").submit(MINE, {"name": "Máy", "scope": f"space-{public_id}"}, to=MINE)
    assert refused.status_code == 422
    with app.app_context(), pytest.raises(DomainError, match=r"calendar\.scope_not_yours"):
        transact(lambda: service.make_link(name="Máy", scope="space", space_id=space_id, actor=staff("hoa")))


def test_only_reviewers_are_offered_their_deadlines(app: Flask, cast: Cast) -> None:
    make(cast.client("mai"), "deadlines", "Máy của Mai")
    assert meant(app, "mai").kind == Kind.DEADLINES
    assert 'value="deadlines"' not in cast.client("lan").get(MINE).text
    with pytest.raises(DomainError, match=r"calendar\.scope_not_yours"):
        made_for(app, "lan", "deadlines")


@pytest.mark.parametrize("scope", ["personal", "public", "../mine", ""])
def test_the_service_makes_nothing_of_a_scope_there_is_not(app: Flask, scope: str) -> None:
    with pytest.raises(DomainError, match=r"calendar\.scope_not_yours"):
        made_for(app, "lan", scope)


def test_every_act_tells_feeds_and_the_log(app: Flask, cast: Cast) -> None:
    lan, seen = cast.client("lan"), [person_number(app)]
    add_device(lan)
    seen.append(person_number(app))
    change(lan, parts=["events"])
    seen.append(person_number(app))
    with app.app_context():
        public_id = db.session.query(FeedLink).one().public_id
    lan.submit(MINE, to=f"{MINE}/{public_id}/renew")
    seen.append(person_number(app))
    assert seen == sorted(set(seen))
    with app.app_context():
        actions = {entry.action for entry in db.session.query(AuditEntry)}
    assert {"feed_link.made", "feed_link.revoked", "personal_feed.changed"} <= actions


def test_a_new_password_kills_devices_as_well(app: Flask, client: FlaskClient, cast: Cast) -> None:
    path = add_device(cast.client("lan"))
    with app.app_context():
        transact(lambda: setattr(staff("lan"), "credentials_changed_at", clock.now()))
    assert client.get(path).status_code == 410
    assert "Bạn đã đổi mật khẩu sau khi tạo đường dẫn này" in cast.client("lan").get(MINE).text


def test_a_long_name_and_ten_devices_fit_and_an_eleventh_is_refused(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for number in range(10):
            transact(lambda n=number: service.add_device(name=f"{n}" * 60, depth=Depth.OWN, actor=staff("lan")))
    lan = cast.client("lan")
    page = lan.submit(MINE, {"device-name": "Một máy nữa"}, to=f"{MINE}/devices")
    assert page.status_code == 422
    assert "Mỗi người có tối đa 10 đường dẫn." in page.text
    assert 'value="Một máy nữa"' in page.text
    assert page.text.count("9" * 60) >= 1


def test_english_pages_are_english_and_the_address_says_no_language(cast: Cast) -> None:
    lan = cast.client("lan", "en")
    path = add_device(lan)
    assert path.endswith(".ics")
    for page in (lan.get(MINE).text, lan.get(EDIT).text):
        assert "Lịch của bạn" not in page
        assert "Sửa" not in page


def test_the_scope_of_devices_is_their_own(app: Flask, cast: Cast) -> None:
    add_device(cast.client("lan"))
    with app.app_context():
        assert [link.scope for link in db.session.query(FeedLink)] == [Scope.PERSONAL]


@pytest.mark.parametrize("way", ["devices", "renew"])
def test_three_presses_at_once_make_one_address(app: Flask, cast: Cast, way: str) -> None:
    if way == "renew":
        make(cast.client("lan"))
        with app.app_context():
            way = f"{db.session.query(FeedLink).one().public_id}/renew"
    windows, key, start = [cast.client("lan") for _n in range(3)], new_secret(), Barrier(3)
    prefix = "device-" if way == "devices" else ""

    def press(window: FlaskClient) -> str:
        form = next(form for form in forms_of(window.get(MINE).text) if form.action == f"{MINE}/{way}")
        sent = dict(form.fields) | {f"{prefix}once": key} | ({"device-name": "Máy"} if prefix else {})
        start.wait()
        return shown_on(window.post(form.action, data=sent).text)

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(press, windows))) == 1
    with app.app_context():
        assert db.session.query(FeedLink).filter_by(revoked_at=None).count() == 1
