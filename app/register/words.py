"""What the register's own screens call things."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.memberships.models import EventKind
from app.memberships.rules import Status
from app.memberships.words import STATUS_NAMES
from app.register.rules import EVERYBODY

# The heading of one entry, and what it means. %(day)s is the first day of that standing.
STANDING_WORDS = {
    Status.MEMBER: (_l("Đang là thành viên"), _l("Thành viên của Mạng lưới từ ngày %(day)s.")),
    Status.EXPIRED: (
        _l("Đã hết hạn"),
        _l("Từ ngày %(day)s không còn là thành viên, vì thời hạn đã hết mà chưa gia hạn."),
    ),
    Status.SUSPENDED: (
        _l("Đang bị đình chỉ"),
        _l("Từ ngày %(day)s tạm thời không được coi là thành viên. Tư cách có thể được khôi phục."),
    ),
    Status.REVOKED: (_l("Đã bị thu hồi"), _l("Từ ngày %(day)s không còn là thành viên: chứng nhận đã bị thu hồi.")),
    Status.ENDED: (_l("Đã chấm dứt"), _l("Từ ngày %(day)s không còn là thành viên.")),
    Status.NONE: (_l("Chưa là thành viên"), _l("Sẽ là thành viên từ ngày %(day)s.")),
}
# What the line of one day says: a clause after "Vào ngày …".
ON_THAT_DAY = {
    Status.MEMBER: _l("là thành viên của Mạng lưới"),
    Status.EXPIRED: _l("không phải là thành viên: đã hết hạn từ ngày %(day)s"),
    Status.SUSPENDED: _l("đang bị đình chỉ, từ ngày %(day)s"),
    Status.REVOKED: _l("không phải là thành viên: chứng nhận đã bị thu hồi từ ngày %(day)s"),
    Status.ENDED: _l("không phải là thành viên: tư cách đã chấm dứt từ ngày %(day)s"),
    Status.NONE: _l("chưa là thành viên"),
}
STANDING_CHOICES: dict[str, Any] = {
    Status.MEMBER: STATUS_NAMES[Status.MEMBER],
    EVERYBODY: _l("Mọi tình trạng"),
    **{code: STATUS_NAMES[code] for code in (Status.SUSPENDED, Status.EXPIRED, Status.ENDED, Status.REVOKED)},
}
# Which pictures stand before a standing.
STANDING_ICONS = {
    Status.MEMBER: "badge-check",
    Status.EXPIRED: "hourglass",
    Status.SUSPENDED: "ban",
    Status.REVOKED: "ban",
    Status.ENDED: "circle-x",
    Status.NONE: "hourglass",
}
# Kinds of the answer's box, as the check page has them.
STANDING_KINDS = {
    Status.MEMBER: "ok",
    Status.EXPIRED: "wait",
    Status.SUSPENDED: "due",
    Status.REVOKED: "due",
    Status.ENDED: "due",
    Status.NONE: "wait",
}
TAKES_AWAY = frozenset({EventKind.SUSPENDED, EventKind.REVOKED, EventKind.ENDED, EventKind.MERGED})
