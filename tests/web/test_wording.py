"""The code says nothing to a reader but through the catalogue: literals, templates, and the words of refusals."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from flask import Flask
from flask_babel import force_locale
from jinja2 import Environment, nodes

from app.config import ROOT
from app.registry import error_messages
from app.web.forms import WTFORMS_MESSAGES
from tests.web.test_language import PLACEHOLDER

SAID = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}
CODE = [path for path in sorted((ROOT / "app").rglob("*.py")) if "demo" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
READ_ALOUD = {"title", "alt", "aria-label", "aria-description", "placeholder", "label", "data-label", "data-copied"}
ENGINE = Environment(extensions=["jinja2.ext.i18n"])

# Vietnamese in the code that is neither a sentence nor half of a pair. What is gone from the code must go from here.
DATA = {
    "accounts/devices.py": {"Cốc Cốc"},  # a browser
    "accounts/forms.py": {"Tiếng Việt"},  # languages are named in themselves
    "core/text.py": {"[ăđĩũơưạ-ỹ]", "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", "đ"},
    "mail/own_words.py": {"Chào "},  # with what our own letters begin, and so one of the Centre's need not
    "memberships/import_template.py": {"345/QĐ-SVHTT"},
    "memberships/service/imports.py": {"Thành viên theo chứng nhận giấy số "},  # a reason as the Centre writes it
    "papers/signing.py": {"Chữ ký số của nơi cấp · Digital signature of the issuer"},  # what the PDF itself says
    "papers/trial_key.py": {
        "Trung tâm điều phối (CHỈ ĐỂ THỬ / TEST ONLY)",
        "Nơi cấp chứng thư thử (CHỈ ĐỂ THỬ / TEST ONLY)",
    },
    "papers/service.py": {"ngày ", " tháng ", " năm "},  # papers are dated in Vietnamese
    "settings/rules.py": {"Cầu Kính", "Hanoi Museum, Phạm Hùng street, Hanoi"},
    "spaces/rules.py": {"Hà Nội"},
    "web/times.py": {"Tháng "},  # beside Babel's own word for an English month
}


def _trees() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT / "app")): ast.parse(path.read_text(encoding="utf-8")) for path in CODE}


def _inside(node: ast.AST) -> set[int]:
    return {id(part) for part in ast.walk(node)}


def _spoken_or_paired(tree: ast.AST) -> set[int]:
    """Nodes that may hold Vietnamese: what goes through the catalogue, docstrings, and halves of a pair vi/en."""
    fine: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in SAID:
                fine |= {part for arg in args for part in _inside(arg)}
            case ast.Call(func=ast.Name(id="Bilingual"), args=[vietnamese, _]):
                fine |= _inside(vietnamese)
            case ast.Call(keywords=keywords):
                fine |= _vietnamese_halves({word.arg or "": word.value for word in keywords})
            case ast.Dict(keys=keys, values=values):
                named = {k.value: v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant)}
                fine |= _vietnamese_halves({k: v for k, v in named.items() if isinstance(k, str)})
            case ast.Expr(value=ast.Constant()):
                fine |= _inside(node)
    return fine


def _vietnamese_halves(named: dict[str, ast.expr]) -> set[int]:
    paired = (value for name, value in named.items() if name.endswith("vi") and name[:-2] + "en" in named)
    return {part for value in paired for part in _inside(value)}


def _bare_vietnamese(source: str) -> set[str]:
    tree = ast.parse(source)
    fine = _spoken_or_paired(tree)
    literals = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in fine)
    return {node.value for node in literals if isinstance(node.value, str) and _has_marks(node.value)}


def _has_marks(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def test_code_speaks_through_the_catalogue() -> None:
    bare = {
        str(path.relative_to(ROOT / "app")): found
        for path in CODE
        if path.name not in {"dev_components.py", "samples.py"}
        and (found := _bare_vietnamese(path.read_text(encoding="utf-8")))
    }
    assert bare == DATA


def test_a_bare_sentence_is_noticed() -> None:
    assert _bare_vietnamese('flash("Đã lưu.")') == {"Đã lưu."}
    assert _bare_vietnamese('flash(f"Đã lưu {n} mục.")') == {"Đã lưu ", " mục."}
    assert _bare_vietnamese('flash(_("Đã lưu.")); WORDS = {"vi": "Bận", "en": "Busy"}') == set()
    assert _bare_vietnamese('WORDS = {"vi": "Bận"}') == {"Bận"}


class _Text(HTMLParser):
    """Letters that stand in a template itself. Words in an element that names its language are meant as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, "lang" in dict(attributes) and tag != "html"))
        self.bare += [value for name, value in attributes if name in READ_ALOUD and value and _has_letters(value)]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = any(tag in {"style", "script", "code"} or meant for tag, meant in self._open)
        if not silent and _has_letters(data):
            self.bare.append(" ".join(data.split()))


