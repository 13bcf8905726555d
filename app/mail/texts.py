"""Which letters there are, and how each of them reads with invented people and things."""

from functools import cache

from flask import current_app
from jinja2 import meta

from app.config import ROOT
from app.core import clock
from app.mail.delivery import Letter, compose
from app.mail.models import Mail
from app.mail.own_words import OwnWords
from app.mail.samples import sample

FOLDER = ROOT / "templates/mail"
_GIVEN = {"name", "site_url", "site_name", "centre_name", "calendar"}  # by delivery, to every letter


@cache
def templates() -> tuple[str, ...]:
    return tuple(sorted({file.name.partition(".")[0] for file in FOLDER.glob("[!_]*.txt")}))


@cache
def _names(template: str, language: str) -> frozenset[str]:
    env = current_app.jinja_env
    source = (FOLDER / f"{template}.{language}.txt").read_text(encoding="utf-8")
    return frozenset(meta.find_undeclared_variables(env.parse(source)) - _GIVEN - env.globals.keys())


def sample_values(template: str, language: str) -> dict[str, object]:
    return sample(template, _names(template, language), language)


def specimen(template: str, language: str, *, name: str, own: OwnWords | None = None) -> Letter:
    """As it would arrive at that person's; `own` are words that nobody has saved yet."""
    return compose(
        Mail(
            message_id="vi-du",
            recipient="ban@vi-du.vn",
            recipient_name=name,
            language=language,
            template=template,
            values=sample_values(template, language),
            created_at=clock.now(),
        ),
        own,
    )
