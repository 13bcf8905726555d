"""Who is behind a request: the cookie holds a secret, the database knows the rest."""

from flask import Response as FlaskResponse
from flask import current_app, g, request, session
from werkzeug.wrappers import Request

from app.accounts import devices, queries, rules, service
from app.accounts.models import User
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from app.web.forms import BaseForm
from app.web.guard import actor
from app.web.signing_in import login_manager

COOKIE_KEY, HALF_KEY = "sign_in", "half_sign_in"


@login_manager.request_loader  # type: ignore[untyped-decorator]
def who(_request: Request) -> User | None:
    """The user behind the cookie, asked of the database at every request: what was ended there is over here."""
    secret = session.get(COOKIE_KEY)
    sign_in = queries.living_sign_in(secret) if secret else None
    if sign_in is None or sign_in.user.disabled_at is not None:
        return None
    now, user = clock.now(), sign_in.user
    if not rules.sign_in_alive(
        created_at=sign_in.created_at, last_seen_at=sign_in.last_seen_at, is_staff=bool(user.roles), now=now
    ):
        return None
    if now - sign_in.last_seen_at >= service.SEEN_EVERY:
        g.seen_secret = secret
    if request.blueprint != "second_factor" and _lacks_second_factor(user):
        g.must_enrol = True
        return None
    return user


def _lacks_second_factor(user: User) -> bool:
    required = current_app.config["SETTINGS"].require_second_factor
    return required and rules.needs_second_factor(user.roles) and queries.active_factor(user.id) is None


def former_user_id() -> int | None:
    secret = session.get(COOKIE_KEY)
    sign_in = queries.any_sign_in(secret) if secret else None
    return sign_in.user_id if sign_in is not None and sign_in.user.disabled_at is None else None


def must_enrol() -> bool:
    """Somebody is signed in who counts as nobody, except on the pages where they set up their second factor."""
    return not actor().is_authenticated and bool(g.get("must_enrol"))


def note_seen(response: FlaskResponse) -> FlaskResponse:
    """Only where somebody asked who this is; looking at the session here would put `Vary: Cookie` on open answers."""
    secret = g.pop("seen_secret", None)
    if secret and response.status_code < 500:
        transact(lambda: service.touch_sign_in(secret))
    return response


def keep_secret(secret: str) -> None:
    session[COOKIE_KEY] = secret
    session.permanent = True


def browser() -> service.Browser:
    return service.Browser(
        device=devices.describe(request.user_agent.string), network=devices.coarse_network(request.remote_addr)
    )


def owner_shows_password(form: BaseForm, field: str = "password") -> bool:
    """For what a borrowed browser must not be able to do. Counted, and checked outside any transaction."""
    user = actor()
    keys = (f"user:{user.id}", f"ip:{request.remote_addr}")
    if not form.attempt(lambda: service.note_attempt("password", *keys)):
        return False
    if not service.password_fits(user, form[field].data or ""):
        form.refuse(DomainError("account.wrong_password", field=field))
        return False
    return True
