"""English is complete, says the same things, and letters come in pairs."""

import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.config import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]


def _said() -> set[str]:
    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOT, METHODS, keywords=keywords, directory_filter=lambda _folder: True)
    return {m if isinstance(m, str) else m[0] for _file, _line, m, _comments, _context in found}


def _english() -> Catalog:
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_english() -> None:
    said = {sentence for sentence in _said() if sentence}
    assert len(said) > 500
    english = {m.id if isinstance(m.id, str) else m.id[0]: m for m in _english() if m.id}
    assert said - set(english) == set()
    assert [i for i, m in english.items() if not m.string or m.fuzzy] == []
    assert not _english().fuzzy, "a catalogue marked fuzzy is skipped when it is compiled"
    assert set(english) - said == set(), "sentences nobody says any more: make messages"


def test_english_keeps_every_placeholder() -> None:
    for message in _english():
        vietnamese = message.id if isinstance(message.id, tuple) else (message.id,)
        english = message.string if isinstance(message.string, tuple) else (message.string,)
        assert {p for s in english for p in PLACEHOLDER.findall(s)} <= {
            p for s in vietnamese for p in PLACEHOLDER.findall(s)
        }, message.id


def test_letters_come_in_both_languages_with_a_subject() -> None:
    letters = {path.name for path in (ROOT / "templates/mail").glob("*.txt") if not path.name.startswith("_")}
    names = {name.split(".")[0] for name in letters}
    assert letters == {f"{name}.{language}.txt" for name in names for language in ("vi", "en")}
    for name in letters:
        first = (ROOT / "templates/mail" / name).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(("Subject: ", "{%")), name


def test_one_spelling() -> None:
    for folder in ("app", "templates"):
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in {".py", ".html", ".txt"}:
                assert not re.search("hủy", path.read_text(encoding="utf-8"), flags=re.I), path
