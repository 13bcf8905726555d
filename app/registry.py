"""Every feature by name: its models (for the schema), blueprints, commands and words. Nobody imports this module
but the composition roots `create_app` and the migrations."""

from functools import cache
from importlib import import_module, util
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask

FEATURES = (
    "settings", "content", "places", "workdays", "files", "mail", "audit", "revisions", "numbering", "kept",
    "job_slots", "notices", "vocabulary",
    "accounts", "spaces", "criteria", "venues", "licences", "memberships", "register", "ceremonies", "bookings", "benefits", "events",
    "applications", "evaluations",
    "calendars", "reports", "desk", "site",
)  # fmt: skip


@cache
def _modules(name: str) -> list[ModuleType]:
    paths = (f"app.{feature}.{name}" for feature in FEATURES)
    return [import_module(path) for path in paths if util.find_spec(path)]


def load_models() -> None:
    _modules("models")


def register(app: Flask) -> None:
    load_models()
    for module in (*_modules("views"), *_modules("staff")):
        for blueprint in vars(module).values():
            if isinstance(blueprint, Blueprint) and blueprint.name not in app.blueprints and _allowed(blueprint, app):
                app.register_blueprint(blueprint)
        if hasattr(module, "init_app"):
            module.init_app(app)
    for module in _modules("cli"):
        app.cli.add_command(module.group)
    app.extensions["error_messages"] = error_messages()


def _allowed(blueprint: Blueprint, app: Flask) -> bool:
    """Pages under /dev show mail and secrets: they exist in demo mode only."""
    return app.config["SETTINGS"].demo or not (blueprint.url_prefix or "").startswith("/dev")


def error_messages() -> dict[str, Any]:
    """Every code a service may raise, with its sentence."""
    messages: dict[str, Any] = {}
    for module in _modules("messages"):
        messages |= module.MESSAGES
    return messages
