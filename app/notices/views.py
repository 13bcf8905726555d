"""What somebody was told, how they want to be told, and the way out of a letter."""

from itertools import groupby

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.clock import HOUSE_ZONE
from app.core.db import transact
from app.mail.links import read
from app.mail.queries import written_as
from app.notices import queries, rules, service, words
from app.notices.forms import UnsubscribeForm, choices_form
from app.notices.lines import line_of
from app.notices.links import UNSUBSCRIBE
from app.notices.models import Notice
from app.notices.rules import Kind
from app.web.guard import actor, anyone, found, guard, signed_in
from app.web.pages import page
from app.web.redirects import safe_path

blueprint = Blueprint("notices", __name__)
SHOWN = 40


def init_app(app: Flask) -> None:
    app.extensions["csrf"].exempt(unsubscribe)


@blueprint.get("/notices")
@guard(signed_in)
def index() -> Response:
    asked = request.args.get("page", "")
    unread_only = request.args.get("show") == "unread"
    number = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 7 else 1
    notices, number, pages = queries.page_of(actor(), unread_only=unread_only, number=number, size=SHOWN)
    by_day = groupby(notices, lambda one: one.created_at.astimezone(HOUSE_ZONE).date())
    return page(
        "notices/index.html",
        days=[(day, [(one, line_of(one)) for one in several]) for day, several in by_day],
        newest=notices[0] if notices and number == 1 else None,
        unread=queries.unread(actor()),
        unread_only=unread_only,
        number=number,
        pages=pages,
        kinds=words.KINDS,
    )


@blueprint.post("/notices/read")
@guard(signed_in)
def read_all() -> Response:
    """All that stood on the page, and what is older."""
    public_id = request.form.get("newest", "")
    if queries.notice_for(actor(), public_id) is None:
        return redirect(url_for("notices.index"))
    number = transact(lambda: service.read_up_to(_held(public_id)))
    flash(ngettext("Đã đánh dấu %(num)d thông báo là đã đọc.", "Đã đánh dấu %(num)d thông báo là đã đọc.", number))
    return redirect(url_for("notices.index"))


@blueprint.post("/notices/<public_id>")
@guard(signed_in)
def follow(public_id: str) -> Response:
    """To what it is about; from then on it is no longer new."""
    found(queries.notice_for(actor(), public_id))
    transact(lambda: service.read_one(_held(public_id)))
    return redirect(safe_path(_held(public_id).href, url_for("notices.index")))


def _held(public_id: str) -> Notice:
    return found(queries.notice_for(actor(), public_id))


@blueprint.route("/account/notices", methods=["GET", "POST"])
@guard(signed_in)
def choose() -> Response:
    form = choices_form(rules.offered(actor().roles))
    if not form.filled:
        form.show(queries.choices(actor().email))
    if form.validate_on_submit() and form.attempt(lambda: service.choose_all(actor().email, form.chosen())):
        flash(_("Đã lưu cách bạn muốn nhận tin."))
        return redirect(url_for("notices.choose"))
    return page("notices/choose.html", form=form, kinds=words.KINDS, about=words.ABOUT, must=Kind.MUST)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@guard(anyone)
def unsubscribe(token: str) -> Response:
    """Opening it changes nothing: programs that read mail open every link. The link names a letter, and so the address
    it went to and its kind; nothing here tells that address."""
    letter = found(written_as(read(UNSUBSCRIBE, token) or ""))
    kind, recipient = found(_optional(letter.template)), letter.recipient
    form = UnsubscribeForm()
    if form.is_submitted():
        again = "again" in request.form
        transact(lambda: service.turn_letters(recipient, kind, on=again))
        if "List-Unsubscribe" not in request.form:  # a program that acts for somebody is not sent on (RFC 8058)
            return redirect(url_for("notices.unsubscribe", token=token))
    now = queries.choice(recipient, kind)
    return page(
        "notices/unsubscribe.html",
        kind=words.KINDS[kind],
        about=words.ABOUT[kind],
        still=now.by_mail,
        in_app=now.in_app,
        token=token,
    )


def _optional(template: str) -> Kind | None:
    kind = rules.kind_of(template)
    return None if kind is Kind.MUST else kind
