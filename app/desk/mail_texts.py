"""The Centre's own words in letters: which letters there are, how each reads, what was written before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.core import clock
from app.core.diff import Piece, difference
from app.mail import queries, service
from app.mail.forms import LANGUAGES, MailTextForm, read_number
from app.mail.lines import subject_line
from app.mail.models import MailText
from app.mail.own_words import NONE, OwnWords
from app.mail.service import queue_mail
from app.mail.texts import sample_values, specimen, templates
from app.memberships.queries import names_of
from app.notices.rules import Kind, kind_of
from app.notices.words import KINDS
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pace import keep_pace
from app.web.pages import page

blueprint = Blueprint("desk_mail_texts", __name__, url_prefix="/desk/mail-texts")
PREVIEW = "preview"
LETTERS_TO_TRY, WITHIN = 20, timedelta(hours=1)
PARTS = ("subject", "opening", "closing")


@blueprint.get("")
@guard(is_coordinator)
def index() -> Response:
    own = queries.templates_with_texts()
    by_kind = {kind: [(code, _line(code)) for code in templates() if kind_of(code) == kind] for kind in Kind}
    return page("mail_texts/index.html", by_kind=by_kind, kinds=KINDS, own=own)


@blueprint.route("/<code>", methods=["GET", "POST"])
@guard(is_coordinator)
def edit(code: str) -> Response:
    _known(code)
    form, texts = MailTextForm(), {language: queries.text_of(code, language) for language in LANGUAGES}
    standing = {language: _own(text) if text else NONE for language, text in texts.items()}
    numbers = {language: text.number if text else 0 for language, text in texts.items()}
    if not form.filled:
        form.show(standing)
        form.seen_vi.data, form.seen_en.data = str(numbers["vi"]), str(numbers["en"])
    if (
        form.validate_on_submit()
        and PREVIEW not in request.form
        and form.attempt(lambda: service.write_texts(code, form.words(), seen=form.seen(), actor=actor()))
    ):
        flash(_("Đã lưu. Thư gửi từ bây giờ dùng lời này."))
        return redirect(url_for("desk_mail_texts.edit", code=code))
    trying = form.is_submitted() and not form.error_list
    words = form.words() if trying else standing
    return page(
        "mail_texts/edit.html",
        form=form,
        code=code,
        line=_line(code),
        kind=KINDS[kind_of(code)],
        trying=trying,
        letters={
            language: specimen(code, language, name=actor().name, own=words[language]) for language in LANGUAGES
        },
        standing=standing,
        numbers=numbers,
        written=any(numbers.values()),
    )


@dataclass(frozen=True)
class Step:
    """A text that held, and what it changed in the one before."""

    text: MailText
    changes: list[tuple[str, list[Piece]]]
    holds: bool


@blueprint.get("/<code>/history")
@guard(is_coordinator)
def history(code: str) -> Response:
    _known(code)
    return _told(code, BaseForm())


@blueprint.post("/<code>/restore")
@guard(is_coordinator)
def restore(code: str) -> Response:
    """An earlier text, or with number 0 the letter's own."""
    _known(code)
    form, language = BaseForm(), request.form.get("language", "vi")
    if language not in LANGUAGES:
        language = "vi"
    wanted, seen = read_number(request.form.get("number", "0")), read_number(request.form.get("seen"))
    if form.validate_on_submit() and form.attempt(lambda: _take_back(code, language, wanted, seen)):
        flash(
            _("Đã dùng lại lời có sẵn của hệ thống.")
            if wanted == 0
            else _("Đã lấy lại bản %(number)s.", number=wanted)
        )
        return redirect(url_for("desk_mail_texts.edit", code=code))
    return _told(code, form)


def _take_back(code: str, language: str, number: int, seen: int) -> None:
    earlier = next((text for text in queries.texts_of(code, language) if text.number == number), None)
    own = NONE if number == 0 else _own(found(earlier))
    service.write_texts(code, {language: own}, seen={language: seen}, actor=actor())


@blueprint.post("/<code>/try")
@guard(is_coordinator)
def try_out(code: str) -> Response:
    """To oneself, with the words that hold: as it is, in one's own mailbox."""
    _known(code)
    form, language = BaseForm(), "en" if request.form.get("language") == "en" else "vi"
    if form.validate_on_submit():
        keep_pace("letters_to_try", allowed=LETTERS_TO_TRY, within=WITHIN)
        reader = actor()
        values, key = sample_values(code, language), f"try:{code}:{reader.id}:{clock.now().isoformat()}"
        form.attempt(
            lambda: queue_mail(
                code, to=reader.email, name=reader.name, language=language, values=values, key=key, always=True
            )
        )
        flash(_("Đã gửi thư thử tới %(email)s.", email=reader.email))
    return redirect(url_for("desk_mail_texts.edit", code=code))


def _told(code: str, form: BaseForm) -> Response:
    steps = {language: _steps(queries.texts_of(code, language)) for language in LANGUAGES}
    return page(
        "mail_texts/history.html",
        form=form,
        code=code,
        line=_line(code),
        steps=steps,
        names=names_of({step.text.written_by for several in steps.values() for step in several}),
    )


def _steps(newest_first: Sequence[MailText]) -> list[Step]:
    before = [*map(_own, newest_first[1:]), NONE]
    return [
        Step(text, _changes(earlier, _own(text)), holds=place == 0)
        for place, (text, earlier) in enumerate(zip(newest_first, before, strict=False))
    ]


def _changes(before: OwnWords, after: OwnWords) -> list[tuple[str, list[Piece]]]:
    both = ((name, getattr(before, name), getattr(after, name)) for name in PARTS)
    return [(name, difference(old, new)) for name, old, new in both if old != new]


def _own(text: MailText) -> OwnWords:
    return OwnWords(text.subject, text.opening, text.closing)


def _known(code: str) -> None:
    found(code if code in templates() else None)


def _line(code: str) -> str:
    return subject_line(code, sample_values(code, locale())) or code
