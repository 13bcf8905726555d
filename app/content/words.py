from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.content.models import PageKind, PageStatus
from app.web.times import day

KIND_NAMES: Mapping[str, LazyString] = {
    PageKind.NEWS: _l("Tin"),
    PageKind.PAGE: _l("Trang"),
    PageKind.BANNER: _l("Thông báo đầu trang"),
}
STATUS_NAMES: Mapping[str, LazyString] = {
    PageStatus.DRAFT: _l("Bản nháp"),
    PageStatus.PUBLISHED: _l("Công khai"),
    PageStatus.HIDDEN: _l("Đã gỡ"),
}
STATUS_TAGS = {PageStatus.DRAFT: "wait", PageStatus.PUBLISHED: "ok", PageStatus.HIDDEN: "plain"}
TONE_NAMES: Mapping[str, LazyString] = {
    "info": _l("Báo tin"),
    "ok": _l("Tin vui"),
    "warn": _l("Lưu ý"),
    "error": _l("Khẩn"),
}
# Of what a version keeps.
WORD_NAMES: Mapping[str, LazyString] = {
    "title_vi": _l("Tên"),
    "title_en": _l("Tên tiếng Anh"),
    "lead_vi": _l("Lời dẫn"),
    "lead_en": _l("Lời dẫn tiếng Anh"),
    "body_vi": _l("Nội dung"),
    "body_en": _l("Nội dung tiếng Anh"),
    "slug": _l("Địa chỉ"),
    "tone": _l("Mức độ"),
    "link": _l("Dẫn tới trang"),
    "starts_at": _l("Hiện từ ngày"),
    "ends_at": _l("Đến hết ngày"),
    "in_foot": _l("Đặt ở cuối mọi trang"),
    "position": _l("Thứ tự"),
}


def said(name: str, kept: Any) -> str:
    """What a version keeps under a name, as people say it."""
    if kept is None or kept == "" or kept is False:
        return ""
    match name:
        case "tone":
            return str(TONE_NAMES.get(kept, kept))
        case "starts_at":
            return day(datetime.fromisoformat(kept))
        case "ends_at":
            return day(datetime.fromisoformat(kept) - timedelta(microseconds=1))
        case "in_foot":
            return str(_("Có"))
        case _:
            return str(kept)
