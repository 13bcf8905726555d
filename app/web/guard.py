"""Who may open a route. Every view declares one predicate on the actor; an undeclared one stops the start."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.web.kept import page_of_form, put_aside, what_was_sent
from app.web.signing_in import former_user_id

Predicate = Callable[[Any], bool]
V = TypeVar("V", bound=Callable[..., Any])
T = TypeVar("T")


def anyone(_actor: Any) -> bool:
    return True


def signed_in(actor: Any) -> bool:
    return bool(actor is not None and actor.is_authenticated)


def actor() -> Any:
    """Who acts: the signed-in user, or flask-login's anonymous one (`is_authenticated` is False)."""
    return current_user._get_current_object()


def guard(predicate: Predicate) -> Callable[[V], V]:
    """Refuse unless `predicate(actor)`: the signed-out are asked to sign in, others get 403."""

    def declare(view: V) -> V:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            # Not asking who it is keeps open answers free of `Vary: Cookie`.
            if predicate is anyone or predicate(actor()):
                return view(*args, **kwargs)
            return ask_to_sign_in() if not actor().is_authenticated else abort(403)

        guarded.guard = predicate  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def ask_to_sign_in() -> Response:
    """And come back; a form whose session is over will stand there as it was sent. A page's own script is told by 401
    and keeps what it has: the form itself brings it along."""
    if is_script():
        return Response(status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    former = former_user_id()
    if former is None:
        return redirect(url_for("accounts.sign_in", next=page_of_form()))
    page, kept = put_aside(former, what_was_sent())
    flash(
        _("Phiên làm việc đã hết nên chưa có gì được gửi. Bạn đăng nhập lại, nội dung vừa nhập vẫn còn.")
        if kept
        else _("Phiên làm việc đã hết nên chưa có gì được gửi. Bạn đăng nhập lại rồi làm lại bước vừa rồi."),
        "info",
    )
    return redirect(url_for("accounts.sign_in", next=page))


def is_script() -> bool:
    """Whether a script of our pages asks, which reads JSON and follows nowhere."""
    return request.accept_mimetypes.best == "application/json"


def found(thing: T | None) -> T:
    """The thing, or 404. Queries ending in `_for(actor, …)` give None to strangers, who learn nothing."""
    if thing is None:
        abort(404)
    return thing


def check_every_route(app: Flask) -> None:
    bare = sorted(
        name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "guard")
    )
    if bare:
        raise RuntimeError(f"views without @guard: {', '.join(bare)}")
