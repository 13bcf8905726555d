"""Two questions of the machinery: is the process up, and can it serve."""

from datetime import timedelta

from flask import Blueprint, current_app
from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.web.guard import anyone, guard

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@guard(anyone)
def alive() -> tuple[str, int, dict[str, str]]:
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.get("/readyz")
@guard(anyone)
def ready() -> tuple[str, int, dict[str, str]]:
    """Ready once the schema answers; says nothing more, since anybody may ask."""
    db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    return "ready\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.get("/.well-known/security.txt")
@guard(anyone)
def security() -> tuple[str, int, dict[str, str]]:
    """Whom to tell about a weakness (RFC 9116); good for half a year from the day it is read."""
    config = current_app.config["SETTINGS"]
    lines = (
        f"Contact: mailto:{config.mail_sender}",
        f"Expires: {clock.now() + timedelta(days=180):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: vi, en",
        f"Canonical: {config.site_url}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
