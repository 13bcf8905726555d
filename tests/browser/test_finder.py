"""A tick of the directory searches by itself, in place; without scripts, and with the button, everything is as it was."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("way", ["", "?view=map"])
def test_a_tick_searches_in_place(window: BrowserContext, way: str) -> None:
    page = window.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"/spaces{way}")
    status = page.locator("main [role=status]").first
    before = status.inner_text()
    page.evaluate("window.same = true")
    tick = page.get_by_role("checkbox", name=re.compile("Lối đi không bậc"))
    tick.check()
    expect(status).to_have_text(re.compile(r"^\d+ trên \d+ không gian"))
    expect(page).to_have_url(re.compile("step_free=yes"))
    found = int(re.match(r"\d+", status.inner_text())[0])  # type: ignore[index]
    rows = page.locator("#map-list li" if way else ".space-card-words")
    expect(rows).to_have_count(min(found, 24))
    expect(tick).to_be_focused()
    expect(tick).to_be_checked()
    assert page.evaluate("window.same"), "the page was left"
    if way:
        expect(page.locator("[data-mark]").first).to_be_visible()
    page.keyboard.press("Space")
    expect(status).to_have_text(before)
    page.go_back()
    expect(tick).to_be_checked()
    expect(rows).to_have_count(min(found, 24))
    assert faults == []
