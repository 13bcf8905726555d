"""The desk by keyboard: through the list, into a task and back, and from anywhere to what is looked for."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORDS, Site

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk(window: BrowserContext, site: Site) -> Page:
    page, email = window.new_page(), site.accounts()["coordinator"][0]
    page.goto("/sign-in")
    page.fill("main [name=email]", email)
    page.fill("main [name=password]", PASSWORDS[email])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk$"))
    return page


def test_the_list_goes_by_its_keys(desk: Page) -> None:
    titles = desk.locator("[data-task] .work-title a")
    first, second = titles.nth(0), titles.nth(1)
    for key, there in (("j", first), ("j", second), ("k", first)):
        desk.keyboard.press(key)
        expect(there).to_be_focused()
    box = desk.locator("[data-task] input[type=checkbox]").first
    desk.keyboard.press("x")
    expect(box).to_be_checked()
    desk.keyboard.press("?")
    expect(desk.locator("dl.desk-keys-list")).to_be_visible()
    desk.keyboard.press("s")
    expect(desk).to_have_url(re.compile(r"/desk/tasks\?.*act=later"))
    expect(desk.locator("main .work-list li")).to_have_count(1)
    desk.goto("/desk")
    desk.keyboard.press("j")
    desk.keyboard.press("t")
    expect(desk).to_have_url(re.compile(r"/desk/tasks\?.*act=take"))
    desk.goto("/desk")
    desk.keyboard.press("j")
    leads_to = str(first.get_attribute("href")).partition("#")[0]
    desk.keyboard.press("o")
    expect(desk).to_have_url(re.compile(re.escape(leads_to)))


def test_what_is_looked_for_is_found_without_a_mouse(desk: Page) -> None:
    code = re.search(r"HS-\d{4}-\d{4}", desk.locator("main").inner_text())
    assert code
    box = desk.locator("[data-search]")
    desk.keyboard.press("/")
    expect(box).to_be_focused()
    desk.keyboard.type("không gian")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/desk/search"))
    box, found = desk.locator("[data-search]"), desk.locator("[data-found] a")
    desk.keyboard.press("/")
    expect(box).to_be_focused()
    for key, there in (("ArrowDown", found.nth(0)), ("ArrowDown", found.nth(1)), ("ArrowUp", found.nth(0))):
        desk.keyboard.press(key)
        expect(there).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    desk.keyboard.type("zzqqzz")
    expect(box).to_have_value(re.compile("zzqqzz$"))
    box.fill("zzqqzz")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-found] a")).to_have_count(0)
    expect(desk.locator("main")).to_contain_text("zzqqzz")
    desk.keyboard.press("/")
    desk.keyboard.type(code[0])
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/desk/applications/[0-9a-f]{24}"))