def _has_letters(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text))


def _bare_words(source: str) -> list[str]:
    """Text and attributes with what the engine computes taken out, and Vietnamese literals inside of that."""
    page = _Text()
    page.feed(_without_blocks(source))
    tree = ENGINE.parse(source)
    said = {id(c) for call in _catalogue_calls(tree) for c in call.find_all(nodes.Const)}
    literals = [c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, str) and id(c) not in said]
    return page.bare + [value for value in literals if _has_marks(value) or re.match(r"[A-Z][a-z]+ [a-z]", value)]


def _without_blocks(source: str) -> str:
    """What the engine computes leaves something behind that keeps a tag a tag, but is no word."""
    written = {"data": lambda value: value, "variable_begin": lambda _value: "h1"}
    return "".join(written[kind](value) for _line, kind, value in ENGINE.lex(source) if kind in written)


def _catalogue_calls(tree: nodes.Template) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAID:
            yield call


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_speak_through_the_catalogue(path: Path) -> None:
    if path.parent.name != "dev" and not path.name.startswith("dev_"):
        assert _bare_words(path.read_text(encoding="utf-8")) == []


def test_bare_words_are_noticed() -> None:
    assert _bare_words('<p class="lead">Đã lưu <b>{{ n }}</b> mục</p>') == ["Đã lưu", "mục"]
    assert _bare_words('<img src="/a" alt="A map">{{ button("Lưu lại") }}{{ button("Save it") }}') == [
        "A map",
        "Lưu lại",
        "Save it",
    ]
    assert _bare_words('<p title="{{ _("Xem") }}">{{ _("Đã lưu") }} <span lang="en">Saved</span></p>') == []


def test_scripts_say_nothing_themselves() -> None:
    for path in (ROOT / "static/js").rglob("*.js"):
        assert not _has_marks(path.read_text(encoding="utf-8")), path


def test_every_refusal_has_words_and_every_word_a_refusal() -> None:
    """A code is named whole, or put together from a beginning and a word that stands in the code too."""
    raised, named, beginnings = set[str](), set[str](), set[str]()
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="DomainError"), args=[ast.Constant(value=str(code)), *_]):
                    raised.add(code)
                case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), _]):
                    beginnings.add(beginning)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not name.endswith("messages.py"):
                named.add(node.value)
    words = set(error_messages())
    assert len(raised) > 80
    assert raised - words == set()
    ends = {f"{beginning}{end}" for beginning in beginnings if "." in beginning for end in named}
    assert words - named - ends == set(), "refusals that nobody raises any more"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_refusals_are_sentences_in_both_languages(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        said = {code: str(words) for code, words in error_messages().items()}
    assert [code for code, words in said.items() if not words.strip() or words.rstrip()[-1] not in ".?!:"] == []
    numbers = re.compile(r"\S*/\S*")  # of decisions: 345/QĐ-SVHTT
    assert [code for code, words in said.items() if _has_marks(numbers.sub("", words)) != (language == "vi")] == []


def _library_messages() -> set[str]:
    """What the installed form libraries say, read from their code."""
    libraries = [*Path(wtforms.__file__).parent.rglob("*.py"), Path(flask_wtf.__file__).parent / "file.py"]
    said = set[str]()
    for path in libraries:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="gettext" | "ngettext"), args=args):
                    said |= {a.value for a in args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return said


def test_what_form_libraries_say_is_said_in_both_languages(app: Flask) -> None:
    messages = _library_messages()
    assert len(messages) > 30
    assert messages - set(WTFORMS_MESSAGES) == set()
    for language in ("vi", "en"):
        with app.test_request_context(), force_locale(language):
            for english, ours in WTFORMS_MESSAGES.items():
                assert _has_marks(str(ours)) == (language == "vi"), english
                assert set(PLACEHOLDER.findall(str(ours))) <= set(PLACEHOLDER.findall(english)), english
                assert ("%s" in str(ours), "{" in str(ours)) == ("%s" in english, "{" in english), english
