"""One JSON object a line on stderr: time, level, event, request id. No query strings, no bodies, no secrets."""

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if app.testing else logging.INFO),
    )
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _finish(response: Response) -> Response:
    # The rule, not the path: a path may carry a secret link.
    rule = request.url_rule.rule if request.url_rule else "-"
    took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
    log.info("request", method=request.method, rule=rule, status=response.status_code, ms=took)
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    return response
