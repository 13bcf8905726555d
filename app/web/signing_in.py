"""Flask-Login, told to trust nothing but what a feature's loader says of this request."""

from flask import Flask, current_app
from flask_login import LoginManager, current_user

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Instead of `LoginManager.init_app`, whose remember-me cookie we do not use: it would look at the session after
    every request, which puts `Vary: Cookie` on feeds."""
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.context_processor(lambda: {"current_user": current_user})


def former_user_id() -> int | None:
    """Whose sign-in, living or over, the cookie of this request names: answered by the feature that knows sign-ins."""
    user_id: int | None = current_app.extensions["former_user_id"]()
    return user_id
