"""A long form is open, the session ends on the server, and nothing of it is lost."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from app.core import clock
from tests.browser.conftest import PASSWORDS, Site
from tests.browser.pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
ABOUT = "Một buổi tối nghe nhạc bên hồ.\n\nMời mọi người mang theo chiếu; “trà đá” đã có sẵn & miễn phí."


def test_a_request_stands_there_after_signing_in_again_and_can_be_sent(window: BrowserContext, site: Site) -> None:
    email = site.accounts()["operator_approved"][0]
    sign_in(window, site, email)
    page = window.new_page()
    page.goto("/bookings/new")
    form = page.locator("form:has([name=title_vi])")
    day = (clock.today() + timedelta(days=45)).isoformat()
    for name, text in {"day": day, "starts_at": "10:00", "ends_at": "11h30", "title_vi": "Đêm nhạc bên hồ"}.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("[name=about_vi]").fill(ABOUT)
    form.locator("[name=venues]").nth(1).check()
    form.locator("[name=open_to_public]").uncheck()
    with closing(sqlite3.connect(site.instance / "app.db", timeout=10)) as raw:
        raw.execute("UPDATE sign_ins SET ended_at = created_at")
        raw.commit()

    form.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("nội dung vừa nhập vẫn còn")).to_be_visible()
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORDS[email])
    page.locator("main form button[type=submit]").click()

    expect(page.get_by_text("Nội dung bạn đã nhập còn nguyên. Bạn xem lại rồi gửi.")).to_be_in_viewport()
    expect(form.locator("[name=day]")).to_have_value(day)
    expect(form.locator("[name=ends_at]")).to_have_value("11h30")
    expect(form.locator("[name=about_vi]")).to_have_value(ABOUT)
    expect(form.locator("[name=venues]").nth(1)).to_be_checked()
    expect(form.locator("[name=open_to_public]")).not_to_be_checked()

    form.get_by_role("button", name="Gửi yêu cầu").click()
    page.wait_for_url(re.compile(r"/bookings/[0-9a-f]{24}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đêm nhạc bên hồ")
    page.close()
