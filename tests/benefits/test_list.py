"""The list of what membership gives, and what was used of it."""

import io
from datetime import date, time, timedelta

import pytest
from python_calamine import CalamineWorkbook

from app.benefits import queries, rules, service
from app.benefits.models import Benefit
from app.bookings.models import Booking, BookingStatus, Usage, UsageReport
from app.bookings.rules import Use
from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id, new_uuid
from app.core.timespan import Timespan, at
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import Standing, Status
from app.venues.models import Venue
from tests.benefits.conftest import Net
from tests.bookings import factories as bookings
from tests.memberships import factories as make

Q4 = "/desk/benefits/Q4"


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("/venues/day", True),
        ("https://vanban.chinhphu.vn/x?y=1", True),
        ("http://example.org", False),
        ("//example.org", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a@example.org", False),
        ("/\\example.org", False),
        ("trang nao do", False),
        ("https://[", False),
    ],
)
def test_links_lead_here_or_over_https(link: str, safe: bool) -> None:
    assert rules.is_safe_link(link) == safe


@pytest.mark.parametrize(
    ("grade", "full", "associate", "given"),
    [
        (Grade.FULL, True, False, True),
        (Grade.ASSOCIATE, True, False, False),
        (Grade.ASSOCIATE, False, True, True),
        (Grade.FULL, False, True, False),
    ],
)
def test_a_grade_gets_what_is_for_it(grade: Grade, full: bool, associate: bool, given: bool) -> None:
    one = Benefit(for_full=full, for_associate=associate, active=True)
    assert rules.given_to(one, Standing(Status.MEMBER, grade)) == given
    assert not rules.given_to(one, Standing(Status.SUSPENDED, grade))
    one.active = False
    assert not rules.given_to(one, Standing(Status.MEMBER, grade))


def test_hours_of_an_evening_and_days_of_an_exhibition() -> None:
    def over(span: Timespan, usage: Usage | None = None, people: int | None = None) -> Use:
        venue = Venue(zone_name="Asia/Ho_Chi_Minh")
        booking = Booking(public_starts_at=span.start, public_ends_at=span.end, venues=[venue])
        return Use(booking, usage, None if people is None else UsageReport(people=people))

    evening = over(bookings.span("19:00", "21:30"))
    exhibition = over(bookings.span("09:00", "17:00", last=bookings.MONDAY + timedelta(days=3)))
    nobody = over(bookings.span("09:00", "11:00"), Usage(no_show_at=clock.now()))
    told = over(bookings.span("19:00", "21:30"), people=120)
    held = rules.held([evening, told, exhibition, nobody])
    assert (held.hours, held.days) == (5.0, 4)
    assert (held.year.uses, held.year.no_shows, held.year.people, held.year.missing) == (3, 1, 120, 2)
    assert rules.held([]) == rules.Held()


def test_who_came_and_who_did_not_stand_on_the_hosts_page_and_in_the_workbook(net: Net) -> None:
    def uses() -> None:
        venue, lan, year = bookings.venue("a"), net.space("lan"), clock.today().year
        for hour, said in ((0, 85), (2, None)):
            start, end = (at(date(year, 1, 1), time(one), clock.HOUSE_ZONE) for one in (hour, hour + 2))
            booking = Booking(
                public_id=new_public_id(), uuid=new_uuid(), request_key=str(hour), request_digest="", sequence=0,
                space_id=lan.id, title_vi="Đêm nhạc", starts_at=start, ends_at=end, public_starts_at=start,
                public_ends_at=end, status=BookingStatus.CONFIRMED, requested_by=make.person("lan").id,
                created_at=start, revised_at=start, venues=[venue],
            )  # fmt: skip
            db.session.add(booking)
            db.session.flush()
            db.session.add(Usage(booking_id=booking.id, no_show_at=None if said else end, note="", answer=""))
            if said:
                db.session.add(
                    UsageReport(
                        booking_id=booking.id,
                        people=said,
                        went="",
                        trouble="",
                        reported_by=booking.requested_by,
                        reported_at=end,
                    )
                )
        db.session.flush()

    net.do(uses)
    page = net.cast.client("lan").get("/my/benefits").text
    assert "1 lượt đã diễn ra, 2 giờ mở cửa, 85 người đến, 1 lượt không đến." in page
    answer = net.cast.client("ha").submit(
        "/desk/benefits", {"year": str(clock.today().year)}, to="/desk/benefits/export"
    )
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][4:] == ["Số lượt", "Số giờ", "Số ngày", "Không đến", "Số người đến"]
    assert rows[1][4:] == [1, "2", 0, 1, 85]


def test_everybody_reads_the_list_in_both_languages(net: Net) -> None:
    page = net.app.test_client().get("/benefits").text
    assert "Ưu đãi về thuế theo quy định của pháp luật" in page
    assert "Mạng lưới không tính thuế thay bạn." in page
    english = net.app.test_client()
    english.set_cookie("lang", "en")
    assert "Tax incentives as the law gives" in english.get("/benefits").text


def test_members_see_what_their_grade_gets(net: Net) -> None:
    full, associate = (net.cast.client(who).get("/my/benefits").text for who in ("lan", "hoa"))
    assert "Đánh giá và khen thưởng hằng năm" in full
    assert "Đánh giá và khen thưởng hằng năm" not in associate
    assert "Đặt địa điểm" in associate
    nobody = net.cast.client("son").get("/my/benefits").text
    assert "Bạn chưa ở trong nhóm của không gian nào" in nobody


