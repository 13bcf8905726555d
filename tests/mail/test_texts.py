"""The Centre's own words in letters: where they stand, that they stay words, and that nothing of ours is lost."""

import re

import pytest
from flask import Flask
from jinja2 import StrictUndefined, Undefined

from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.delivery import compose
from app.mail.models import Mail, MailText
from app.mail.own_words import NONE, OwnWords, in_place
from app.mail.queries import templates_with_texts, text_of, texts_of
from app.mail.samples import COMMON, OWN
from app.mail.service import queue_mail, write_texts
from app.mail.texts import sample_values, specimen, templates
from tests.cast import Cast
from tests.evaluations.factories import person

BODY = "\nChào Lan,\n\nĐặt chỗ đã xong.\n\nHẹn gặp bạn,\nTrung tâm\n"
HOSTILE = ["{{ 7*7 }}", "{0.__class__}", "%(name)s", "<script>alert(1)</script>", "{% raw %}", "${7*7}", "#{7*7}"]
OURS = OwnWords("Tin vui cho bạn", "Cảm ơn bạn đã chờ.", "Cần gì, bạn gọi 024 3825 0000.")


def test_every_letter_can_be_looked_at_without_writing_to_anybody(ctx: Flask) -> None:
    """In both languages, with nothing missing and nothing left open."""
    env = ctx.jinja_env
    env.undefined = StrictUndefined
    try:
        letters = {
            f"{code}.{language}": specimen(code, language, name="Lan")
            for code in templates()
            for language in ("vi", "en")
        }
    finally:
        env.undefined = Undefined
    for code, letter in letters.items():
        whole = f"{letter.subject}\n{letter.body}"
        assert str(letter.subject).strip(" :"), code
        assert not re.search(r"\{\{|\{%|%\(\w+\)s|\bNone\b|\n\n\n", whole), code


def test_samples_are_of_letters_that_exist() -> None:
    assert set(OWN) <= set(templates())
    assert COMMON["space"].vi != COMMON["space"].en


def test_the_words_stand_after_the_greeting_and_before_the_signature() -> None:
    subject, body = in_place("Đã xác nhận", BODY, OURS, signed="Trung tâm")
    assert subject == "Tin vui cho bạn"
    assert body.split("\n\n") == [
        "Chào Lan,",
        "Cảm ơn bạn đã chờ.",
        "Đặt chỗ đã xong.",
        "Cần gì, bạn gọi 024 3825 0000.",
        "Hẹn gặp bạn,\nTrung tâm",
    ]


def test_a_letter_without_signature_is_closed_at_its_end() -> None:
    _subject, body = in_place("x", "Chào Lan,\n\nXem ở đây.", OURS, signed="Trung tâm")
    assert body.endswith(OURS.closing)


def test_without_own_words_a_letter_is_ours_to_the_letter() -> None:
    assert in_place(" Đã xác nhận ", BODY, NONE, signed="Trung tâm") == ("Đã xác nhận", BODY)


def test_a_subject_is_one_line() -> None:
    """Two would be a header of their own."""
    own = OwnWords(subject="Tin\r\nBcc: moi-nguoi@vi-du.vn")
    assert in_place("x", BODY, own, signed="Trung tâm")[0] == "Tin Bcc: moi-nguoi@vi-du.vn"


def _write(own: OwnWords, *, seen: int = 0, language: str = "vi", who: str = "tuan") -> int:
    return transact(
        lambda: write_texts("space_team", {language: own}, seen={language: seen}, actor=person(who)),
    )


def _letter(language: str = "vi") -> tuple[str, str]:
    values = sample_values("space_team", language)
    key = f"one {language} {db.session.query(Mail).count()}"
    transact(lambda: queue_mail("space_team", to="lan@example.org", language=language, values=values, key=key))
    letter = compose(db.session.query(Mail).filter_by(key=key).one())
    return str(letter.subject), str(letter.body)


