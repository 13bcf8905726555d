"""Which language the reader gets: Vietnamese, unless they chose English."""

from flask import Blueprint, Flask, g, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response

from app.web.guard import anyone, guard
from app.web.redirects import safe_path

LANGUAGES = ("vi", "en")
blueprint = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=locale)


def locale() -> str:
    chosen = g.get("language") or request.cookies.get("lang", "") if request else g.get("language")
    return chosen if chosen in LANGUAGES else "vi"


def other(language: str) -> str:
    return "en" if language == "vi" else "vi"


@blueprint.get("/language/<any(vi, en):code>")
@guard(anyone)
def choose(code: str) -> Response:
    answer = redirect(safe_path(request.args.get("next"), "/"))
    answer.set_cookie("lang", code, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer
