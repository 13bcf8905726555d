"""Who may open a route. Every view declares one predicate on the actor; an undeclared one stops the start."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

Predicate = Callable[[Any], bool]
V = TypeVar("V", bound=Callable[..., Any])
T = TypeVar("T")


def anyone(_actor: Any) -> bool:
    return True


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
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=here))


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
