"""Headers of every answer, errors and 304 included."""

from flask import Flask, current_app, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WHERE_SECURE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def standing(app: Flask) -> dict[str, str]:
    """What every answer of this app carries unless it says otherwise itself."""
    return ALWAYS | (WHERE_SECURE if app.config["SETTINGS"].secure else {})


def add_headers(response: Response) -> Response:
    headers = response.headers
    for name, value in standing(current_app).items():
        headers.setdefault(name, value)
    if "Cache-Control" not in headers and request.endpoint != "static":
        headers["Cache-Control"] = "no-store" if _personal(response) else "no-cache"
        response.vary.add("Cookie")
    return response


def _personal(response: Response) -> bool:
    """Also where nobody can say: a failure is nobody's to keep."""
    if response.status_code >= 500 or request.method not in {"GET", "HEAD"}:
        return True
    try:
        return bool(current_user and current_user.is_authenticated)
    except SQLAlchemyError:
        return True
