"""A person's own account: name, password, address, devices."""

from flask import Blueprint, flash, redirect, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import queries, rules, service
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, ProfileForm
from app.accounts.models import SignIn
from app.accounts.views.signed_in import COOKIE_KEY, keep_secret, owner_shows_password
from app.core import clock
from app.core.db import transact
from app.core.ids import digest
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.route("", methods=["GET", "POST"])
@guard(rules.signed_in)
def show() -> Response:
    user = actor()
    form = ProfileForm(obj=user)
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_profile(
            actor(), name=form.name.data or "", language=form.language.data, organisation=form.organisation.data or ""
        )
    ):
        flash(_("Đã lưu thông tin của bạn."))
        return redirect(url_for("account.show"))
    return page(
        "accounts/account.html",
        form=form,
        factor=queries.active_factor(user.id),
        codes_left=len(queries.unused_recovery_codes(user.id)),
        sign_ins=_living(),
    )


@blueprint.route("/password", methods=["GET", "POST"])
@guard(rules.signed_in)
def password() -> Response:
    user = actor()
    form = ChangePasswordForm(own=user)
    if form.validate_on_submit() and owner_shows_password(form, "old") and _password_changed(form):
        keep_secret(form.outcome)
        flash(_("Mật khẩu mới đã được đặt. Các thiết bị khác đã đăng xuất."))
        return redirect(url_for("account.show"))
    return page("accounts/password.html", form=form)


def _password_changed(form: ChangePasswordForm) -> bool:
    user_id, checked, secret = actor().id, actor().password_hash, session[COOKIE_KEY]
    return form.attempt_with_hash(
        lambda made: service.change_password(user_id, made, checked_hash=checked, secret=secret)
    )


@blueprint.route("/email", methods=["GET", "POST"])
@guard(rules.signed_in)
def email() -> Response:
    form, user_id = ChangeEmailForm(), actor().id
    if (
        form.validate_on_submit()
        and owner_shows_password(form)
        and form.attempt(lambda: service.note_attempt("change_email", f"user:{user_id}"))
        and form.attempt(lambda: service.ask_for_new_email(actor(), form.email.data or ""))
    ):
        return redirect(url_for("account.email_sent"))
    return page("accounts/email.html", form=form)


@blueprint.get("/email/sent")
@guard(rules.signed_in)
def email_sent() -> Response:
    return page("accounts/email_sent.html")


@blueprint.get("/sign-ins")
@guard(rules.signed_in)
def sign_ins() -> Response:
    return page("accounts/sign_ins.html", sign_ins=_living(), form=BaseForm())


@blueprint.post("/sign-ins/<public_id>/end")
@guard(rules.signed_in)
def end_sign_in(public_id: str) -> Response:
    transact(lambda: service.end_sign_ins(actor(), [_own(public_id)]))
    flash(_("Thiết bị ấy đã đăng xuất."))
    return redirect(url_for("account.sign_ins"))


@blueprint.post("/sign-ins/end-others")
@guard(rules.signed_in)
def end_others() -> Response:
    secret = session[COOKIE_KEY]
    keep_secret(transact(lambda: service.keep_only(actor(), secret)))
    flash(_("Mọi thiết bị khác đã đăng xuất."))
    return redirect(url_for("account.sign_ins"))


def _own(public_id: str) -> SignIn:
    return found(next((one for one in queries.sign_ins_of(actor().id) if one.public_id == public_id), None))


def _living() -> list[tuple[SignIn, bool]]:
    """(sign-in, whether it is this very one), this one first."""
    user, here = actor(), digest(session[COOKIE_KEY])
    living = [
        (one, one.secret_digest == here)
        for one in queries.sign_ins_of(user.id)
        if rules.sign_in_alive(
            created_at=one.created_at, last_seen_at=one.last_seen_at, is_staff=bool(user.roles), now=clock.now()
        )
    ]
    return sorted(living, key=lambda pair: not pair[1])
