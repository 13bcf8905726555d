"""Errors as pages and as sentences, in the reader's language. Nobody ever sees a stack trace."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import structlog
from flask import Flask, abort, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.clock import HOUSE_ZONE
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.text import Bilingual
from app.web.language import locale

log = structlog.get_logger()
Page = tuple[str, int] | tuple[str, int, dict[str, str]]

WORDS = {
    400: (_l("Yêu cầu chưa đúng"), _l("Máy chủ không đọc được yêu cầu này. Bạn quay lại trang trước và thử lần nữa.")),
    403: (_l("Bạn không có quyền mở trang này"), _l("Tài khoản của bạn chưa được giao việc này. Nếu cần, hãy nhờ quản trị viên của Trung tâm.")),
    404: (_l("Không tìm thấy trang"), _l("Địa chỉ có thể đã đổi, hoặc trang này không dành cho tài khoản của bạn.")),
    405: (_l("Không làm được theo cách này"), _l("Bạn quay lại trang trước rồi bấm nút trên trang.")),
    409: (_l("Có người vừa làm trước bạn"), _l("Dữ liệu đã thay đổi. Bạn mở lại trang để xem tình trạng mới nhất.")),
    410: (_l("Trang này không còn nữa"), _l("Nội dung đã được gỡ xuống.")),
    413: (_l("Tệp hoặc nội dung quá lớn"), _l("Mỗi lần gửi tối đa 12 MB. Bạn chọn tệp nhỏ hơn rồi gửi lại.")),
    422: (_l("Thông tin gửi lên chưa đúng"), _l("Bạn quay lại biểu mẫu và sửa những mục được đánh dấu.")),
    429: (_l("Bạn thao tác hơi nhanh"), _l("Vui lòng đợi một lát rồi thử lại.")),
    500: (_l("Hệ thống gặp lỗi"), _l("Lỗi đã được ghi lại. Những gì bạn lưu trước đó vẫn còn nguyên.")),
    503: (_l("Hệ thống tạm nghỉ ít phút"), _l("Vui lòng thử lại sau một phút.")),
}  # fmt: skip


def init_app(app: Flask) -> None:
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(OperationalError, _database_away)
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
        case datetime():
            return f"{value.astimezone(HOUSE_ZONE):%H:%M %d/%m/%Y}"
        case date():
            return f"{value:%d/%m/%Y}"
        case list() | tuple():
            return ", ".join(_word(v) for v in value)
        case _:
            return str(value)


def error_page(status: int, heading: str | None = None, sentence: str | None = None) -> Page:
    words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    try:
        page = render_template(
            "errors/error.html",
            status=status,
            heading=heading or str(words[0]),
            sentence=sentence or str(words[1]),
            actions=[("/", _("Về trang chủ"))],
            request_number=g.get("request_id") if status >= 500 else None,
        )
    except Exception:  # the page itself may need what just broke
        log.exception("error_page_failed")
        page = current_app.jinja_env.get_template("errors/plain_500.html").render()
    return page, status


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    body, status, *_rest = error_page(error.code)
    headers = {"Retry-After": "60"} if status in (429, 503) else {}
    if error.code == 405 and getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return body, status, headers


def _domain_error(error: DomainError) -> Page:
    return error_page(409, sentence=say(error))


def _expired_form(_error: CSRFError) -> Page:
    return error_page(
        400,
        heading=_("Phiên làm việc đã hết"),
        sentence=_(
            "Trang này mở đã lâu hoặc bạn đã đăng xuất. Hãy quay lại, tải lại trang rồi gửi lần nữa; chưa có gì được lưu."
        ),
    )


def _database_away(error: OperationalError) -> Page:
    log.error("database_unavailable", rule=str(request.url_rule), kind=type(error.orig).__name__)
    db.session.rollback()
    body, status, *_rest = error_page(503)
    return body, status, {"Retry-After": "10"}


def _unexpected(error: Exception) -> Page:
    log.error("unexpected", rule=str(request.url_rule), exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    return error_page(500)
