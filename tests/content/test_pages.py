"""What staff write, who sees it when, and what two of them do at once."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.content import queries, service
from app.content.models import Page, PageKind, PageStatus
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from tests.cast import Cast
from tests.statements import counted

NEWS = {
    "title_vi": "Ngày hội gốm", "title_en": "A day of pottery", "lead_vi": "Mời bạn đến.", "lead_en": "",
    "body_vi": "Có **nặn** và *nung*.", "body_en": "", "slug": "", "status": "published", "version": "",
}  # fmt: skip
BANNER = {
    "title_vi": "Nghỉ lễ", "title_en": "", "lead_vi": "Trung tâm nghỉ.", "lead_en": "", "tone": "error",
    "link": "/events", "first_on": "", "last_on": "", "status": "published", "version": "",
}  # fmt: skip


def the_page(app: Flask) -> Page:
    with app.app_context():
        return queries.all_pages()[0]


def numbers(app: Flask) -> list[int]:
    with app.app_context():
        return [one.number for one in queries.versions_of(queries.all_pages()[0])]


def test_news_stands_on_its_page_and_in_the_list(app: Flask, cast: Cast, client: FlaskClient) -> None:
    answer = cast.client("tuan").submit("/desk/content/new/news", NEWS)
    assert answer.status_code == 302
    shown = client.get("/news/ngay-hoi-gom").text
    assert "<strong>nặn</strong>" in shown
    assert "/news/ngay-hoi-gom" in client.get("/news").text


@pytest.mark.parametrize("status", ["draft", "hidden"])
def test_what_is_not_public_is_found_nowhere(cast: Cast, client: FlaskClient, status: str) -> None:
    cast.client("tuan").submit("/desk/content/new/news", NEWS | {"status": status})
    fixed = NEWS | {"slug": "duong-den", "status": status, "in_foot": "y", "position": "1"}
    cast.client("tuan").submit("/desk/content/new/page", fixed)
    for reader in (client, cast.client("tuan")):
        assert reader.get("/news/ngay-hoi-gom").status_code == 404
        assert reader.get("/pages/duong-den").status_code == 404
        assert "Ngày hội gốm" not in reader.get("/news").text
        assert "/pages/duong-den" not in reader.get("/spaces").text


def test_a_page_can_stand_at_the_foot_of_every_other(cast: Cast, client: FlaskClient) -> None:
    cast.client("tuan").submit(
        "/desk/content/new/page", NEWS | {"slug": "duong-den", "in_foot": "y", "position": "1"}
    )
    assert 'href="/pages/duong-den"' in client.get("/spaces").text
    assert client.get("/news/duong-den").status_code == 404


def test_nobody_else_writes(cast: Cast) -> None:
    for name in ("lan", "mai", "ha"):
        assert cast.client(name).get("/desk/content/new/news").status_code == 403


def test_a_banner_stands_above_public_pages_within_its_days(app: Flask, cast: Cast, client: FlaskClient) -> None:
    today = clock.today()
    days = {"first_on": f"{today + timedelta(days=1):%d/%m/%Y}", "last_on": f"{today + timedelta(days=2):%d/%m/%Y}"}
    cast.client("tuan").submit("/desk/content/new/banner", BANNER | days)
    assert "Trung tâm nghỉ." not in client.get("/spaces").text
    noon = clock.now()
    with time_machine.travel(noon + timedelta(days=1)):
        shown = client.get("/spaces").text
        assert "Trung tâm nghỉ." in shown
        assert "notice-error" in shown
        assert "Trung tâm nghỉ." not in cast.client("tuan").get("/desk/content").text
    with time_machine.travel(noon + timedelta(days=3)):
        assert "Trung tâm nghỉ." not in client.get("/spaces").text


def test_a_banner_leads_nowhere_dangerous_and_ends_after_it_began(cast: Cast) -> None:
    tuan = cast.client("tuan")
    bad = tuan.submit("/desk/content/new/banner", BANNER | {"link": "javascript:alert(1)"})
    assert bad.status_code == 422
    assert "Đường dẫn bắt đầu bằng https://" in bad.text
    early = tuan.submit("/desk/content/new/banner", BANNER | {"first_on": "02/03/2027", "last_on": "01/03/2027"})
    assert early.status_code == 422
    assert "Ngày cuối phải bằng hoặc sau ngày đầu." in early.text


def test_a_preview_shows_it_and_keeps_nothing(app: Flask, cast: Cast) -> None:
    shown = cast.client("tuan").submit("/desk/content/new/news", NEWS | {"preview": "1"})
    assert shown.status_code == 200
    assert "<strong>nặn</strong>" in shown.text
    assert 'value="Ngày hội gốm"' in shown.text
    with app.app_context():
        assert not queries.all_pages()


def test_an_address_is_taken_once(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    tuan.submit("/desk/content/new/news", NEWS)
    tuan.submit("/desk/content/new/page", NEWS | {"position": "1"})
    with app.app_context():
        taken = queries.addresses_taken()
    assert taken == {"ngay-hoi-gom", "ngay-hoi-gom-2"}
    clash = tuan.submit("/desk/content/new/news", NEWS | {"slug": "ngay-hoi-gom"})
    assert clash.status_code == 422
    assert "đã có trang khác dùng" in clash.text
    odd = tuan.submit("/desk/content/new/news", NEWS | {"slug": "../Gốm"})
    assert "chữ thường không dấu" in odd.text


def test_what_was_public_keeps_its_address(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    tuan.submit("/desk/content/new/news", NEWS)
    address = f"/desk/content/{the_page(app).public_id}"
    moved = tuan.submit(address, NEWS | {"slug": "noi-khac", "version": str(the_page(app).version)})
    assert moved.status_code == 422
    assert "giữ nguyên địa chỉ" in moved.text


def test_two_tabs_do_not_overwrite_each_other(app: Flask, cast: Cast) -> None:
    tuan, thu = cast.client("tuan"), cast.client("thu")
    tuan.submit("/desk/content/new/news", NEWS)
    address, seen = f"/desk/content/{the_page(app).public_id}", str(the_page(app).version)
    assert tuan.submit(address, NEWS | {"title_vi": "Của Tuấn", "version": seen}).status_code == 302
    late = thu.submit(address, NEWS | {"title_vi": "Của Thu", "version": seen})
    assert late.status_code == 422
    assert "Có người vừa lưu trang này" in late.text
    assert "Của Thu" in late.text
    assert the_page(app).title_vi == "Của Tuấn"


def test_an_old_version_is_taken_back_as_a_new_one(app: Flask, cast: Cast, client: FlaskClient) -> None:
    tuan = cast.client("tuan")
    tuan.submit("/desk/content/new/news", NEWS)
    address = f"/desk/content/{the_page(app).public_id}"
    tuan.submit(address, NEWS | {"body_vi": "Có nặn, không nung.", "version": str(the_page(app).version)})
    told = tuan.get(f"{address}/versions").text
    assert "<del>" in told
    assert "Bản 2" in told
    stale = tuan.submit(f"{address}/versions", {"version": "1"}, to=f"{address}/versions/1")
    assert stale.status_code == 422
    seen = str(the_page(app).version)
    assert tuan.submit(f"{address}/versions", {"version": seen}, to=f"{address}/versions/1").status_code == 302
    assert "<strong>nặn</strong>" in client.get("/news/ngay-hoi-gom").text
    assert numbers(app) == [1, 2, 3]
    nothing = tuan.submit(address, NEWS | {"version": str(the_page(app).version)})
    assert nothing.status_code == 302
    assert numbers(app) == [1, 2, 3], "nothing had changed"


def test_no_version_of_that_number(ctx: Flask, cast: Cast) -> None:
    written = transact(
        lambda: service.write_page(PageKind.NEWS, actor=None, status=PageStatus.DRAFT, title_vi="Một", body_vi="")
    )
    with pytest.raises(DomainError, match=r"page\.no_such_version"):
        transact(
            lambda: service.take_back_version(
                queries.all_pages()[0], 9, seen_version=str(written.version), actor=None
            )
        )


def test_pages_around_cost_one_question(app: Flask, cast: Cast, client: FlaskClient) -> None:
    def asked() -> int:
        with counted(app) as statements:
            client.get("/news")
        return len(statements)

    first = asked()
    for title in ("Một", "Hai", "Ba"):
        cast.client("tuan").submit(
            "/desk/content/new/page", NEWS | {"title_vi": title, "in_foot": "y", "position": "1"}
        )
        cast.client("tuan").submit("/desk/content/new/banner", BANNER | {"title_vi": title})
    assert asked() == first


def test_the_most_urgent_banner_stands_on_top(cast: Cast, client: FlaskClient) -> None:
    for tone in ("info", "warn", "error", "ok"):
        cast.client("tuan").submit("/desk/content/new/banner", BANNER | {"title_vi": f"Mức {tone}", "tone": tone})
    page = client.get("/spaces").text
    places = [page.index(f"Mức {tone}") for tone in ("error", "warn", "ok", "info")]
    assert places == sorted(places)


def test_the_history_speaks_in_peoples_words(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    tuan.submit("/desk/content/new/banner", BANNER | {"first_on": "02/03/2027", "last_on": "05/03/2027"})
    told = tuan.get(f"/desk/content/{the_page(app).public_id}/versions").text
    for words in ("Khẩn", "02/03/2027", "05/03/2027"):
        assert words in told
    for code in (">error<", "2027-03", "Thứ tự"):
        assert code not in told
