"""Cầu Kính: membership and venue bookings for Hanoi's network of creative spaces."""

import structlog
from flask import Flask
from flask_mail import Mail
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, jobs, navigation, registry
from app import config as configuration
from app.core import clock
from app.core.db import db
from app.papers.keys import fault_of
from app.web import (
    assets,
    dev_components,
    errors,
    guard,
    headers,
    health,
    kept,
    language,
    logs,
    pace,
    packing,
    pages,
    signing_in,
)

log = structlog.get_logger()


def create_app(config: configuration.Config | None = None) -> Flask:
    config = config or configuration.load()
    app = Flask(__name__, root_path=str(configuration.ROOT), instance_path=str(config.instance))
    app.config.from_mapping(config.flask())
    config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in (packing, logs, errors, headers, assets, language, pages, signing_in, kept, pace):
        part.init_app(app)
    _look_at_signing_key(config)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    db.init_app(app, config.database_url)
    CSRFProtect(app)
    Mail(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(language.blueprint)
    if config.demo:
        app.register_blueprint(dev_components.blueprint)
    registry.register(app)
    navigation.init_app(app)
    jobs.init_app(app)
    commands.init_app(app)
    guard.check_every_route(app)
    return app


def _look_at_signing_key(config: configuration.Config) -> None:
    """Settings that cannot be right stop the start. A certificate that has run out does not: the site stays open, new
    papers wait, `flask check` says so."""
    fault = fault_of(config, clock.now())
    if fault is not None and fault.code not in ("expired", "not_yet"):
        raise configuration.ConfigError(str(fault))
    if fault is not None:
        log.error("papers_cannot_be_signed", code=fault.code, reason=str(fault))
