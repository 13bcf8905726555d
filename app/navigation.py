"""What every page shows around its content. A composition root: it may name any feature's pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.accounts import rules
from app.benefits.rules import can_keep_benefits
from app.notices.queries import unread
from app.notices.rules import shown_count
from app.settings.queries import value
from app.web.guard import anyone
from app.web.language import locale, other


@dataclass(frozen=True)
class Item:
    href: str
    label: str
    current: bool
    icon: str
    count: int | None = None


Entry = tuple[str, LazyString, str, Callable[[Any], bool]]
PUBLIC: tuple[Entry, ...] = (
    ("site.spaces", _l("Không gian"), "map-pin", anyone),
    ("site.events", _l("Sự kiện"), "calendar-days", anyone),
    ("site.venues", _l("Địa điểm"), "landmark", anyone),
    ("criteria.show", _l("Tiêu chí"), "list-checks", anyone),
    ("calendars.subscribe", _l("Lịch theo dõi"), "rss", anyone),
)
# At the foot of every page, below those.
FOOT: tuple[Entry, ...] = (
    ("content.news", _l("Tin tức"), "newspaper", anyone),
    ("register.members", _l("Sổ thành viên"), "scroll-text", anyone),
    ("licences.show", _l("Thông báo, giấy phép"), "list-checks", anyone),
)
MEMBER: tuple[Entry, ...] = (
    ("spaces.mine", _l("Không gian của tôi"), "map-pin", rules.signed_in),
    ("applications.mine", _l("Hồ sơ đăng ký"), "file-text", rules.signed_in),
    ("bookings.mine", _l("Đặt chỗ"), "calendar-check", rules.signed_in),
    ("events.mine", _l("Sự kiện"), "calendar-days", rules.signed_in),
    ("memberships.mine", _l("Chứng nhận"), "award", rules.signed_in),
    ("benefits.mine", _l("Quyền lợi"), "sparkles", rules.signed_in),
    ("calendar_links.mine", _l("Lịch riêng"), "rss", rules.signed_in),
)
# Pages that a page of the list above leads to, by the blueprint they stand on.
BESIDE = {
    "memberships.mine": ("proofs",),
    "applications.mine": ("visits",),
    "bookings.mine": ("after_use", "booking_changes", "booking_papers"),
}
# Pages whose address does not begin with that of the entry they belong to.
UNDER = {
    "bookings_staff.waiting": "bookings_staff.inbox",
    "bookings_staff.offer": "bookings_staff.inbox",
    "bookings_staff.remove": "bookings_staff.inbox",
    "bookings_staff.series": "bookings_staff.inbox",
    "day_staff.sheet": "day_staff.today",
    "desk_tasks.plan": "desk.home",
    "desk_tasks.do": "desk.home",
    "desk_tasks.filters": "desk.home",
    "desk_tasks.remove_filter": "desk.home",
    "desk_tasks.machine": "desk.home",
}
ACCOUNT: tuple[Entry, ...] = (("account.show", _l("Tài khoản của tôi"), "settings", rules.signed_in),)
# The desk's list in parts, each under its heading; the first has none.
DESK_PARTS: tuple[tuple[LazyString | str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            ("desk.home", _l("Việc cần làm"), "inbox", rules.is_centre_staff),
            ("evaluations.mine", _l("Phiếu chấm của tôi"), "clipboard-pen", rules.is_reviewer),
            ("absences.index", _l("Ngày vắng"), "calendar-clock", rules.is_centre_staff),
            ("reports.index", _l("Số liệu và báo cáo"), "chart-column", rules.is_centre_staff),
        ),
    ),
    (
        _l("Hồ sơ đăng ký"),
        (
            ("evaluations_staff.cases", _l("Hồ sơ"), "file-text", rules.is_centre_staff),
            ("decisions_staff.staged", _l("Chờ công bố"), "send", rules.is_approver),
            ("calibration.show", _l("Độ lệch khi chấm"), "scale", rules.is_centre_staff),
            ("applications_staff.calls", _l("Các đợt đăng ký"), "calendar-clock", rules.is_coordinator),
            ("paper_staff.index", _l("Hồ sơ giấy"), "scroll-text", rules.is_coordinator),
            ("post_staff.index", _l("Gửi qua bưu điện"), "mail", rules.is_coordinator),
        ),
    ),
    (
        _l("Địa điểm và đặt chỗ"),
        (
            ("bookings_staff.inbox", _l("Đặt chỗ"), "calendar-check", rules.is_coordinator),
            ("bookings_staff.board", _l("Bảng lịch địa điểm"), "calendar-days", rules.is_centre_staff),
            ("day_staff.today", _l("Hôm nay ở địa điểm"), "clipboard-list", rules.is_centre_staff),
            ("events_staff.index", _l("Sự kiện"), "calendar-plus", rules.is_coordinator),
            ("bookings_staff.closures", _l("Đóng cửa tạm thời"), "lock", rules.is_coordinator),
            ("agreements_staff.agreements", _l("Thỏa thuận địa điểm"), "file-text", rules.is_centre_staff),
            ("uses_staff.index", _l("Đã dùng địa điểm"), "chart-column", rules.is_centre_staff),
        ),
    ),
    (
        _l("Thành viên"),
        (
            ("memberships_staff.members", _l("Thành viên"), "award", rules.is_centre_staff),
            ("ceremonies_staff.index", _l("Lễ trao chứng nhận"), "stamp", rules.is_centre_staff),
            ("benefits_staff.benefits", _l("Quyền lợi thành viên"), "sparkles", can_keep_benefits),
            ("letters_staff.letters", _l("Giấy xác nhận"), "file-text", rules.is_centre_staff),
            ("directory_staff.spaces", _l("Danh bạ không gian"), "map-pin", rules.is_coordinator),
            ("edits_staff.edits", _l("Trang các không gian"), "pen-line", rules.is_coordinator),
            ("claims_staff.claims", _l("Yêu cầu nhận quản lý"), "users", rules.is_coordinator),
        ),
    ),
    (
        _l("Danh mục và cài đặt"),
        (
            ("venues_staff.venues", _l("Địa điểm"), "landmark", rules.is_coordinator),
            ("checklist_staff.index", _l("Bảng kiểm bàn giao"), "list-checks", rules.is_coordinator),
            ("licences_staff.licences", _l("Thông báo, giấy phép"), "list-checks", rules.is_coordinator),
            ("criteria_staff.sets", _l("Bộ tiêu chí"), "list-checks", rules.is_administrator),
            ("desk_content.pages", _l("Trang và tin"), "pen-line", rules.is_coordinator),
            ("desk_lists.index", _l("Các danh sách"), "list-checks", rules.is_coordinator),
            ("desk_mail_texts.index", _l("Lời trong thư"), "mail", rules.is_coordinator),
            ("desk_workdays.calendar", _l("Lịch nghỉ"), "calendar-check", rules.is_coordinator),
            ("desk_settings.edit", _l("Cài đặt"), "settings", rules.is_administrator),
            ("guide.show", _l("Thiết lập ban đầu"), "list-checks", rules.is_administrator),
            ("accounts_staff.people", _l("Tài khoản"), "users", rules.is_administrator),
            ("calendars_staff.index", _l("Thiết bị đọc lịch"), "rss", rules.is_administrator),
        ),
    ),
)
DESK: tuple[Entry, ...] = tuple(entry for _heading, entries in DESK_PARTS for entry in entries)


def init_app(app: Flask) -> None:
    app.context_processor(surroundings)


def surroundings() -> dict[str, Any]:
    if not request:
        return {}  # a letter or a paper: no page around it, and no address to build one from
    config = current_app.config["SETTINGS"]
    language = locale()
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {
        "locale": language,
        "other_locale_url": url_for("language.choose", code=other(language), next=here),
        "site_name": value("site.name"),
        "network_name": value(f"network.name_{language}"),
        "centre_name": value(f"centre.name_{language}"),
        "demo": config.demo,
        "mode": config.mode,
        "nav_public": list(_items(PUBLIC)),
        "nav_foot": list(_items(PUBLIC + FOOT)),
        "nav_member": list(_items(MEMBER)),
        "nav_account": list(_items(ACCOUNT)),
        "desk_search_url": url_for("desk_search.search") if rules.is_centre_staff(current_user) else "",
        "nav_desk": list(_items(DESK)),
        "nav_desk_parts": [
            (str(heading), items) for heading, entries in DESK_PARTS if (items := list(_items(entries)))
        ],
        "sign_in_url": url_for("accounts.sign_in"),
        "sign_up_url": url_for("accounts.sign_up"),
        "sign_out_url": url_for("accounts.sign_out"),
        "home_url": url_for("accounts.home"),
        "unread_notices": lambda: shown_count(unread(current_user)),
    }


def _items(entries: tuple[Entry, ...]) -> Iterator[Item]:
    for endpoint, label, icon, allowed in entries:
        if endpoint in current_app.view_functions and allowed(current_user):
            href = url_for(endpoint)
            yield Item(href=href, label=str(label), current=_is_here(endpoint, href), icon=icon)


def _is_here(endpoint: str, href: str) -> bool:
    """On the page or below it; a member's pages of one feature need not share a path, nor belong to one feature."""
    if request.endpoint in UNDER:
        return endpoint == UNDER[request.endpoint]
    below = href != "/desk" and request.path.startswith(href + "/")
    beside = endpoint.endswith(".mine") and request.blueprint in (endpoint[:-5], *BESIDE.get(endpoint, ()))
    return request.path == href or below or beside
