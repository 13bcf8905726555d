"""The calendar by which promised days are counted, and how many of them a change moves."""

from datetime import timedelta

from app.applications.queries import promise_of
from app.core import clock
from app.core.db import transact
from app.workdays.queries import days_from, special_day
from tests.applications.factories import make_submitted
from tests.cast import Cast

PAGE = "/desk/workdays"


def test_a_day_off_moves_promises_and_says_how_many_first(cast: Cast) -> None:
    with cast.app.app_context():
        application = transact(lambda: make_submitted(cast.user("lan")))
        promised, off = application.promised_on, days_from(clock.today(), 2)
        assert promised == days_from(clock.today(), 20)
    tuan = cast.client("tuan")
    day = {"day": f"{off:%d/%m/%Y}", "works": "no", "name_vi": "Nghỉ bù", "name_en": "Day in lieu"}
    shown = tuan.submit(PAGE, day)
    assert shown.status_code == 200
    assert "Ngày hẹn của 1 hồ sơ đang xử lý sẽ thay đổi." in shown.text
    with cast.app.app_context():
        assert special_day(off) is None
    assert tuan.submit(PAGE, day | {"sure": f"{off}:no"}).status_code == 302
    with cast.app.app_context():
        found = promise_of(application)
        assert found is not None and promised is not None
        assert found.on > promised
        assert [(shift.cause, shift.days, shift.first) for shift in found.shifts] == [("day_off", 1, off)]
    receipt = cast.client("lan").get(f"/my/applications/{application.public_id}/receipt").text
    assert f"{promised:%d/%m/%Y}" in receipt
    assert "(Nghỉ bù) được thêm" in receipt
    remove = f"{PAGE}/{off}/remove"
    assert "Ngày hẹn của 1 hồ sơ đang xử lý sẽ thay đổi." in tuan.get(remove).text
    assert tuan.submit(remove).status_code == 302
    with cast.app.app_context():
        found = promise_of(application)
        assert found is not None
        assert (found.on, found.shifts) == (promised, ())
    assert tuan.get(remove).status_code == 404


def test_what_cannot_stand_in_the_calendar(cast: Cast) -> None:
    tuan = cast.client("tuan")
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    worked = tuan.submit(PAGE, {"day": f"{monday:%d/%m/%Y}", "works": "yes", "name_vi": "Làm bù"})
    assert worked.status_code == 422
    assert "Ngày làm bù phải là thứ Bảy hoặc Chủ nhật." in worked.text
    known = tuan.submit(PAGE, {"day": "02/09/2026", "works": "no", "name_vi": "Quốc khánh"})
    assert known.status_code == 422
    assert "Ngày này đã có trong lịch." in known.text
    assert tuan.submit(PAGE, {"day": "02/09/2090", "works": "no", "name_vi": "Lễ"}).status_code == 422
    assert tuan.get(f"{PAGE}?year=99999").status_code == 200
    assert tuan.get(f"{PAGE}/hom-nay/remove").status_code == 404