def test_the_centre_edits_orders_and_hides(net: Net) -> None:
    ha = net.cast.client("ha")
    bad = ha.submit(f"{Q4}/edit", {"link": "javascript:alert(1)"})
    assert bad.status_code == 422
    assert "Đường dẫn bắt đầu bằng https://" in bad.text
    nobody = ha.submit(f"{Q4}/edit", {"for_full": None, "for_associate": None})
    assert nobody.status_code == 422
    done = ha.submit(f"{Q4}/edit", {"title_vi": "Giúp xin phép", "active": None}, follow_redirects=True)
    assert "Đang ẩn" in done.text
    assert "Giúp xin phép" not in net.app.test_client().get("/benefits").text
    ha.submit("/desk/benefits", to=f"{Q4}/up")
    assert net.do(lambda: [one.code for one in queries.all_benefits()])[:4] == ["Q1", "Q2", "Q4", "Q3"]
    added = ha.submit("/desk/benefits/new", {"title_vi": "Thư viện mẫu vải"}, follow_redirects=True)
    assert "Q9" in added.text


def test_two_who_edit_do_not_lose_words(net: Net) -> None:
    ha = net.cast.client("ha")
    stale = ha.get(f"{Q4}/edit").text.split('name="version"')[1].split('value="')[1].split('"')[0]
    ha.submit(f"{Q4}/edit", {"title_vi": "Giúp xin phép"})
    late = ha.submit(f"{Q4}/edit", {"title_vi": "Tên khác", "version": stale})
    assert late.status_code == 422
    assert "Có người vừa sửa quyền lợi này" in late.text


def test_a_use_is_entered_shown_to_the_space_and_taken_back(net: Net) -> None:
    tuan, today = net.cast.client("tuan"), clock.today()
    values = {"space": net.lan, "used_on": today.isoformat(), "note": "Xem giúp hồ sơ đêm nhạc"}
    tuan.submit(Q4, values, to=f"{Q4}/uses")
    lan = net.cast.client("lan").get("/my/benefits").text
    assert f"Năm {today.year} đã dùng 1 lần" in lan
    assert "Xem giúp hồ sơ đêm nhạc" in lan
    assert "Xem giúp hồ sơ đêm nhạc" not in net.cast.client("hoa").get("/my/benefits").text
    net.do(lambda: make_suspended(net))
    assert "Xem giúp hồ sơ đêm nhạc" in net.cast.client("lan").get("/my/benefits").text
    use = net.do(lambda: queries.uses_in(today.year)[0].public_id)
    tuan.submit(Q4, to=f"{Q4}/uses/{use}/remove")
    assert net.do(lambda: len(queries.uses_in(today.year))) == 0


def make_suspended(net: Net) -> None:
    space, today = net.space("lan"), clock.today()
    db.session.add(
        MembershipEvent(space_id=space.id, kind=EventKind.SUSPENDED, effective_on=today, recorded_at=clock.now())
    )
    db.session.flush()


@pytest.mark.parametrize(
    ("code", "field", "value", "words"),
    [
        ("Q4", "used_on", "tomorrow", "Ngày này chưa tới."),
        ("Q4", "used_on", "before", "không gian này không phải thành viên đang hoạt động"),
        ("Q4", "note", "", "Bạn ghi ngắn gọn đã dùng gì."),
        ("Q4", "space", "0" * 24, "Lựa chọn này không có trong danh sách."),
        ("Q1", "note", "Ghi tay", "Lượt dùng địa điểm được tính từ lịch đặt chỗ, không ghi tay."),
    ],
)
def test_what_cannot_have_been_used(net: Net, code: str, field: str, value: str, words: str) -> None:
    days = {"tomorrow": clock.today() + timedelta(days=1), "before": clock.today() - timedelta(days=30)}
    tuan, page = net.cast.client("tuan"), f"/desk/benefits/{code}"
    token = tuan.get(Q4).text.split('name="csrf_token" value="')[1].split('"')[0]
    values = {"space": net.lan, "used_on": clock.today().isoformat(), "note": "Đã dùng", "csrf_token": token}
    values[field] = days[value].isoformat() if value in days else value
    answer = tuan.post(f"{page}/uses", data=values)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_year_leaves_as_a_workbook(net: Net) -> None:
    def use() -> None:
        q5 = queries.benefit_by_code("Q5")
        assert q5
        service.enter_use(q5, net.space("lan"), on=clock.today(), note="=HYPERLINK()", actor=make.person("tuan"))

    net.do(use)
    answer = net.cast.client("ha").submit(
        "/desk/benefits", {"year": str(clock.today().year)}, to="/desk/benefits/export"
    )
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["Xưởng Mây", "Q5 Tham gia các hoạt động của Mạng lưới"]
    assert rows[1][3] == "=HYPERLINK()"


@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
def test_only_those_who_keep_the_list_write_in_it(net: Net, who: str) -> None:
    client = net.cast.client(who)
    assert client.get("/desk/benefits").status_code == 403
    assert client.get(f"{Q4}/edit").status_code == 403
