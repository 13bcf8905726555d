"""`make screenshots`: the pictures of README and handbook, from a fresh demo in a temporary folder.

The windows are always the same; what stands in them is the demo as of today. Names as arguments take these alone.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from app.core import clock
from app.demo.people import DOMAIN, PASSWORD
from deploy.serve import HOST, ROOT

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
SHOWN = "() => [...document.images].every(one => one.complete || one.getBoundingClientRect().top > innerHeight)"


@dataclass(frozen=True)
class Picture:
    """`opens`: links to follow from the page, one after the other, as selectors. `prepare` acts before it is taken."""

    name: str
    path: str
    who: str = ""
    language: Literal["vi", "en"] = "vi"
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 860
    opens: tuple[str, ...] = ()
    prepare: Callable[[Page], None] | None = None


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with fresh_demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        wanted = set(sys.argv[1:])
        for picture in PICTURES:
            if wanted and picture.name not in wanted:
                continue
            size = _keep(picture.name, _taken(browser, site, picture))
            print(f"{picture.name:<12}{size // 1000:>4} kB")
        browser.close()
    return 0


@contextmanager
def fresh_demo() -> Iterator[str]:
    """Its address; ended and removed afterwards, whatever happened."""
    with tempfile.TemporaryDirectory() as instance:
        environment = {**os.environ, "MODE": "demo", "SECRET_KEY": "pictures" * 8, "DATABASE_URL": "", "SITE_URL": ""}
        server = subprocess.Popen(
            [sys.executable, "-m", "deploy.serve", "--port", str(_free_port()), "--instance", instance],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            ready = next((line for line in server.stdout if line.startswith("ready ")), None)
            if ready is None:
                raise SystemExit("the demo did not start")
            yield ready.split()[1]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _taken(browser: Browser, site: str, picture: Picture) -> bytes:
    window = browser.new_context(
        base_url=site,
        viewport={"width": picture.width, "height": picture.height},
        locale=LOCALES[picture.language],
        timezone_id=str(clock.HOUSE_ZONE),
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    window.add_cookies([{"name": "lang", "value": picture.language, "url": site}])
    page = window.new_page()
    if picture.who:
        sign_in(page, f"{picture.who}@{DOMAIN}")
    page.goto(picture.path)
    for selector in picture.opens:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    if picture.prepare:
        picture.prepare(page)
    page.wait_for_function(SHOWN)
    shot = page.screenshot()
    window.close()
    return shot


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _keep(name: str, png: bytes) -> int:
    """As WebP, which keeps letters sharp at a quarter of the size."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").save(out, "WEBP", quality=80, method=6)
    if out.tell() > MOST_BYTES:
        raise SystemExit(f"{name}: {out.tell()} bytes are too many for a page that people load")
    (FOLDER / f"{name}.webp").write_bytes(out.getvalue())
    return out.tell()


def _ask_about_closing(page: Page) -> None:
    """Up to the answer who would have to make room; nothing is closed."""
    page.get_by_label("Từ giờ").fill("08:00")
    page.get_by_label("Đến giờ").fill("18:00")
    page.get_by_label("Kết thúc vào ngày khác").fill((clock.today() + timedelta(days=2)).isoformat())
    for venue in ("Không gian làng nghề", "Trung tâm sáng tạo, trong nhà"):
        page.get_by_label(venue, exact=True).check()
    page.get_by_label("Tiếng Việt").first.fill("Kiểm tra hệ thống điện")
    page.get_by_role("button", name="Xem ai bị ảnh hưởng").click()
    page.wait_for_load_state()


def _board_drawn(page: Page) -> None:
    """From the day on, with what stands there."""
    page.locator(".ec-event").first.wait_for()
    page.locator(".ec").first.evaluate("board => scrollTo(0, board.getBoundingClientRect().top - 150)")


def _send_a_list(page: Page) -> None:
    """Up to what would be entered; nothing is."""
    page.set_input_files(
        "input[type=file]", {"name": "thanh-vien.csv", "mimeType": "text/csv", "buffer": PAPER_MEMBERS.encode()}
    )
    page.get_by_role("button", name="Tải lên và xem trước").click()
    page.wait_for_load_state()


PAPER_MEMBERS = """\
Tên không gian;Loại hình;Sở hữu;Phường, xã;Số chứng nhận;Số quyết định;Ngày quyết định;Ngày cấp;Đến hết ngày
Xưởng Giấy Bến Nứa;Làng nghề thủ công;Tư nhân, cá nhân;Phường Tây Hồ;1/CN-SVHTT;345/QĐ-SVHTT;05/12/2025;10/12/2025;10/12/2027
Nhà Kèn Hồng Giang;Giáo dục;Tư nhân, cá nhân;Phường Hoàn Kiếm;2/CN-SVHTT;345/QĐ-SVHTT;05/12/2025;10/12/2025;10/12/2027
Sân Gạch Cổ Am;Giáo dục;Tư nhân, cá nhân;Phường Hai Bà;3/CN-SVHTT;345/QĐ-SVHTT;05/12/2025;31/11/2025;10/12/2027
"""
DRAFT = "main a[href*='/my/applications/']"
NEXT = ".period-step >> nth=-1"
CHOOSING = ".work:has-text('Cần chọn') .work-title a"

PICTURES = (
    Picture("home", "/"),
    Picture("spaces", "/spaces", language="en", scheme="dark"),
    Picture("events", "/events", language="en", width=390, height=780),
    Picture("application", "/my/applications", "minh", scheme="dark", width=390, height=780, opens=(DRAFT,)),
    Picture("certificate", "/my/certificates", "lan", width=390, height=780, opens=("main a[href*='/verify/']",)),
    Picture("desk", "/desk", "tuan"),
    Picture("case", "/desk/applications?status=in_review", "tuan", opens=(".work-title a",)),
    Picture("booking", "/desk/bookings", "tuan", opens=(CHOOSING,)),
    Picture("month", "/venues/month", "lan", language="en", opens=(NEXT,)),
    Picture("board", "/desk/board?scale=day", "tuan", height=1000, prepare=_board_drawn),
    Picture("closing", "/desk/closures/new", "tuan", height=1000, prepare=_ask_about_closing),
    Picture("import", "/desk/members/import", "dung", prepare=_send_a_list),
)

if __name__ == "__main__":
    raise SystemExit(main())
