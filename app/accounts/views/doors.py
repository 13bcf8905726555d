"""The doors: signing in and out, signing up, and the links that letters bring."""

from typing import Any

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import queries, rules, service
from app.accounts.forms import CodeForm, ForgotPasswordForm, NewPasswordForm, PasswordForm, SignInForm, SignUpForm
from app.accounts.views.signed_in import COOKIE_KEY, HALF_KEY, browser, keep_secret, must_enrol
from app.content.queries import current_text
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from app.mail import links
from app.web.forms import BaseForm
from app.web.guard import actor, anyone, guard
from app.web.language import locale
from app.web.pages import page
from app.web.redirects import safe_path

blueprint = Blueprint("accounts", __name__)
ONWARD_KEY, ONWARD_MAX = "onward", 500


@blueprint.route("/sign-in", methods=["GET", "POST"])
@guard(anyone)
def sign_in() -> Response:
    form = SignInForm()
    if form.validate_on_submit() and _password_shown(form):
        step, onward = form.outcome, request.args.get("next")
        session.clear()
        if not step.signed_in:
            session[HALF_KEY] = step.secret
            return redirect(url_for("accounts.code", next=onward))
        return _in(step.secret, onward)
    if request.method == "GET" and must_enrol():
        return redirect(url_for("second_factor.show"))
    return page("accounts/sign_in.html", form=form)


def _password_shown(form: SignInForm) -> bool:
    """Counts the attempt, checks the password outside any transaction, begins the sign-in: its step is the outcome."""
    email = service.normal_email(form.email.data or "")
    if not form.attempt(lambda: service.note_attempt("sign_in", f"mail:{email}", _client())):
        return False
    user, password = queries.user_by_email(email), form.password.data or ""
    if not service.password_fits(user, password) or user is None:
        form.refuse(DomainError("account.wrong_sign_in"))
        return False
    user_id, checked, stronger = user.id, user.password_hash, service.stronger_hash(user, password)
    if user.confirmed_at is None:
        transact(lambda: service.resend_confirmation(user_id))
    return form.attempt(
        lambda: service.begin_sign_in(user_id, browser(), checked_hash=checked, stronger_hash=stronger)
    )


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@guard(anyone)
def code() -> Response:
    """The second step. Without the first, or too long after it, only a way back to the beginning."""
    form, secret = CodeForm(), session.get(HALF_KEY, "")
    half = queries.half_sign_in(secret, since=clock.now() - rules.HALF_SIGN_IN_LIFE)
    if form.validate_on_submit():
        if half is None:
            form.refuse(DomainError("account.half_sign_in_over"))
        elif _code_shown(form, half.user_id, secret):
            session.clear()
            return _in(form.outcome, request.args.get("next"))
    return page("accounts/code.html", form=form, half=half)


def _code_shown(form: CodeForm, user_id: int, secret: str) -> bool:
    typed = form.code.data or ""
    return form.attempt(lambda: service.note_attempt("code", f"user:{user_id}", _client())) and form.attempt(
        lambda: service.finish_sign_in(secret, typed, browser())
    )


def _in(secret: str, onward: str | None) -> Response:
    keep_secret(secret)
    return redirect(safe_path(onward, url_for("accounts.home")))


def _client() -> str:
    return f"ip:{request.remote_addr}"


@blueprint.get("/home")
@guard(rules.signed_in)
def home() -> Response:
    """Where a person lands after signing in: the Centre's people at the desk, reviewers at their reviews."""
    if rules.is_centre_staff(actor()):
        return redirect(url_for("desk.home"))
    if rules.is_reviewer(actor()):
        return redirect(url_for("evaluations.mine"))
    return redirect(url_for("spaces.mine"))


