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
        reads_again=_l("Một giờ đến một ngày một lần, tuỳ tài khoản"),
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
    Client(family="nextcloud", name="Nextcloud", reads_again=_l("Một giờ đến vài ngày"), at_the_latest=7 * _DAY),
    Client(
        family="icsx5",
        name="ICSx5, DAVx5",
        reads_again=_l("Bạn chọn trong ứng dụng"),
        at_the_latest=7 * _DAY,
    ),
)


@dataclass(frozen=True, kw_only=True)
class App:
    """A calendar with a button of its own: what to press there, in the words of its Vietnamese screens, and how long a
    change may take to arrive."""

    key: str
    name: str
    pace: LazyString
    steps: Sequence[LazyString]


APPS: Sequence[App] = (
    App(
        key="google",
        name="Google",
        pace=_l("8–24 giờ"),
        steps=(
            _l("Trên máy tính, bấm nút Google ở lịch bạn muốn theo dõi rồi chọn “Thêm”."),
            _l(
                "Nếu Google không hỏi gì: ở cột trái bấm dấu cộng cạnh “Lịch khác”, chọn “Từ URL”, dán địa chỉ lịch rồi "
                "bấm “Thêm lịch”."
            ),
            _l(
                "Điện thoại dùng cùng tài khoản Google tự có lịch này; riêng ứng dụng điện thoại thì không thêm được."
            ),
        ),
    ),
    App(
        key="apple",
        name="Apple",
        pace=_l("1–24 giờ"),
        steps=(
            _l("Trên iPhone, iPad hay máy Mac, bấm nút Apple hoặc quét mã QR bằng máy ảnh, rồi chọn “Đăng ký”."),
            _l(
                "Nếu iPhone không hỏi gì: mở ứng dụng Lịch, chạm “Lịch”, “Thêm lịch”, “Thêm lịch đăng ký” rồi dán địa chỉ "
                "lịch."
            ),
            _l("Trên máy Mac: trình đơn “Tệp”, “Đăng ký lịch mới”, rồi đặt “Tự động làm mới” là “Mỗi giờ”."),
        ),
    ),
    App(
        key="outlook",
        name="Outlook",
        pace=_l("3–24 giờ"),
        steps=(
            _l("Bấm nút Outlook, đăng nhập, đặt tên cho lịch rồi chọn “Nhập”."),
            _l(
                "Tài khoản cơ quan hay trường học: mở Lịch trong Outlook, bấm “Thêm lịch”, “Đăng ký từ web”, dán địa chỉ "
                "lịch rồi chọn “Nhập”."
            ),
            _l("Outlook cũ trên Windows: “Trang đầu”, “Thêm lịch”, “Từ Internet”, rồi dán địa chỉ lịch."),
        ),
    ),
    App(
        key="thunderbird",
        name="Thunderbird",
        pace=_l("30 phút"),
        steps=(
            _l("Bấm “Chép” cạnh địa chỉ của lịch bạn muốn theo dõi."),
            _l(
                "Trong Thunderbird mở Lịch, bấm “Lịch mới…”, chọn “Trên mạng”, rồi dán địa chỉ; không cần tên đăng nhập."
            ),
            _l("Bấm “Tìm lịch”, rồi “Đăng ký”."),
        ),
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

# The rows above in one breath, after “thường đọc lại” or “usually reads again”.
FAMILY_PACES: dict[str, LazyString] = {
    "google": _l("sau 8 đến 24 giờ, có khi vài ngày"),
    "apple": _l("sau một giờ đến một ngày trên iPhone, theo giờ bạn đặt trên máy Mac"),
    "outlook": _l("sau 3 đến 24 giờ, bản cài trên máy thì khi mở máy"),
    "thunderbird": _l("sau 30 phút, khi đang mở"),
    "nextcloud": _l("sau một giờ đến vài ngày"),
    "icsx5": _l("theo giờ bạn đặt trong ứng dụng"),
}

# What to do when one of a family has not come for long.
WHEN_QUIET: dict[str, LazyString] = {
    "google": _l(
        "Google không có nút đọc lại. Hãy xem lịch này còn trong danh sách lịch của bạn không. Gỡ ra rồi thêm lại cùng địa chỉ cũng không nhanh hơn, vì Google có thể dùng lại bản đã lưu; muốn Google đọc ngay, bạn đổi đường dẫn rồi thêm địa chỉ mới."
    ),
    "apple": _l(
        "Trên iPhone, mở danh sách lịch và kéo xuống để đọc lại. Trên máy Mac, bấm chuột phải vào lịch và chọn làm mới. Không thấy lịch trong danh sách nghĩa là nó đã bị gỡ khỏi máy."
    ),
    "outlook": _l(
        "Outlook trên web không có nút đọc lại: hãy xem lịch còn trong danh sách không, nếu còn thì gỡ ra và thêm lại. Bản cài trên máy đọc lại khi bạn bấm gửi và nhận thư."
    ),
    "thunderbird": _l("Thunderbird chỉ đọc khi đang mở. Hãy mở phần lịch và bấm nút đồng bộ."),
    "nextcloud": _l(
        "Hãy hỏi người quản trị Nextcloud của bạn: lịch theo dõi chỉ được đọc khi các việc chạy nền ở đó còn chạy."
    ),
    "icsx5": _l(
        "Hãy mở ứng dụng và kéo danh sách xuống để đọc lại. Chế độ tiết kiệm pin của điện thoại có thể chặn việc đọc khi ứng dụng không mở."
    ),
    "": _l("Hãy mở ứng dụng lịch trên máy đó và xem lịch này còn trong danh sách không."),
}


def of_family(family: str) -> list[Client]:
    """None for a program nobody knows the pace of."""
    return [client for client in CLIENTS if client.family == family]


def longest_wait(family: str) -> timedelta:
    """How long one of a family may stay away; a week for those nobody knows."""
    return max((client.at_the_latest for client in of_family(family)), default=7 * _DAY)
