"""Who may write, and what is refused."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select

from app.bookings.models import BookingStatus
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.demo.pictures import picture
from app.desk.queries import put_off_by
from app.desk.rules import Act, Step
from app.desk.service import act_on
from app.desk.tasks import look_at, waiting
from app.events import queries, service
from app.events.models import Event, EventStatus
from app.events.publishing import Way, Words
from app.events.queries import published_before
from app.mail.models import Mail
from app.memberships.models import EventKind, MembershipEvent
from app.revisions import queries as revisions
from app.settings.service import change_setting
from app.spaces.models import TeamMember, TeamRole
from app.venues.queries import all_venues
from app.vocabulary.service import add_word, load_words
from tests.bookings.factories import span
from tests.events.conftest import Hall


def _refused(hall: Hall, work: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        hall.do(work)  # type: ignore[arg-type]
    return caught.value


def _approve(hall: Hall, page: str, by: str = "tuan") -> None:
    event = hall.event(page)
    service.approve(event, version=event.version, actor=hall.cast.user(by))


def _publish(hall: Hall, page: str) -> Way:
    def act() -> Way:
        event = hall.event(page)
        return service.publish(event, version=event.version, actor=hall.cast.user("lan"))

    return Way(hall.do(act))


def test_strangers_learn_nothing(hall: Hall) -> None:
    booking = hall.books()
    page, own = hall.page_of(booking, publish=False), hall.own_page(publish=False)
    with hall.app.app_context():
        uuid = hall.event(own).dates[0].uuid
    addresses = [
        f"/my/events/new?booking={hall.books(day=3)}", f"/my/events/new?space={hall.space_id}", f"/my/events/{page}",
        f"/my/events/{page}/preview", f"/my/events/{page}/picture", f"/my/events/{own}/dates",
        f"/my/events/{own}/dates/{uuid}", f"/desk/events/{page}",
    ]  # fmt: skip
    for address in addresses:
        assert hall.client("hoa").get(address).status_code in {403, 404}, address
        assert hall.client("tuan").get(address).status_code == 404, address
    slug = hall.slug(page)
    assert hall.nobody().get(f"/events/{slug}").status_code == 404
    assert hall.client("minh").get(f"/my/events/{page}").status_code == 200  # on the team
    assert hall.client("minh").get(f"/my/events/{page}/dates").status_code == 404  # its dates are bookings


def test_what_is_private_or_not_confirmed_has_no_page(hall: Hall) -> None:
    hidden, asked = hall.books(open_to_public=False), hall.books(day=1)
    hall.do(lambda: setattr(hall.booking(asked), "status", BookingStatus.HELD))
    for one in (hidden, asked):
        assert hall.client("lan").get(f"/my/events/new?booking={one}").location == "/my/events"
        assert f"booking={one}" not in hall.client("lan").get("/my/events").text

        def start(one: str = one) -> object:
            dates = [hall.booking(one)]
            return service.start_event(
                Words(title_vi="x"), space=hall.space(), where="venue", actor=hall.cast.user("lan"), bookings=dates
            )

        assert _refused(hall, start).code == "event.not_open"


def test_a_date_stands_on_one_page(hall: Hall) -> None:
    booking = hall.books()
    page = hall.page_of(booking, publish=False)
    assert hall.client("lan").get(f"/my/events/new?booking={booking}").location == f"/my/events/{page}"
    with pytest.raises(DomainError, match=r"event\.date_has_page"):
        hall.page_of(booking)


def test_nothing_is_published_whose_dates_are_gone(hall: Hall) -> None:
    booking = hall.books()
    page = hall.page_of(booking, publish=False)
    hall.do(lambda: setattr(hall.booking(booking), "status", BookingStatus.CANCELLED))
    with pytest.raises(DomainError, match=r"event\.no_date_left"):
        _publish(hall, page)


def test_two_hands_do_not_publish_and_withdraw_at_once(hall: Hall) -> None:
    page = hall.page_of(hall.books())
    lan = hall.client("lan")
    form = lan.get(f"/my/events/{page}")
    assert form.status_code == 200
    assert lan.submit(f"/my/events/{page}", to=f"/my/events/{page}/withdraw").status_code == 302
    stale = hall.do(lambda: hall.event(page).version) - 1
    code = _refused(hall, lambda: service.publish(hall.event(page), version=stale, actor=hall.cast.user("lan"))).code
    assert code == "event.changed_meanwhile"
    assert _refused(hall, lambda: service.withdraw(hall.event(page), actor=hall.cast.user("lan"))).code == code


def test_what_was_typed_stays_where_it_is_refused(hall: Hall) -> None:
    new = f"/my/events/new?booking={hall.books()}"
    answer = hall.client("lan").submit(
        new, {"title_vi": "", "text_vi": "Chữ của tôi", "registration_url": "javascript:alert(1)"}
    )
    assert answer.status_code == 422
    assert "Chữ của tôi" in answer.text
    assert "Bạn chưa điền mục này." in answer.text
    assert "Đường dẫn phải bắt đầu bằng" in answer.text


def test_somebody_elses_save_is_not_written_over(hall: Hall) -> None:
    page = hall.page_of(hall.books(), publish=False)
    edit = f"/my/events/{page}"
    seen = hall.do(lambda: hall.event(page).version)
    assert hall.client("minh").submit(edit, {"title_vi": "Của Minh"}, to=edit).location == edit
    answer = hall.client("lan").submit(edit, {"title_vi": "Của Lan", "version": str(seen)}, to=edit)
    assert answer.status_code == 422
    assert "Của Lan" in answer.text
    assert hall.do(lambda: hall.event(page).title_vi) == "Của Minh"


def test_the_first_waits_and_later_ones_of_full_members_do_not(hall: Hall) -> None:
    first = hall.page_of(hall.books(), publish=False)
    assert _publish(hall, first) == Way.WAITING
    hall.do(lambda: _approve(hall, first))
    assert _publish(hall, hall.own_page(publish=False)) == Way.LIVE
    hall.do(lambda: change_setting("events.moderated", "all", actor=hall.cast.user("ha")))
    later = hall.page_of(hall.books(day=1), publish=False, title_vi="Đêm sau")
    assert _publish(hall, later) == Way.WAITING


def test_a_change_of_what_is_looked_at_waits_again(hall: Hall) -> None:
    page = hall.page_of(hall.books())
    hall.do(lambda: change_setting("events.moderated", "all", actor=hall.cast.user("ha")))
    lan = hall.client("lan")
    assert "Sửa xong, trang chờ Trung tâm xem lại" in lan.get(f"/my/events/{page}").text
    lan.submit(f"/my/events/{page}", {"text_vi": "Mới"}, to=f"/my/events/{page}")
    assert hall.do(lambda: hall.event(page).status) == EventStatus.WAITING


def test_a_host_that_lapsed_while_it_waited_is_not_published(hall: Hall) -> None:
    page = hall.own_page(publish=False)
    assert _publish(hall, page) == Way.WAITING

    def lapse() -> None:
        db.session.add(
            MembershipEvent(
                space_id=hall.space().id, kind=EventKind.ENDED, effective_on=clock.today(), recorded_at=clock.now()
            )
        )

    hall.do(lapse)
    refused = _refused(hall, lambda: _approve(hall, page))
    assert refused.code == "event.host_lapsed"


def test_the_centre_answers_with_a_reason_and_tells_the_team(hall: Hall) -> None:
    page = hall.page_of(hall.books(), publish=False)
    _publish(hall, page)
    tuan, desk = hall.client("tuan"), f"/desk/events/{page}"
    assert tuan.submit(desk, {"reason": " "}, to=f"{desk}/decline").status_code == 422
    assert tuan.submit(desk, {"reason": "Thiếu giờ mở cửa."}, to=f"{desk}/decline").location == desk
    assert "Thiếu giờ mở cửa." in hall.client("lan").get(f"/my/events/{page}").text
    with hall.app.app_context():
        told = db.session.scalars(
            select(Mail).where(Mail.template == "event_declined").order_by(Mail.recipient)
        ).all()
        assert [mail.recipient for mail in told] == ["lan@example.org", "minh@example.org"]
    assert _refused(hall, lambda: _approve(hall, page, by="thu")).code == "event.decided"


def test_the_centre_takes_a_page_down(hall: Hall) -> None:
    page = hall.page_of(hall.books())
    desk, slug = f"/desk/events/{page}", hall.slug(page)
    assert hall.client("tuan").submit(desk, {"reason": "Sai sự thật."}, to=f"{desk}/take-down").status_code == 302
    assert hall.nobody().get(f"/events/{slug}").status_code == 302  # to the booking, which stays as it was
    with hall.app.app_context():
        assert db.session.scalars(select(Mail).where(Mail.template == "event_taken_down")).all()


def test_what_was_taken_down_comes_back_through_the_centre_alone(hall: Hall) -> None:
    """Also by way of a draft, and where nothing else is looked at."""
    page, lan = hall.page_of(hall.books()), "lan"
    hall.do(lambda: change_setting("events.moderated", "none", actor=hall.cast.user("ha")))
    hall.do(lambda: service.take_down(hall.event(page), reason="Sai sự thật.", actor=hall.cast.user("tuan")))
    assert _publish(hall, page) == Way.WAITING
    hall.do(lambda: service.take_back(hall.event(page), actor=hall.cast.user(lan)))
    assert _publish(hall, page) == Way.WAITING
    hall.do(lambda: _approve(hall, page))
    hall.do(lambda: service.withdraw(hall.event(page), actor=hall.cast.user(lan)))
    assert _publish(hall, page) == Way.LIVE, "once it has been approved it is as any other"


def test_who_had_only_a_page_that_was_taken_down_has_published_nothing(hall: Hall) -> None:
    page = hall.page_of(hall.books())
    mine = hall.do(lambda: hall.event(page).space_id)
    assert hall.do(lambda: published_before(mine))
    hall.do(lambda: service.take_down(hall.event(page), reason="Sai sự thật.", actor=hall.cast.user("tuan")))
    assert not hall.do(lambda: published_before(mine))


def test_the_centre_approves_what_it_has_seen(hall: Hall) -> None:
    page = hall.page_of(hall.books(), publish=False)
    _publish(hall, page)
    tuan, desk = hall.client("tuan"), f"/desk/events/{page}"
    seen = hall.do(lambda: hall.event(page).version)
    hall.client("lan").submit(f"/my/events/{page}", {"text_vi": "Lời khác hẳn"}, to=f"/my/events/{page}")
    late = tuan.submit(desk, {"version": seen}, to=f"{desk}/approve")
    assert late.status_code == 422
    assert "Lời khác hẳn" in late.text
    assert hall.do(lambda: hall.event(page).status) == EventStatus.WAITING
    assert tuan.submit(desk, to=f"{desk}/approve").location == desk


def test_another_picture_of_what_is_looked_at_waits_again(hall: Hall) -> None:
    page = hall.own_page()
    hall.do(lambda: change_setting("events.moderated", "all", actor=hall.cast.user("ha")))
    address = f"/my/events/{page}/picture"
    sent = {"alt_vi": "Bàn in", "photo": (BytesIO(picture("bàn in")), "anh.webp")}
    hall.client("lan").submit(address, sent, to=address, content_type="multipart/form-data")
    assert hall.do(lambda: hall.event(page).status) == EventStatus.WAITING


def test_what_was_put_off_and_is_handed_in_again_is_back_on_the_desk(
    hall: Hall, noon: time_machine.Traveller
) -> None:
    page = hall.page_of(hall.books(), publish=False)
    _publish(hall, page)
    key = f"{Step.MODERATE}:{page}"

    def put_off() -> int:
        later = clock.today() + timedelta(days=5)
        return act_on([key], Act.LATER, actor=hall.cast.user("tuan"), until=later).done

    def is_hidden() -> bool:
        tuan, now = hall.cast.user("tuan"), clock.now()
        (task,) = (one for one in waiting(look_at(tuan, now)) if one.key == key)
        return put_off_by(tuan.id, now)[key].hides(task, now, clock.HOUSE_ZONE)

    assert hall.do(put_off) == 1
    assert hall.do(is_hidden)
    noon.shift(timedelta(hours=1))
    hall.do(lambda: service.take_back(hall.event(page), actor=hall.cast.user("lan")))
    _publish(hall, page)
    assert not hall.do(is_hidden)


def test_nobody_answers_for_a_space_of_their_own(hall: Hall) -> None:
    page = hall.page_of(hall.books(), publish=False)
    _publish(hall, page)

    def join() -> None:
        user, space = hall.cast.user("tuan"), hall.space()
        db.session.add(TeamMember(space_id=space.id, user_id=user.id, role=TeamRole.MEMBER, joined_at=clock.now()))

    hall.do(join)
    assert hall.client("tuan").get(f"/desk/events/{page}").status_code == 404
    assert page not in hall.client("tuan").get("/desk/events").text
    assert page in hall.client("thu").get("/desk/events").text


def test_dates_of_ones_own_are_added_moved_and_called_off(hall: Hall) -> None:
    page = hall.own_page(publish=False)
    lan, list_ = hall.client("lan"), f"/my/events/{page}/dates"
    assert (
        lan.submit(list_, {"day": "2026-12-14", "starts": "18:00", "ends": "20:00", "weeks": "3"}).location == list_
    )
    assert lan.submit(list_, {"day": "2026-12-14", "starts": "18:00", "ends": "20:00"}).status_code == 422  # twice
    with hall.app.app_context():
        uuids = [one.uuid for one in sorted(hall.event(page).dates, key=lambda one: one.starts_at)]
    assert len(uuids) == 4
    assert lan.submit(f"{list_}/{uuids[1]}", {"starts": "17:30"}).location == list_
    assert "17:30–20:00" in lan.get(list_).text
    assert lan.submit(list_, to=f"{list_}/{uuids[3]}/cancel").location == list_  # nobody has seen it: gone
    hall.do(lambda: service._show(hall.event(page), hall.cast.user("tuan"), clock.now()))
    assert lan.submit(list_, to=f"{list_}/{uuids[2]}/cancel").location == list_
    with hall.app.app_context():
        kept = queries.dates_of(hall.event(page), clock.now())
        assert [one.cancelled for one in kept] == [False, False, True]


def test_a_draft_can_be_thrown_away_and_what_was_shown_cannot(hall: Hall) -> None:
    booking = hall.books()
    page = hall.page_of(booking, publish=False)
    lan = hall.client("lan")
    assert lan.submit(f"/my/events/{page}", to=f"/my/events/{page}/delete").location == "/my/events"
    assert f"booking={booking}" in lan.get("/my/events").text
    shown = hall.page_of(booking)
    assert (
        _refused(hall, lambda: service.delete_event(hall.event(shown), actor=hall.cast.user("lan"))).code
        == "event.was_shown"
    )


def test_the_centre_publishes_its_own_at_once(hall: Hall) -> None:
    booking = hall.books(by="tuan")
    tuan = hall.client("tuan")
    edit = str(tuan.submit(f"/my/events/new?booking={booking}", {"title_vi": "Triển lãm Giấy"}).location)
    assert tuan.submit(edit, to=f"{edit}/publish").location == edit
    assert "Triển lãm Giấy" in hall.nobody().get("/events/trien-lam-giay").text
    assert hall.client("thu").get(edit).status_code == 200
    assert hall.client("lan").get(edit).status_code == 404
    online = tuan.submit(
        "/my/events/new?where=online",
        {"title_vi": "Nói chuyện qua mạng", "online_url": "https://xem.example.org", "day": "2026-12-09",
         "starts": "20:00", "ends": "21:00"},
    )  # fmt: skip
    assert tuan.get(str(online.location)).status_code == 200


def test_titles_alike_get_addresses_of_their_own(hall: Hall) -> None:
    one, other = hall.page_of(hall.books()), hall.own_page(span("08:00", "09:00"), title_vi="Đêm đàn nước")
    assert (hall.slug(one), hall.slug(other)) == ("dem-dan-nuoc", "dem-dan-nuoc-2")
    with hall.app.app_context():
        assert len(db.session.scalars(select(Event).order_by(Event.id)).all()) == 2


def test_one_picture_with_words_seen_by_all_once_it_is_shown(hall: Hall) -> None:
    page = hall.own_page(publish=False)
    lan, address = hall.client("lan"), f"/my/events/{page}/picture"
    assert "Bạn chưa chọn ảnh." in lan.submit(address, {"alt_vi": "Bàn in"}, to=address).text
    for words in ("Bàn in bên cửa sổ", "Bàn in buổi chiều"):  # the second takes the place of the first
        file = (BytesIO(picture(words)), "anh.webp")
        assert (
            lan.submit(
                address, {"alt_vi": words, "photo": file}, to=address, content_type="multipart/form-data"
            ).status_code
            == 302
        )
    with hall.app.app_context():
        (photo,) = hall.event(page).photos
        src = f"/photos/{photo.public_id}/{photo.largest.width}.webp"
    assert lan.get(src).status_code == hall.client("minh").get(src).status_code == 200
    assert hall.nobody().get(src).status_code == hall.client("hoa").get(src).status_code == 404
    assert (
        lan.submit(address, {"alt_vi": "Máy in lụa"}, to=address, content_type="multipart/form-data").status_code
        == 302
    )
    hall.do(lambda: service._show(hall.event(page), hall.cast.user("tuan"), clock.now()))
    shown = hall.nobody().get(f"/events/{hall.slug(page)}").text
    assert 'alt="Máy in lụa"' in shown
    assert 'property="og:image"' in shown
    assert hall.nobody().get(src).headers["Cache-Control"].startswith("public")
    assert lan.submit(address, to=f"{address}/remove").status_code == 302
    assert hall.nobody().get(src).status_code == 404


def test_fields_are_those_the_centre_keeps(hall: Hall) -> None:
    def add() -> str:
        load_words({"fields": {"design": {"vi": "Thiết kế", "en": "Design"}}})
        new = add_word("fields", name_vi="Trò chơi dân gian", name_en="Folk games", actor=hall.cast.user("tuan"))
        hall.space().fields = [new.code]
        return new.code

    code = hall.do(add)
    edit = hall.client("lan").submit(f"/my/events/new?booking={hall.books()}", {"title_vi": "Ô ăn quan"}).location
    assert edit
    assert hall.do(lambda: db.session.scalars(select(Event)).one().fields) == [code]


def test_feeds_of_a_place_whose_date_left_the_page_are_made_anew(hall: Hall) -> None:
    one, other = hall.books_series(2)

    def elsewhere() -> str:
        booking = hall.booking(other)
        booking.venues = [next(venue for venue in all_venues() if venue not in booking.venues)]
        return f"venue:{booking.venues[0].id}"

    topic = hall.do(elsewhere)
    page = hall.page_of(one, other)

    def number() -> int:
        return next((known.number for known in revisions.of([topic])), 0)

    before = hall.do(number)

    def leave() -> None:
        event = hall.event(page)
        service.change_event(
            event,
            Words(title_vi="x"),
            version=event.version,
            actor=hall.cast.user("lan"),
            bookings=[hall.booking(one)],
        )

    hall.do(leave)
    assert hall.do(number) > before


def test_an_address_taken_between_the_look_and_the_write(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.page_of(hall.books())
    other = hall.page_of(hall.books(day=1), publish=False, title_vi="Tên khác")

    def rename() -> None:
        event = hall.event(other)
        service.change_event(
            event, Words(title_vi="Đêm đàn nước"), version=event.version, actor=hall.cast.user("lan")
        )

    monkeypatch.setattr(queries, "slugs_like", lambda _slug: set())
    hall.do(rename)
    assert hall.slug(other) == f"dem-dan-nuoc-{other[:6]}"
    assert hall.do(lambda: hall.event(other).title_vi) == "Đêm đàn nước"


def test_the_picture_closes_when_the_last_date_does(hall: Hall) -> None:
    booking = hall.books()
    page = hall.page_of(booking)
    address = f"/my/events/{page}/picture"
    sent = {"alt_vi": "Dàn đàn nước", "photo": (BytesIO(picture("đàn")), "anh.webp")}
    lan = hall.client("lan")
    assert lan.submit(address, sent, to=address, content_type="multipart/form-data").status_code == 302
    with hall.app.app_context():
        (photo,) = hall.event(page).photos
        src = f"/photos/{photo.public_id}/{photo.largest.width}.webp"
    shown = f"/events/{hall.slug(page)}"
    assert hall.nobody().get(shown).status_code == hall.nobody().get(src).status_code == 200

    def close() -> None:
        hall.booking(booking).open_to_public = False
        hall.booking(booking).shown_publicly_at = None

    hall.do(close)
    assert hall.nobody().get(shown).status_code == hall.nobody().get(src).status_code == 404
    assert hall.client("hoa").get(src).status_code == 404
    assert lan.get(src).headers["Cache-Control"] == "private, no-store"
