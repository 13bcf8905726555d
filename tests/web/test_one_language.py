"""Every page every role reaches is in one language; what people wrote in the other one says so (WCAG 3.1.2)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import JSON, String, select

from app.accounts.models import User
from app.config import ROOT
from app.core.db import Base, db
from app.core.text import is_vietnamese
from app.mail import samples
from app.places.models import Ward
from app.settings.rules import DEFAULTS
from app.spaces.rules import CITY
from tests.mail.letters import ENGLISH, unfilled_letters
from tests.web.demo import CRAWLERS, LANGUAGES, Demo

pytestmark = pytest.mark.xdist_group("demo")

READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "data-label", "content"}
# Nothing here is read as a sentence: code, and what people typed themselves into a form.
SILENT = {"script", "style", "code", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What names somebody or something is the same in every language.
NAMES = re.compile(
    r"(^|_)(name|title|street|house_number|old_district|label|network|issuer|ward)(_vi)?$|_en$|number|email"
)
DECISION = re.compile(r"\d*/[^\s.,]+")  # its number: 12/QĐ-TTĐP
REVIEWER = re.compile(r"(Người chấm|Reviewer) [A-Z]\b")  # by letter: no article
IN_THEMSELVES = {"Tiếng Việt", "English"}  # named in themselves


class Spoken(HTMLParser):
    """(text, its language) of what a page says, attributes that are read aloud too."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        language = given.get("lang", self._open[-1][1])
        if tag not in VOID:
            self._open.append((tag, language))
        self.pieces += [(given[name], language) for name in READ_ALOUD & given.keys()]

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SILENT & {tag for tag, _language in self._open}:
            self.pieces.append((" ".join(data.split()), self._open[-1][1]))


class Reader:
    """Knows the catalogue, and the names that stand in the database."""

    def __init__(self, names: set[str]) -> None:
        self.names = sorted(names, key=len, reverse=True)
        self._heard: dict[tuple[str, str], bool] = {}  # most of what a page says, the others say too
        with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
            messages = [(m.id, m.string) for m in read_po(file) if m.id]
        self.vietnamese = {i if isinstance(i, str) else i[0] for i, _s in messages}
        self.english = {s for _i, s in messages if isinstance(s, str)} - self.vietnamese

    def faults(self, html: str, language: str) -> Iterator[str]:
        page = Spoken()
        page.feed(html)
        for piece, spoken in page.pieces:
            if piece in IN_THEMSELVES:
                continue
            if spoken == language and self._foreign(piece, language):
                yield piece
            if spoken != language and piece not in self.names and piece in self._catalogue(spoken):
                yield f"not content: {piece}"

    def _catalogue(self, language: str) -> set[str]:
        return self.vietnamese if language == "vi" else self.english

    def _foreign(self, piece: str, language: str) -> bool:
        if (piece, language) not in self._heard:
            self._heard[piece, language] = self._of_the_other(self._without_names(piece), language)
        return self._heard[piece, language]

    def _of_the_other(self, piece: str, language: str) -> bool:
        if language == "en":
            return is_vietnamese(piece)
        return piece in self.english or bool(ENGLISH.search(piece))

    def _without_names(self, piece: str) -> str:
        for name in self.names:
            piece = piece.replace(name, " ")
        return REVIEWER.sub(" ", DECISION.sub(" ", piece))


def _names() -> set[str]:
    """Of everybody and everything in the database: columns, and what stands under such a key in a JSON value."""
    found = {CITY, *map(str, DEFAULTS.values())}
    for ward in db.session.scalars(select(Ward)):
        found |= {ward.full_name, f"{ward.name} ({ward.kind.lower()})"}
    found |= {name.split()[-1] for name in db.session.scalars(select(User.name))}  # staff are greeted by it
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                found |= {text for value in db.session.scalars(select(column)) for text in _named_in(value)}
            elif isinstance(column.type, String) and NAMES.search(column.name):
                found |= set(db.session.scalars(select(column)))
    for facts in (samples.COMMON, *samples.OWN.values()):  # whom a letter that is being edited speaks of
        found |= {said for said in facts.values() if isinstance(said, str)}
    return {" ".join(name.split()) for name in found if isinstance(name, str) and len(name) > 1}


def _named_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _named_in(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _named_in(item, key)
    elif isinstance(value, str) and NAMES.search(key):
        yield value


@pytest.fixture(scope="module")
def reader(loaded_demo: Demo) -> Reader:
    loaded_demo.reset()
    with loaded_demo.app.app_context():
        return Reader(_names())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CRAWLERS)
def test_every_page_is_in_one_language(demo: Demo, reader: Reader, name: str, language: str) -> None:
    faults: dict[str, str] = {}
    pages = [one for one in demo.seen(name, language) if one.is_page and not one.address.startswith("/dev/")]
    for one in pages:
        assert f'<html lang="{language}"' in one.text, one.address
        faults |= dict.fromkeys(reader.faults(one.text, language), one.address)
    assert len(pages) > 10
    assert faults == {}


def test_every_letter_of_the_demo_is_whole(demo: Demo) -> None:
    with demo.app.app_context():
        assert list(unfilled_letters()) == []


def test_the_other_language_is_noticed() -> None:
    reader = Reader({"Xưởng Mây", "Nguyễn Lan"})
    page = '<html lang="{}"><p>Xưởng Mây</p><p lang="vi">Một câu của Nguyễn Lan.</p>{}</html>'
    assert list(reader.faults(page.format("en", ""), "en")) == []
    assert list(reader.faults(page.format("en", "<p>Một câu khác.</p>"), "en")) == ["Một câu khác."]
    assert list(reader.faults(page.format("en", '<p lang="vi">Đăng nhập</p>'), "en")) == ["not content: Đăng nhập"]
    assert list(reader.faults(page.format("vi", '<a title="Sign in">x</a>'), "vi")) == ["Sign in"]
