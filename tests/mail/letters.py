"""Reading letters aloud: what is unfilled, and what is in the other language."""

import re
from collections.abc import Iterator
from typing import Any

from flask import current_app
from jinja2 import Environment, StrictUndefined, Undefined, UndefinedError, nodes
from sqlalchemy import inspect, select

from app.core.db import db
from app.mail.delivery import compose
from app.mail.models import Mail

ENGINE = Environment(extensions=["jinja2.ext.i18n"])
GIVEN = {"name", "site_url", "site_name", "centre_name", "calendar"}  # by delivery, to every letter
# Small words that no Vietnamese sentence has.
ENGLISH = re.compile(r"\b(a|the|and|of|for|from|with|is|are|was|has|have|your|our|this|that|please)\b", re.IGNORECASE)


def other_language(text: str, language: str) -> list[str]:
    """Words of the template itself that are in the wrong language."""
    if language == "vi":
        return ENGLISH.findall(text)
    return [word for word in text.split() if any(c.isalpha() and not c.isascii() for c in word)]


def own_words(source: str) -> str:
    """What a template says by itself: its text and the literals it may choose from."""
    tree = ENGINE.parse(source)
    tests = {id(part) for test in tree.find_all((nodes.Compare, nodes.Filter)) for part in test.find_all(nodes.Const)}
    chosen = (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, str) and id(c) not in tests)
    return " ".join([*(data.data for data in tree.find_all(nodes.TemplateData)), *chosen])


def unfilled_letters() -> Iterator[str]:
    """Every letter in the database, in either language, with nothing missing and nothing left open."""
    env = current_app.jinja_env
    for mail in db.session.scalars(select(Mail).order_by(Mail.id)).all():
        for language in ("vi", "en"):
            env.undefined = StrictUndefined
            try:
                letter = compose(_in(mail, language))
            except UndefinedError as missing:
                yield f"{mail.template}.{language}: {missing}"
                continue
            finally:
                env.undefined = Undefined
            whole = f"{letter.subject}\n{letter.body}"
            if not (letter.subject or "").strip(" :"):
                yield f"{mail.template}.{language}: no subject"
            if found := re.search(r"\{\{|\{%|%\(\w+\)s|\bNone\b|\bUndefined\b|\n\n\n|: *$(?!\n\S|\n\n)", whole):
                yield f"{mail.template}.{language}: {found[0]!r}"


def _in(mail: Mail, language: str) -> Mail:
    columns: dict[str, Any] = {c.key: getattr(mail, c.key) for c in inspect(Mail).columns}
    return Mail(**columns | {"language": language})
