"""The map on a phone: a thousand spaces, by touch and by keys, and nothing asked of anybody else."""

import json
import re
import time
from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PATIENCE, Site
from tests.browser.test_pages import axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.real_time, pytest.mark.xdist_group("browser")]
MANY = 1000
SLOWER = 4  # than this machine, as a phone is
OBSERVE = """window.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.longest = Math.max(window.longest, one.duration))))
  .observe({ type: "longtask", buffered: true });"""


def _crowd(route: Route) -> None:
    """What the server says of its wards, and a thousand invented spaces among them."""
    answer = route.fetch()
    told = json.loads(answer.text())
    random, wards = Random(7), told["wards"]
    told["features"] = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [ward[1] + exact * random.uniform(-0.01, 0.01), ward[2]]},
            "properties": {
                "name": f"Nhà {number}", "url": f"/spaces/nha-{number}", "ward": ward[0], "kinds": ["Phòng tranh"],
                "member": number % 3 > 0, "exact": bool(exact), "demo": True,
            },
        }
        for number in range(MANY)
        for ward, exact in [(random.choice(wards), number % 4 == 0)]
    ]  # fmt: skip
    route.fulfill(response=answer, body=json.dumps(told))


@pytest.fixture
def phone(chromium: Browser, site: Site) -> BrowserContext:
    window = chromium.new_context(
        base_url=site.url, viewport={"width": 375, "height": 720}, device_scale_factor=2, is_mobile=True,
        has_touch=True, locale="vi-VN",
    )  # fmt: skip
    window.set_default_timeout(PATIENCE)
    yield window
    window.close()


def _slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def test_a_thousand_spaces_on_a_phone(phone: BrowserContext, site: Site, record_property) -> None:
    page = phone.new_page()
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.add_init_script(OBSERVE)
    page.route(re.compile(r"/spaces\.geojson"), _crowd)
    _slow(page)
    began = time.monotonic()
    page.goto("/spaces?view=map")
    expect(page.locator(".map-mark").first).to_be_visible()
    first = time.monotonic() - began
    expect(page.locator("[data-map][data-ready]")).to_be_visible()
    expect(page.locator("[data-map-said]")).to_have_text(f"Bản đồ đang có {MANY} không gian.")
    counted = sum(int(text or 1) for text in page.locator(".map-mark").all_inner_texts())
    assert counted == MANY, "all are in sight at first"

    page.evaluate("window.longest = 0")
    page.locator("[data-map]").scroll_into_view_if_needed()
    box = page.locator("[data-map]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for by in (-90, 60, -40):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by, y + by / 2, steps=8)
        page.mouse.up()
    page.wait_for_timeout(300)
    longest = page.evaluate("window.longest")
    record_property("map", {"first_clusters_s": round(first, 2), "longest_task_ms": round(longest)})
    print(f"map of {MANY} at {SLOWER}x: first clusters after {first:.1f} s, longest task of a pan {longest:.0f} ms")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert hosts == {urlsplit(site.url).netloc}
    assert said == [], "the policy has something to refuse"


def test_by_keys_to_the_page_of_a_space(window: BrowserContext) -> None:
    page = window.new_page()
    page.goto("/spaces?view=map")
    expect(page.locator("[data-map][data-ready]")).to_be_visible()
    assert axe_faults(page) == []
    for _nearer in range(12):
        if page.locator(".map-popup").count():
            break
        group = page.locator(".map-mark-many")
        (group.first if group.count() else page.locator(".map-mark").first).focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    link = page.locator(".map-popup a").first
    expect(link).to_be_focused()
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".map-popup")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator("[data-map]")).to_be_hidden()
    expect(page.locator(".space-line").first).to_be_visible()


def test_without_scripts_there_is_the_list(chromium: Browser, site: Site) -> None:
    plain = chromium.new_context(base_url=site.url, java_script_enabled=False, locale="vi-VN")
    page = plain.new_page()
    page.goto("/spaces?view=map")
    assert page.locator(".space-line").count() > 10
    assert page.get_by_text("Bản đồ cần JavaScript.").is_visible()
    assert not page.locator("[data-map]").is_visible()
    plain.close()
