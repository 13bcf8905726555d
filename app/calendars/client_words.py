"""How soon each calendar program shows a change, for people: one table for whoever subscribes and whoever waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, kw_only=True)
class Client:
    """`family` is what `rules.client_of` knows it by; programs of one family are not told apart there.

    `at_the_latest` is how long it may stay away before something is likely to be wrong with it.
    """

    family: str
    name: str | LazyString
    reads_again: LazyString
    at_the_latest: timedelta
    note: str | LazyString = ""


_DAY = timedelta(days=1)

CLIENTS: Sequence[Client] = (
    Client(
        family="google",
        name="Google",
        reads_again=_l("8 đến 24 giờ, có khi vài ngày"),
        at_the_latest=3 * _DAY,
        note=_l("Không có nút đọc lại; sự kiện bị huỷ được ẩn đi."),
    ),
    Client(
        family="apple",
        name=_l("iPhone, iPad"),
        reads_again=_l("Mỗi giờ đến mỗi ngày, theo tài khoản"),
        at_the_latest=_DAY,
        note=_l("Sự kiện bị huỷ được gạch ngang."),
    ),
    Client(
        family="apple",
        name=_l("Máy Mac"),
        reads_again=_l("5 phút đến một tuần, bạn chọn khi thêm lịch"),
        at_the_latest=7 * _DAY,
        note=_l("Sự kiện bị huỷ được gạch ngang."),
    ),
    Client(
        family="outlook",
        name=_l("Outlook trên web, Outlook mới"),
        reads_again=_l("3 đến 24 giờ"),
        at_the_latest=_DAY,
    ),
    Client(
        family="outlook",
        name=_l("Outlook cũ"),
        reads_again=_l("Khi mở máy, rồi 1 đến 24 giờ"),
        at_the_latest=_DAY,
        note=_l("Máy tắt thì không đọc."),
    ),
    Client(
        family="thunderbird",
        name="Thunderbird",
        reads_again=_l("30 phút, đổi được cho từng lịch"),
        at_the_latest=_DAY,
        note=_l("Chỉ đọc khi Thunderbird đang mở."),
    ),
    Client(family="nextcloud", name="Nextcloud", reads_again=_l("Mỗi giờ đến vài ngày"), at_the_latest=7 * _DAY),
    Client(
        family="icsx5",
        name="ICSx5, DAVx5",
        reads_again=_l("Bạn chọn trong ứng dụng"),
        at_the_latest=7 * _DAY,
    ),
)

# By what stands in `FeedFetch.client`.
FAMILY_NAMES: dict[str, str | LazyString] = {
    "google": "Google",
    "apple": "Apple",
    "outlook": "Outlook",
    "thunderbird": "Thunderbird",
    "nextcloud": "Nextcloud",
    "icsx5": "ICSx5",
    "": _l("một ứng dụng khác"),
}


def of_family(family: str) -> list[Client]:
    """None for a program nobody knows the pace of."""
    return [client for client in CLIENTS if client.family == family]


def longest_wait(family: str) -> timedelta:
    """How long one of a family may stay away; a week for those nobody knows."""
    return max((client.at_the_latest for client in of_family(family)), default=7 * _DAY)
