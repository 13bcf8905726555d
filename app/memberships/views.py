from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.core import clock
from app.files.responses import send
from app.memberships import queries, rules, words
from app.memberships.forms import CheckForm, DayForm
from app.memberships.models import Certificate
from app.settings.queries import value
from app.web.guard import actor, anyone, found, guard
from app.web.pace import keep_pace
from app.web.pages import page

blueprint = Blueprint("memberships", __name__)


def init_app(app: Flask) -> None:
    app.context_processor(
        lambda: {
            "grade_names": words.GRADE_NAMES,
            "standing_names": words.STATUS_NAMES,
            "standing_tags": words.STATUS_TAGS,
            "ledger_names": words.EVENT_NAMES,
            "ground_names": words.GROUND_NAMES,
            "validity_names": words.VALIDITY_NAMES,
            "validity_tags": words.VALIDITY_TAGS,
        }
    )


@blueprint.get("/verify")
@guard(anyone)
def verify_form() -> Response:
    """Where there is a code it alone opens anything: numbers are counted up, so anybody could try them all."""
    form = CheckForm(request.args)
    if "code" not in request.args or not form.validate():
        return page("memberships/verify_form.html", form=form)
    certificate = _look_up(form.code.data or "")
    if certificate is None:
        return _unknown(form.code.data or "")
    return redirect(url_for("memberships.verify", code=certificate.check_code))


@blueprint.get("/verify/<path:code>")
@guard(anyone)
def verify(code: str) -> Response:
    certificate = _look_up(code)
    return _unknown(code) if certificate is None else _checked(certificate)


def _look_up(typed: str) -> Certificate | None:
    """A code opens however often it is scanned: a class behind one address may all hold the same paper. Whatever is
    not a known code counts against the client, an unknown code as much as a number, known or not; codes cannot be
    guessed (2^130), numbers can be counted through."""
    by_code = queries.certificate_by_code(rules.normal_code(typed))
    if by_code is not None:
        return by_code
    keep_pace("verify", allowed=rules.LOOK_UPS_ALLOWED, within=rules.LOOK_UPS_WITHIN)
    return queries.certificate_on_paper(typed)


def _checked(certificate: Certificate) -> Response:
    """What the head of the page says is today's, whatever day is asked about: an address that names a good day must
    not make a paper look good."""
    now = queries.answer_on(certificate, clock.today())
    form = DayForm(request.args)
    asked = queries.answer_on(certificate, form.on.data) if "on" in request.args and form.validate() else None
    return _unlisted(
        page(
            "memberships/verify.html",
            form=form,
            certificate=certificate,
            now=now,
            asked=asked,
            merged_into={one.on: queries.merged_into(one) for one in (now, asked) if one},
            words=words.VALIDITY_WORDS[now.validity],
            kind=words.VALIDITY_KINDS[now.validity],
            checked_at=clock.now(),
            domain=_domain(),
        )
    )


def _unknown(typed: str) -> Response:
    """The same answer for a code nobody has and for what cannot be one."""
    form = CheckForm(MultiDict({"code": typed}))
    return _unlisted(
        page("memberships/unknown.html", form=form, status=404, checked_at=clock.now(), domain=_domain())
    )


def _unlisted(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _domain() -> str:
    return str(current_app.config["SETTINGS"].site_url).split("://", 1)[-1]


@blueprint.get("/my/certificates")
@guard(signed_in)
def mine() -> Response:
    today, days_before = clock.today(), value("membership.renewal_days")
    members = queries.members_of(actor(), today)
    return page(
        "memberships/mine.html",
        members=members,
        renewable={
            one.space.id for one in members if rules.can_renew(one.standing, on=today, days_before=days_before)
        },
    )


@blueprint.get("/my/certificates/<path:number>/pdf")
@guard(signed_in)
def pdf(number: str) -> Response:
    certificate = found(queries.certificate_for(actor(), number))
    if certificate.on_paper:
        flash(_("Chứng nhận này được cấp trên giấy, không có bản PDF."), "info")
        return redirect(url_for("memberships.mine"))
    if certificate.pdf is None:
        flash(_("Chứng nhận đang được in, vài phút nữa sẽ tải được."), "info")
        return redirect(url_for("memberships.mine"))
    return send(certificate.pdf)
