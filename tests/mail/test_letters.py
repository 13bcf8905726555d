"""What letters say, in both languages: whole, filled, and each in its own."""

import pytest
from flask import Flask
from jinja2 import meta

from app.config import ROOT
from app.core.db import transact
from app.mail.service import queue_mail
from tests.mail.letters import ENGINE, GIVEN, other_language, own_words, unfilled_letters

FOLDER = ROOT / "templates/mail"
LETTERS = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.txt")})


def _source(name: str, language: str) -> str:
    return (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_speaks_one_language(name: str, language: str) -> None:
    assert other_language(own_words(_source(name, language)), language) == []


@pytest.mark.parametrize("name", LETTERS)
def test_both_languages_tell_the_same_things(name: str) -> None:
    told = [meta.find_undeclared_variables(ENGINE.parse(_source(name, language))) for language in ("vi", "en")]
    assert told[0] - GIVEN == told[1] - GIVEN


@pytest.mark.parametrize("name", [name for name in LETTERS if not name.startswith("_")])
def test_letters_greet_and_sign_alike(name: str) -> None:
    vietnamese, english = (_source(name, language) for language in ("vi", "en"))
    assert "\nChào {{ name" in vietnamese
    assert "Dear {{ name }}" in english
    assert ("\n{{ centre_name }}\n" in vietnamese) == ("\n{{ centre_name }}\n" in english)


def test_a_letter_in_two_languages_is_noticed() -> None:
    assert other_language(own_words('Chào {{ name }}, {{ "your" if x == "the" else "bạn" }}'), "vi") == ["your"]
    assert other_language(own_words("Dear {{ name }}, hẹn gặp {{ x }}"), "en") == ["hẹn", "gặp"]


def test_a_letter_with_a_gap_is_noticed(ctx: Flask) -> None:
    """Every test may end with its letters read; this shows that such a reading finds something."""
    with pytest.raises(LookupError, match="not the rows of this test"):
        transact(_queue_and_read)


def _queue_and_read() -> None:
    queue_mail("email_changed", to="lan@example.org", language="vi", key="gap")
    faults = list(unfilled_letters())
    assert faults == [f"email_changed.{language}: 'email' is undefined" for language in ("vi", "en")]
    raise LookupError("not the rows of this test")
