from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.events.models import EventStatus, Whereabouts
from app.events.publishing import Moderated
from app.events.rules import Group

STATUS_NAMES: Mapping[str, object] = {
    EventStatus.DRAFT: _l("Bản nháp"),
    EventStatus.WAITING: _l("Chờ Trung tâm xem"),
    EventStatus.PUBLISHED: _l("Đang đăng"),
    EventStatus.DECLINED: _l("Chưa được đăng"),
    EventStatus.WITHDRAWN: _l("Đã gỡ"),
}
STATUS_TAGS: Mapping[str, str] = {
    EventStatus.WAITING: "wait",
    EventStatus.PUBLISHED: "ok",
    EventStatus.DECLINED: "due",
}
WHERE_NAMES: Mapping[str, object] = {
    Whereabouts.VENUE: _l("Ở Bảo tàng, theo lượt đặt chỗ"),
    Whereabouts.SPACE: _l("Tại không gian"),
    Whereabouts.ONLINE: _l("Trực tuyến"),
}
GROUP_NAMES: Mapping[str, object] = {
    Group.MUSEUM: _l("Của Bảo tàng và Trung tâm"),
    Group.NETWORK: _l("Của Mạng lưới, ở Bảo tàng"),
    Group.MEMBERS: _l("Tại nơi của thành viên"),
}
MODERATED_NAMES: Mapping[Moderated, object] = {
    Moderated.NEW: _l("Sự kiện đầu tiên của mỗi không gian, và mọi sự kiện của nơi chưa là thành viên chính thức"),
    Moderated.ALL: _l("Mọi sự kiện của các không gian"),
    Moderated.NONE: _l("Không sự kiện nào: không gian tự đăng"),
}