def test_letters_leave_with_the_words_that_hold_then(ctx: Flask) -> None:
    plain = _letter()
    _write(OURS)
    subject, body = _letter()
    assert subject == OURS.subject
    assert OURS.opening in body
    assert OURS.closing in body
    assert _letter("en")[0] != OURS.subject
    _write(NONE, seen=1)
    assert _letter()[0] == plain[0]
    assert templates_with_texts() == {}
    assert [one.number for one in texts_of("space_team", "vi")] == [2, 1]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_read_as_a_template(ctx: Flask, words: str) -> None:
    _write(OwnWords(words, words, words))
    subject, body = _letter()
    assert subject == words
    assert body.count(words) == 2
    assert "49" not in body.replace(words, "")


def test_who_comes_second_with_an_older_page_is_told(ctx: Flask) -> None:
    _write(OURS)
    with pytest.raises(DomainError, match=r"mail_text\.changed"):
        _write(OwnWords("Khác"), who="thu")
    latest = text_of("space_team", "vi")
    assert latest
    assert latest.subject == OURS.subject


def test_what_changes_nothing_is_not_written(ctx: Flask) -> None:
    with pytest.raises(DomainError, match=r"mail_text\.same"):
        _write(NONE)
    assert db.session.query(MailText).count() == 0


def test_what_is_too_long_is_said_at_its_field(ctx: Flask) -> None:
    with pytest.raises(DomainError, match=r"mail_text\.too_long") as refused:
        _write(OwnWords(subject="a" * 151), language="en")
    assert refused.value.field == "subject_en"


HERE = "/desk/mail-texts/space_team"
FORM = {"subject_vi": OURS.subject, "opening_vi": OURS.opening, "closing_vi": OURS.closing}


def test_a_coordinator_looks_at_it_before_it_is_saved(cast: Cast) -> None:
    tuan = cast.client("tuan")
    answer = tuan.submit(HERE, FORM | {"preview": "1"}, to=HERE)
    assert OURS.opening in answer.text.partition("letter-preview")[2]
    with cast.app.app_context():
        assert text_of("space_team", "vi") is None


def test_a_coordinator_writes_and_gives_back(cast: Cast) -> None:
    tuan = cast.client("tuan")
    assert tuan.submit(HERE, FORM, to=HERE).status_code == 302
    page = tuan.get("/desk/mail-texts").text
    assert "Lời của Trung tâm" in page
    assert tuan.submit(HERE, {"language": "vi", "number": "0", "seen": "1"}, to=f"{HERE}/restore").status_code == 302
    with cast.app.app_context():
        latest = text_of("space_team", "vi")
        assert latest
        assert (latest.number, latest.subject) == (2, "")
    history = tuan.get(f"{HERE}/history").text
    assert OURS.opening in history
    assert "Trần Tuấn" in history


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_on_the_page(cast: Cast, words: str) -> None:
    tuan = cast.client("tuan")
    page = tuan.submit(HERE, FORM | {"opening_vi": words, "preview": "1"}, to=HERE).text
    assert "<script>alert" not in page
    tuan.submit(HERE, FORM | {"opening_vi": words}, to=HERE)
    assert "<script>alert" not in tuan.get(HERE).text + tuan.get(f"{HERE}/history").text


def test_a_letter_to_try_goes_to_oneself_whatever_one_has_chosen(cast: Cast) -> None:
    tuan = cast.client("tuan")
    assert tuan.submit(HERE, {}, to=f"{HERE}/try").status_code == 302
    with cast.app.app_context():
        mails = db.session.query(Mail).filter_by(recipient="tuan@example.org").all()
        assert [(mail.template, mail.language) for mail in mails] == [("space_team", "vi")]


@pytest.mark.parametrize("template", ["khong-co", "_unsubscribe", "..", "dev_letter"])
def test_only_letters_have_words(cast: Cast, template: str) -> None:
    assert cast.client("tuan").get(f"/desk/mail-texts/{template}").status_code == 404
