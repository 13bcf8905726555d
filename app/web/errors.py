"""Errors as pages and as sentences, in the reader's language. Nobody ever sees a stack trace."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

import structlog
from flask import Flask, Response, abort, current_app, flash, redirect, request
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.core.clock import HOUSE_ZONE
from app.core.db import db
from app.core.errors import DomainError, NotFound, TooMany
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.web import kept
from app.web.durations import time_words
from app.web.error_pages import error_page
from app.web.guard import ask_to_sign_in, is_script
from app.web.language import locale
from app.web.signing_in import former_user_id
from app.web.times import span

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(DomainError, lambda error: error_page(409, sentence=say(error)))
    app.register_error_handler(CSRFError, _expired_form)
    for away in (OperationalError, InterfaceError, NoConnectionFree):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _refuse_nul() -> None:
    """No address of ours has a NUL in it, and PostgreSQL would break over one. Form fields lose theirs in `clean`."""
    if "\x00" in request.path:
        abort(404)
    if any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
        abort(400)


def say(error: DomainError) -> str:
    """The sentence for a code; values become the reader's dates and lists before they are put in."""
    messages: Mapping[str, Any] = current_app.extensions["error_messages"]
    return str(messages[error.code]) % {name: _word(value) for name, value in error.values.items()}


def _word(value: Any) -> str:
    match value:
        case Bilingual():
            return value.read_in(locale())
        case Timespan():
            return span(value.start, value.end)
        case datetime():
            return f"{value.astimezone(HOUSE_ZONE):%H:%M %d/%m/%Y}"
        case date():
            return f"{value:%d/%m/%Y}"
        case timedelta():
            return time_words(value)
        case float():
            return str(format_decimal(value))
        case list() | tuple():
            return ", ".join(_word(v) for v in value)
        case _:
            return str(value)


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    answer = error_page(error.code)
    if allowed := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(allowed)
    if wait := getattr(error, "retry_after", None):
        answer.headers["Retry-After"] = str(wait)
    return answer


def _too_many(error: TooMany) -> Response:
    """Where no form is there to say it."""
    answer = error_page(429, sentence=say(error))
    answer.headers["Retry-After"] = str(ceil(error.wait.total_seconds()))
    return answer


def _expired_form(_error: CSRFError) -> Any:
    """A page of ours that outlived its session leads back to its form. What comes from elsewhere gets no further."""
    if is_script():
        return Response(status=401)
    ours = kept.sent_from_here()
    if ours and current_user.is_authenticated:
        page, is_kept = kept.put_aside(current_user.id, kept.what_was_sent())
        if not is_kept:
            flash(_("Trang mở đã lâu nên thao tác chưa được thực hiện. Bạn bấm lại một lần nữa."), "warn")
        return redirect(page, 303)
    if ours and former_user_id() is not None:
        return ask_to_sign_in()
    return error_page(
        400,
        heading=_("Phiên làm việc đã hết"),
        sentence=_(
            "Trang này mở đã lâu hoặc bạn đã đăng xuất. Hãy quay lại, tải lại trang rồi gửi lần nữa; chưa có gì được lưu."
        ),
        texts=kept.what_was_sent().texts if ours else (),
    )


def _too_large(_error: RequestEntityTooLarge) -> Any:
    """Back to the form with what was typed: only the files were too much."""
    sent = kept.read_without_files() if kept.sent_from_here() and current_user.is_authenticated else None
    if sent is None:
        return error_page(413)
    page, _is_kept = kept.put_aside(current_user.id, sent)
    flash(_("Tệp vừa chọn quá lớn: mỗi lần gửi tối đa 22 MB. Chưa có gì được lưu."), "error")
    return redirect(page, 303)


def _database_away(error: SQLAlchemyError) -> Response:
    log.error("database_unavailable", rule=str(request.url_rule), kind=type(getattr(error, "orig", error)).__name__)
    _leave_transaction()
    return error_page(503)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", rule=str(request.url_rule), exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    _leave_transaction()
    return error_page(500)


def _leave_transaction() -> None:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        log.warning("rollback_failed")