@blueprint.post("/sign-out")
@guard(anyone)
def sign_out() -> Response:
    secret = session.get(COOKIE_KEY)
    if secret:
        transact(lambda: service.sign_out(secret))
    session.clear()
    flash(_("Bạn đã đăng xuất."))
    answer = redirect(url_for("site.home"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.route("/sign-up", methods=["GET", "POST"])
@guard(anyone)
def sign_up() -> Response:
    form = SignUpForm()
    if form.validate_on_submit() and _signed_up(form):
        _keep_way_back(request.args.get("next"))
        return redirect(url_for("accounts.check_mail"))
    return page("accounts/sign_up.html", form=form, notice=current_text("privacy"))


def _signed_up(form: SignUpForm) -> bool:
    email = service.normal_email(form.email.data or "")
    if not form.attempt(lambda: service.note_attempt("sign_up", f"mail:{email}", _client())):
        return False
    data: dict[str, Any] = {
        "email": email,
        "name": form.name.data,
        "language": locale(),
        "consented": form.consent.data,
    }
    return form.attempt_with_hash(lambda made: service.sign_up(password_hash=made, **data))


def _keep_way_back(target: str | None) -> None:
    """Until the address is confirmed, in this browser: the letter in between does not know where somebody came from."""
    session.pop(ONWARD_KEY, None)
    if target and len(target) <= ONWARD_MAX:
        session[ONWARD_KEY] = target


@blueprint.get("/sign-up/check-mail")
@guard(anyone)
def check_mail() -> Response:
    return page("accounts/check_mail.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@guard(anyone)
def confirm(token: str) -> Response:
    """The first sign-in. Who reads the letter need not be who opened the account in their name, so it takes the
    password too."""
    form, link_id = PasswordForm(), links.read("confirm", token)
    if form.validate_on_submit() and _first_password_shown(form, link_id):
        onward = session.get(ONWARD_KEY)
        session.clear()
        flash(_("Địa chỉ thư đã được xác nhận."))
        return _in(form.outcome.secret, onward)
    link = queries.living_link("confirm", link_id, clock.now())
    return page("accounts/confirm.html", form=form, link=link)


def _first_password_shown(form: PasswordForm, link_id: str | None) -> bool:
    link = queries.living_link("confirm", link_id, clock.now())
    if link is None:
        form.refuse(DomainError("account.link_dead"))
        return False
    user = link.user
    if not form.attempt(lambda: service.note_attempt("sign_in", f"mail:{user.email}", _client())):
        return False
    if not service.password_fits(user, form.password.data or ""):
        form.refuse(DomainError("account.wrong_first_password", field="password"))
        return False
    checked = user.password_hash

    def act() -> service.Step:
        return service.begin_sign_in(service.confirm_address(link_id).id, browser(), checked_hash=checked)

    return form.attempt(act)


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@guard(anyone)
def forgot_password() -> Response:
    """The same answer for every address, after the same work."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        email = service.normal_email(form.email.data or "")
        if form.attempt(lambda: service.note_attempt("reset", f"mail:{email}", _client())):
            service.spend_a_hash()
            transact(lambda: service.ask_for_reset(email))
            return redirect(url_for("accounts.reset_sent"))
    return page("accounts/forgot_password.html", form=form)


@blueprint.get("/forgot-password/sent")
@guard(anyone)
def reset_sent() -> Response:
    return page("accounts/reset_sent.html")


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@guard(anyone)
def reset_password(token: str) -> Response:
    link_id = links.read("reset", token)
    link = queries.living_link("reset", link_id, clock.now())
    form = NewPasswordForm(own=link.user if link else None)
    if form.validate_on_submit() and form.attempt_with_hash(lambda made: service.reset_password(link_id, made)):
        session.clear()
        flash(_("Mật khẩu mới đã được đặt và mọi thiết bị đã đăng xuất. Mời bạn đăng nhập."))
        return redirect(url_for("accounts.sign_in"))
    return page("accounts/reset_password.html", form=form, link=link)


@blueprint.route("/change-email/<token>", methods=["GET", "POST"])
@guard(rules.signed_in)
def change_email(token: str) -> Response:
    """For whoever asked for it: another who reads the letter would lend their address to a stranger's account."""
    form, secret = BaseForm(), session[COOKIE_KEY]
    link_id = links.read("change_email", token)
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_email(link_id, actor=actor(), secret=secret)
    ):
        keep_secret(form.outcome)
        flash(_("Tài khoản của bạn từ nay dùng địa chỉ thư mới."))
        return redirect(url_for("account.show"))
    link = queries.living_link("change_email", link_id, clock.now())
    own = link is not None and link.user_id == actor().id
    return page("accounts/change_email.html", form=form, link=link if own else None)


@blueprint.get("/privacy")
@guard(anyone)
def privacy() -> Response:
    return page("accounts/privacy.html", notice=current_text("privacy"))
