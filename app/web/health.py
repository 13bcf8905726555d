"""Two questions of the machinery: is the process up, and can it serve."""

from flask import Blueprint
from sqlalchemy import text

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
