"""People at their windows: they find links, buttons and fields by the words they read there."""

import gettext
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from app.config import ROOT
from tests.browser.conftest import PASSWORDS, PATIENCE, Site

PICTURES = ROOT / "docs" / "screenshots" / "walk"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 720}
BROWSER_LOCALE = {"vi": "vi-VN", "en": "en-GB"}


class Words:
    """The interface's sentence in one language. What the English catalogue lacks is no word of the interface."""

    def __init__(self, language: str) -> None:
        self.language = language
        catalogue = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.mo"
        with catalogue.open("rb") as compiled:
            self._english = gettext.GNUTranslations(compiled)

    def __call__(self, sentence: str, **values: object) -> str:
        if self.language == "en":
            english = self._english.gettext(sentence)
            assert english != sentence, f"not in the catalogue: {sentence}"
            sentence = english
        return sentence % values if values else sentence

    def pick(self, vi: str, en: str) -> str:
        return en if self.language == "en" else vi


@dataclass
class Album:
    """Numbered pictures of the walk for people to look at, taken where somebody asks for them (ALBUM=1)."""

    folder: Path | None  # none: nobody will look
    taken: int = 0

    def start(self) -> "Album":
        if self.folder is None:
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()
        return self

    def take(self, page: Page, name: str, *, phone: bool = False) -> None:
        if self.folder is None:
            return
        self.taken += 1
        page.screenshot(path=self.folder / f"{self.taken:02d}-{name}.png", full_page=True)
        if phone:
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            page.screenshot(path=self.folder / f"{self.taken:02d}-{name}-375.png", full_page=True)
            page.set_viewport_size(DESK)  # type: ignore[arg-type]


@dataclass
class Person:
    window: BrowserContext
    page: Page
    words: Words
    album: Album

    def go(self, address: str) -> None:
        self.page.goto(address)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def follow(self, sentence: str, *, within: Locator | None = None, **values: object) -> None:
        name = self.words(sentence, **values)
        if self.page.viewport_size == PHONE:
            self._unfold_menu(name, within=within)
        self.leave_by(self.link(name, within=within))

    def _unfold_menu(self, name: str, *, within: Locator | None) -> None:
        """Narrow windows fold the ways around the page away."""
        if self.link(name, within=within).count():
            return
        menus = (within or self.page).locator("details:not([open])").filter(has=self.page.locator("a", has_text=name))
        menus.locator("> summary").filter(visible=True).first.click()

    def leave_by(self, way: Locator) -> None:
        """Click what leads to another page, and wait until that is there: nothing is read on the one before."""
        with self.page.expect_event("load"):
            way.click()
        if self.page.viewport_size == PHONE:
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def link(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=name).first

    def press(self, sentence: str, *, within: Locator | None = None, **values: object) -> None:
        self.leave_by((within or self.main).get_by_role("button", name=self.words(sentence, **values), exact=True))

    def unfold(self, sentence: str, **values: object) -> Locator:
        """What opens in place, and what is then inside."""
        folded = self.main.get_by_role("group").filter(
            has=self.page.locator("summary", has_text=self.words(sentence, **values))
        )
        folded.locator("summary").click()
        return folded

    def field(self, sentence: str, *, within: Locator | None = None, **values: object) -> Locator:
        """By its whole label, but for the word "(optional)" behind it."""
        label = re.compile(rf"^{re.escape(self.words(sentence, **values))}( \([^)]+\))?$")
        return (within or self.main).get_by_label(label)

    def write(self, sentence: str, text: str, *, within: Locator | None = None) -> None:
        self.field(sentence, within=within).fill(text)

    def write_pair(self, sentence: str, vi: str, en: str) -> None:
        pair = self.main.get_by_role("group", name=self.words(sentence))
        self.write("Tiếng Việt", vi, within=pair)
        self.write("Tiếng Anh", en, within=pair)

    def tick(self, sentence: str, **values: object) -> None:
        self.field(sentence, **values).check()

    def sees(self, sentence: str, **values: object) -> None:
        self.reads(self.words(sentence, **values))

    def reads(self, text: str) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def complains(self, field: Locator, sentence: str, **values: object) -> None:
        """The field is marked as wrong and says why to those who do not see the page, too."""
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(self.words(sentence, **values))))

    def headed(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def picture(self, name: str, *, phone: bool = False) -> None:
        self.album.take(self.page, name, phone=phone)

    def sign_in(self, email: str, password: str | None = None) -> None:
        """At the door, wherever it was met: on the way to a page, or by the link on top."""
        if "/sign-in" not in self.page.url:
            self.go("/")
            self.follow("Đăng nhập", within=self.page.get_by_role("banner"))
        self.write("Thư điện tử", email)
        self.write("Mật khẩu", password or PASSWORDS[email])
        self.press("Đăng nhập")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def sign_out(self) -> None:
        top = self.page.get_by_role("banner")
        top.locator("summary", has_text=self.words("Tài khoản")).click()
        self.press("Đăng xuất", within=top)
        self.sees("Bạn đã đăng xuất.")

    @property
    def name(self) -> str:
        """As it stands on top of the page."""
        menu = self.page.get_by_role("banner").locator("summary", has_text=self.words("Tài khoản"))
        return menu.inner_text().replace(self.words("Tài khoản"), "").strip()


@dataclass
class Company:
    """All who take part, each in a window of their own, and what must never have happened in any of them."""

    chromium: Browser
    site: Site
    language: str
    scripts: bool = True
    phone: bool = False
    words: Words = field(init=False)
    album: Album = field(init=False)
    faults: list[str] = field(default_factory=list)
    _windows: list[BrowserContext] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = Words(self.language)
        self.album = Album(PICTURES / self.language if self.scripts and "ALBUM" in os.environ else None).start()

    def somebody(self) -> Person:
        window = self.chromium.new_context(
            base_url=self.site.url,
            viewport=PHONE if self.phone else DESK,  # type: ignore[arg-type]
            locale=BROWSER_LOCALE[self.language],
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            java_script_enabled=self.scripts,
        )
        window.set_default_timeout(PATIENCE)
        window.on("response", self._note_answer)
        window.on("weberror", lambda error: self.faults.append(str(error.error)))
        self._windows.append(window)
        person = Person(window, window.new_page(), self.words, self.album)
        if self.language == "en":
            person.go("/")
            person.leave_by(person.page.get_by_role("banner").get_by_role("link", name="English"))
        return person

    def _note_answer(self, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(f"{answer.status} {answer.request.method} {answer.url}")

    def go_home(self) -> None:
        for window in self._windows:
            window.close()
