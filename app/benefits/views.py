"""What membership gives: for everybody, for members, and the letters that confirm a membership."""

from datetime import date
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.benefits import queries, rules, service, words
from app.benefits.forms import LetterForm
from app.benefits.models import MembershipLetter, Purpose
from app.core import clock
from app.files.responses import send
from app.memberships.queries import members_of, standing_of
from app.memberships.rules import normal_code
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from app.web.guard import actor, anyone, found, guard
from app.web.pages import page

blueprint = Blueprint("benefits", __name__)
letters_blueprint = Blueprint("letters", __name__)


def init_app(app: Flask) -> None:
    # For the ledger's page of a member, which stands below and links up here.
    app.jinja_env.globals["letters_issued"] = queries.count_letters


@blueprint.get("/benefits")
@guard(anyone)
def show() -> Response:
    return page("benefits/show.html", benefits=queries.active_benefits(), places=rules.PLACES)


@blueprint.get("/my/benefits")
@guard(signed_in)
def mine() -> Response:
    today = clock.today()
    members = members_of(actor(), today)
    ids = [member.space.id for member in members]
    every = queries.active_benefits()
    return page(
        "benefits/mine.html",
        members=members,
        given={one.space.id: [b for b in every if rules.given_to(b, one.standing)] for one in members},
        used=queries.uses_of_spaces(ids, today.year),
        held=queries.places_held(ids, today.year),
        nothing_held=rules.Held(),
        places=rules.PLACES,
        year=today.year,
    )


@letters_blueprint.route("/my/certificates/<public_id>/letters", methods=["GET", "POST"])
@guard(signed_in)
def of_space(public_id: str) -> Response:
    space = _space(public_id)
    form = LetterForm()
    if form.validate_on_submit() and form.attempt(lambda: _ask(public_id, form)):
        flash(_("Đã cấp giấy số %(number)s. Bản PDF có sau vài phút, bạn nhận thư khi in xong.", number=form.outcome))
        return redirect(url_for("letters.of_space", public_id=public_id))
    space = _space(public_id)
    standing = standing_of(space.id, clock.today())
    return page(
        "benefits/letters.html",
        form=form,
        space=space,
        standing=standing,
        may_ask=rules.letter_refusal(standing) is None,
        letters=queries.letters_of(space.id),
        words=words,
    )


def _ask(public_id: str, form: LetterForm) -> str:
    letter = service.ask_letter(
        _space(public_id), purpose=Purpose(form.purpose.data), receiver=form.receiver.data or "", actor=actor()
    )
    return letter.number


def _space(public_id: str) -> Space:
    return found(next((space for space in spaces_of(actor()) if space.public_id == public_id), None))


@letters_blueprint.get("/my/letters/<public_id>/pdf")
@guard(signed_in)
def pdf(public_id: str) -> Response:
    letter = found(queries.letter_for(actor(), public_id))
    if letter.pdf is None:
        flash(_("Giấy đang được in, vài phút nữa sẽ tải được."), "info")
        if letter.space.id in {space.id for space in spaces_of(actor())}:
            return redirect(url_for("letters.of_space", public_id=letter.space.public_id))
        return redirect(url_for("letters_staff.letters"))
    return send(letter.pdf)


@letters_blueprint.get("/letters/<path:code>")
@guard(anyone)
def check(code: str) -> Response:
    """The code is on the letter alone and cannot be guessed; who has it has read the letter."""
    letter = queries.letter_by_code(normal_code(code))
    answer = page("benefits/unknown.html", status=404, **_foot()) if letter is None else _checked(letter)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _checked(letter: MembershipLetter) -> Response:
    standing = standing_of(letter.space_id, clock.today())
    until = letter.data["until"]
    return page(
        "benefits/check.html",
        letter=letter,
        said=letter.data,
        until=date.fromisoformat(until) if until else None,
        standing=standing,
        words=words,
        **_foot(),
    )


def _foot() -> dict[str, Any]:
    return {
        "checked_at": clock.now(),
        "domain": str(current_app.config["SETTINGS"].site_url).split("://", 1)[-1],
    }
