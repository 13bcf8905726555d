"""What a refusal looks like. No page of these needs the database: it may be what broke."""

from collections.abc import Iterable, Sequence

import structlog
from flask import Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.kept import page_of_form
from app.web.language import locale

log = structlog.get_logger()
# Asked for by programs, which would show a page as gibberish; a person who opens one says that HTML is welcome.
FOR_PROGRAMS = (".ics", ".txt", ".json", ".xml", ".csv")
RETRY_AFTER = {429: "60", 503: "10"}

WORDS = {
    400: (_l("Yêu cầu chưa đúng"), _l("Máy chủ không đọc được yêu cầu này. Bạn quay lại trang trước và thử lần nữa.")),
    403: (_l("Bạn không có quyền mở trang này"), _l("Tài khoản của bạn chưa được giao việc này. Nếu cần, hãy nhờ quản trị viên của Trung tâm.")),
    404: (_l("Không tìm thấy trang"), _l("Địa chỉ có thể đã đổi, hoặc trang này không dành cho tài khoản của bạn.")),
    405: (_l("Không làm được theo cách này"), _l("Bạn quay lại trang trước rồi bấm nút trên trang.")),
    409: (_l("Có người vừa làm trước bạn"), _l("Dữ liệu đã thay đổi. Bạn mở lại trang để xem tình trạng mới nhất.")),
    410: (_l("Trang này không còn nữa"), _l("Nội dung đã được gỡ xuống.")),
    413: (_l("Tệp hoặc nội dung quá lớn"), _l("Mỗi lần gửi tối đa 22 MB. Bạn chọn tệp nhỏ hơn rồi gửi lại.")),
    422: (_l("Thông tin gửi lên chưa đúng"), _l("Bạn quay lại biểu mẫu và sửa những mục được đánh dấu.")),
    429: (_l("Bạn thao tác hơi nhanh"), _l("Vui lòng đợi một lát rồi thử lại.")),
    500: (_l("Hệ thống gặp lỗi"), _l("Lỗi đã được ghi lại. Những gì bạn lưu trước đó vẫn còn nguyên.")),
    503: (_l("Hệ thống tạm nghỉ ít phút"), _l("Vui lòng thử lại sau một phút.")),
}  # fmt: skip


def error_page(
    status: int, heading: str | None = None, sentence: str | None = None, texts: Sequence[str] = ()
) -> Response:
    """`texts`: what the reader had typed, to be copied."""
    words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    said = (heading or str(words[0]), sentence or str(words[1]))
    answer = make_response(_text(*said) if _asks_for_text() else _page(status, *said, texts), status)
    if _asks_for_text():
        answer.content_type = "text/plain; charset=utf-8"
    answer.vary.add("Accept")
    if status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[status]
    return answer


def _asks_for_text() -> bool:
    asked = request.accept_mimetypes
    if any(kind == "text/html" for kind, _quality in asked):
        return False
    return request.path.endswith(FOR_PROGRAMS) or (bool(asked) and not asked.accept_html)


def _text(heading: str, sentence: str) -> str:
    return f"{heading}\n{sentence}\n"


def _page(status: int, heading: str, sentence: str, texts: Sequence[str]) -> str:
    """In the site's own frame, which asks the database for names; without it where that is what broke."""
    shown = {
        "status": status,
        "heading": heading,
        "sentence": sentence,
        "actions": list(_ways_on(status)),
        "request_number": g.get("request_id") if status >= 500 else None,
    }
    if status != 503:
        try:
            return render_template("errors/error.html", texts=texts, **shown)
        except Exception:
            log.exception("error_page_failed")
    bare = current_app.jinja_env.get_template("errors/bare.html")
    return bare.render(locale=locale(), texts=texts, **shown)


def _ways_on(status: int) -> Iterable[tuple[str, str]]:
    """What the reader can do next; the first is the likeliest."""
    sent = request.method not in {"GET", "HEAD"}
    if status in {429, 500, 503}:
        yield page_of_form() if sent else request.full_path.rstrip("?"), _("Thử lại")
    elif sent and status != 403:
        yield page_of_form(), _("Quay lại trang trước")
    yield "/", _("Về trang chủ")
