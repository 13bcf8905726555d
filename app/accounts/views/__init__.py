"""Pages for people; the Centre's are in `staff`."""

from flask import Flask

from app.accounts.views.account import blueprint as account
from app.accounts.views.doors import blueprint as doors
from app.accounts.views.second_factor import blueprint as second_factor
from app.accounts.views.signed_in import COOKIE_KEY, former_user_id, note_seen

__all__ = ["COOKIE_KEY", "account", "doors", "init_app", "second_factor"]


def init_app(app: Flask) -> None:
    app.after_request(note_seen)
    app.extensions["former_user_id"] = former_user_id
