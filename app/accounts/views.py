from typing import Any

from flask import Blueprint, Flask, flash, g, redirect, request, session, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Request, Response

from app.accounts import queries, rules, service
from app.accounts.forms import SignInForm, SignUpForm
from app.accounts.models import User
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
from app.web.signing_in import login_manager

blueprint = Blueprint("accounts", __name__)
COOKIE_KEY = "sign_in"


def init_app(app: Flask) -> None:
    app.after_request(_note_seen)


@login_manager.request_loader  # type: ignore[untyped-decorator]
def who(_request: Request) -> User | None:
    """The user behind the cookie, asked of the database at every request: what was ended there is over here."""
    secret = session.get(COOKIE_KEY)
    sign_in = queries.living_sign_in(secret) if secret else None
    if sign_in is None or sign_in.user.disabled_at is not None:
        return None
    now = clock.now()
    if not rules.sign_in_alive(
        created_at=sign_in.created_at,
        last_seen_at=sign_in.last_seen_at,
        is_staff=bool(sign_in.user.roles),
        now=now,
    ):
        return None
    if now - sign_in.last_seen_at >= service.SEEN_EVERY:
        g.seen_secret = secret
    return sign_in.user


def _note_seen(response: FlaskResponse) -> FlaskResponse:
    """Only where somebody asked who this is; looking at the session here would put `Vary: Cookie` on open answers."""
    secret = g.pop("seen_secret", None)
    if secret and response.status_code < 500:
        transact(lambda: service.touch_sign_in(secret))
    return response


@blueprint.route("/sign-in", methods=["GET", "POST"])
@guard(anyone)
def sign_in() -> Response:
    form = SignInForm()
    if form.validate_on_submit() and _may_sign_in(form):
        session.clear()
        session[COOKIE_KEY] = form.outcome
        session.permanent = True
        return redirect(safe_path(request.args.get("next"), url_for("accounts.home")))
    return page("accounts/sign_in.html", form=form)


def _may_sign_in(form: SignInForm) -> bool:
    """Counts the attempt, checks the password outside any transaction, opens the sign-in: its secret is the outcome."""
    email = service.normal_email(form.email.data or "")
    if not form.attempt(lambda: service.note_attempt("sign_in", f"mail:{email}", f"ip:{request.remote_addr}")):
        return False
    user = queries.user_by_email(email)
    if not service.password_fits(user, form.password.data or "") or user is None:
        form.refuse(DomainError("account.wrong_sign_in"))
        return False
    user_id = user.id
    if user.confirmed_at is None:
        transact(lambda: service.resend_confirmation(user_id))
    return form.attempt(lambda: service.open_sign_in(user_id))


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
        transact(lambda: service.end_sign_in(secret))
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
        return redirect(url_for("accounts.check_mail"))
    return page("accounts/sign_up.html", form=form, notice=current_text("privacy"))


def _signed_up(form: SignUpForm) -> bool:
    if not form.attempt(lambda: service.note_attempt("sign_up", f"ip:{request.remote_addr}")):
        return False
    data: dict[str, Any] = {
        "email": form.email.data,
        "name": form.name.data,
        "password_hash": service.hash_password(form.password.data or ""),
        "language": locale(),
        "consented": form.consent.data,
    }
    return form.attempt(lambda: service.sign_up(**data))


@blueprint.get("/sign-up/check-mail")
@guard(anyone)
def check_mail() -> Response:
    return page("accounts/check_mail.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@guard(anyone)
def confirm(token: str) -> Response:
    """The link opens a page, only its button confirms: mail scanners follow links."""
    form = BaseForm()
    link_id = links.read("confirm", token)
    if form.validate_on_submit() and form.attempt(lambda: service.confirm_address(link_id)):
        flash(_("Địa chỉ thư đã được xác nhận. Mời bạn đăng nhập."))
        return redirect(url_for("accounts.sign_in"))
    return page("accounts/confirm.html", form=form)


@blueprint.get("/privacy")
@guard(anyone)
def privacy() -> Response:
    return page("accounts/privacy.html", notice=current_text("privacy"))
