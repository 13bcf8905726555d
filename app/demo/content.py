"""What the Centre has written: news, a page that stays, a banner of these days, and what is not public (yet, any more)."""

from datetime import timedelta

from app.content import service
from app.content.models import PageKind, PageStatus
from app.core import clock
from app.demo.cases import Cast
from app.demo.story import Story

WAY_VI = """## Cách đặt địa điểm

1. Xem [các địa điểm](/venues) và [lịch theo ngày](/bookings/day).
2. Chọn giờ còn trống, gửi yêu cầu kèm vài dòng về hoạt động.
3. Trung tâm xem và trả lời qua thư.

> Nội dung trang này chỉ để minh họa; Trung tâm viết lại khi dùng thật.
"""
WAY_EN = """## How to book a venue

1. Look at [the venues](/venues) and [the schedule by day](/bookings/day).
2. Choose a free time and send a request with a few lines about your activity.
3. The Centre looks at it and answers by mail.

> This page is a sample; the Centre writes its own.
"""


def write_content(story: Story, cast: Cast) -> None:
    story.on(-21, "09:10", lambda: _write(cast))
    story.on(-9, "15:30", lambda: _news(cast))
    story.on(-1, "16:05", lambda: _banners(cast))


def _write(cast: Cast) -> None:
    way = service.write_page(
        PageKind.PAGE, actor=cast.people["tuan"], status=PageStatus.DRAFT, slug="cach-dat-dia-diem", demo=True,
        title_vi="Cách đặt địa điểm (minh họa)", title_en="How to book a venue (sample)",
        lead_vi="Từ lúc tìm chỗ trống đến lúc nhận xác nhận.", lead_en="From finding a free time to the confirmation.",
        body_vi="Trang đang viết.", body_en=None, in_foot=True, position=10,
    )  # fmt: skip
    service.change_page(
        way, seen_version=str(way.version), actor=cast.people["thu"],
        status=PageStatus.PUBLISHED, body_vi=WAY_VI, body_en=WAY_EN,
    )  # fmt: skip
    service.write_page(
        PageKind.NEWS, actor=cast.people["tuan"], status=PageStatus.PUBLISHED, demo=True,
        title_vi="Bảng lịch địa điểm đã mở cho mọi người (minh họa)",
        title_en="The schedule of venues is open to all (sample)",
        lead_vi="Từ nay ai cũng xem được giờ nào còn trống ở từng địa điểm.",
        lead_en="From now on anybody can see which hours are free at each venue.",
        body_vi="Bạn mở [bảng lịch theo ngày](/bookings/day), chọn ngày và xem **giờ còn trống** của từng nơi.\n\n"
        "Thành viên Mạng lưới gửi yêu cầu ngay từ bảng lịch.",
        body_en="Open [the schedule by day](/bookings/day), choose a day and see the **free hours** of every place.\n\n"
        "Members of the network send a request right from it.",
    )  # fmt: skip


def _news(cast: Cast) -> None:
    thu = cast.people["thu"]
    service.write_page(
        PageKind.NEWS, actor=thu, status=PageStatus.PUBLISHED, demo=True,
        title_vi="Nghe và nhìn: hướng dẫn ghi lịch vào điện thoại (minh họa)",
        title_en="How to keep the calendar on your phone (sample)",
        lead_vi="Theo dõi một địa điểm hay một không gian, lịch tự cập nhật.",
        lead_en="Follow a venue or a space and the calendar keeps itself up to date.",
        body_vi="Chọn lịch bạn muốn ở trang [Lịch theo dõi](/calendars), rồi bấm *Thêm vào điện thoại*.",
        body_en="Choose a calendar on the page [Calendars](/calendars) and add it to your phone.",
    )  # fmt: skip
    service.write_page(
        PageKind.NEWS, actor=thu, status=PageStatus.DRAFT, demo=True,
        title_vi="Kế hoạch quý sau (bản nháp minh họa)", title_en=None,
        lead_vi="", lead_en=None, body_vi="Đang chờ duyệt.", body_en=None,
    )  # fmt: skip
    service.write_page(
        PageKind.PAGE, actor=thu, status=PageStatus.HIDDEN, slug="mua-le-hoi-cu", demo=True,
        title_vi="Mùa lễ hội đã qua (minh họa)", title_en="A festival that is over (sample)",
        lead_vi="", lead_en=None, body_vi="Trang này đã gỡ.", body_en="This page was taken down.",
        in_foot=False, position=90,
    )  # fmt: skip


def _banners(cast: Cast) -> None:
    now = clock.now()
    service.write_page(
        PageKind.BANNER, actor=cast.people["tuan"], status=PageStatus.PUBLISHED, demo=True, tone="info", link="/calls",
        title_vi="Đang nhận hồ sơ đăng ký thành viên (minh họa)", title_en="Applications for membership are open (sample)",
        lead_vi="Xem hạn nộp và các bước ở trang đợt đăng ký.", lead_en="See the dates and the steps on the page of calls.",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=10),
    )  # fmt: skip
    service.write_page(
        PageKind.BANNER, actor=cast.people["tuan"], status=PageStatus.PUBLISHED, demo=True, tone="warn", link="",
        title_vi="Nghỉ giữa tuần (minh họa, đã hết hạn)", title_en="Closed midweek (sample, over)",
        lead_vi="Văn phòng nghỉ một ngày.", lead_en="The office is closed for a day.",
        starts_at=now - timedelta(days=12), ends_at=now - timedelta(days=11),
    )  # fmt: skip
