"""The second factor of one's own account. The only pages open to staff who still lack it."""

import segno
from flask import Blueprint, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from pyotp import TOTP
from werkzeug.wrappers import Response

from app.accounts import keyed, queries, rules, service
from app.accounts.forms import CodeForm, PasswordForm, TurnOffForm
from app.accounts.views.signed_in import COOKIE_KEY, keep_secret, owner_shows_password
from app.core import clock
from app.settings.queries import value
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.pages import page

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")


@blueprint.route("", methods=["GET", "POST"])
@guard(rules.signed_in)
def show() -> Response:
    """Its state; sending the form begins to set it up."""
    form = PasswordForm()
    if form.validate_on_submit() and owner_shows_password(form):
        user_id = actor().id
        if form.attempt(lambda: service.start_factor(user_id)):
            return redirect(url_for("second_factor.enrol"))
    return _shown(form, "start")


def _shown(sent: BaseForm, place: str) -> Response:
    user = actor()
    forms: dict[str, BaseForm] = {
        "start": PasswordForm(formdata=None),
        "codes": PasswordForm(formdata=None, prefix="codes"),
        "off": TurnOffForm(formdata=None, prefix="off"),
    }
    return page(
        "accounts/second_factor.html",
        form=sent,
        forms=forms | {place: sent},
        factor=queries.active_factor(user.id),
        codes_left=len(queries.unused_recovery_codes(user.id)),
        required=rules.needs_second_factor(user.roles) and current_app.config["SETTINGS"].require_second_factor,
    )


@blueprint.route("/enrol", methods=["GET", "POST"])
@guard(rules.signed_in)
def enrol() -> Response:
    """Shows the secret to scan; the first right code switches it on and brings the recovery codes, shown once."""
    factor = queries.factor_of(actor().id)
    if factor is None or factor.confirmed_at is not None or clock.now() - factor.started_at >= rules.ENROLMENT_LIFE:
        return redirect(url_for("second_factor.show"))
    form, user_id, secret = CodeForm(), actor().id, session[COOKIE_KEY]
    if (
        form.validate_on_submit()
        and form.attempt(lambda: service.note_attempt("code", f"user:{user_id}", f"ip:{request.remote_addr}"))
        and form.attempt(lambda: service.confirm_factor(user_id, form.code.data or "", secret=secret))
    ):
        codes, fresh = form.outcome
        keep_secret(fresh)
        return page("accounts/recovery_codes.html", codes=codes, first=True)
    key = keyed.totp_secret(factor.seed)
    return page("accounts/enrol.html", form=form, picture=_picture(key), key=key)


def _picture(key: str) -> str:
    address = TOTP(key).provisioning_uri(name=actor().email, issuer_name=value("site.name"))
    return segno.make_qr(address, error="m").svg_data_uri(scale=5, border=3, light="#fff", dark="#16130f")


@blueprint.post("/codes")
@guard(rules.signed_in)
def codes() -> Response:
    form = PasswordForm(prefix="codes")
    if form.validate_on_submit() and owner_shows_password(form):
        user_id = actor().id
        if form.attempt(lambda: service.renew_recovery_codes(user_id)):
            return page("accounts/recovery_codes.html", codes=form.outcome, first=False)
    return _shown(form, "codes")


@blueprint.post("/off")
@guard(rules.signed_in)
def off() -> Response:
    form = TurnOffForm(prefix="off")
    if form.validate_on_submit() and owner_shows_password(form):
        user_id, code = actor().id, form.code.data or ""
        if form.attempt(
            lambda: service.note_attempt("code", f"user:{user_id}", f"ip:{request.remote_addr}")
        ) and form.attempt(lambda: service.turn_factor_off(user_id, code)):
            flash(_("Đã tắt bước thứ hai."))
            return redirect(url_for("second_factor.show"))
    return _shown(form, "off")
