"""What members have made use of this year, and two letters that confirm a membership."""

from functools import partial

from app.benefits import queries, service
from app.benefits.models import Purpose
from app.demo.cases import Cast
from app.demo.story import Story

USES = (
    (-150, "Q4", "xuong-in", "Xem giúp hồ sơ thông báo buổi diễn ngoài trời."),
    (-96, "Q3", "xuong-in", "Bài giới thiệu trên trang Thành phố sáng tạo."),
    (-61, "Q5", "xuong-in", "Hai người dự buổi gặp mặt các không gian."),
    (-88, "Q7", "lo-gom", "Mượn một góc phố đi bộ cho buổi nặn gốm."),
    (-52, "Q6", "lo-gom", "Đón đoàn nghệ nhân từ một thành phố thủ công."),
    (-45, "Q5", "dam-bao", "Dự lớp quản lý không gian, một suất."),
    (-30, "Q4", "nan-vot", "Hướng dẫn hồ sơ treo băng rôn."),
    (-16, "Q3", "hai-gian", "Ảnh trong bản tin tháng."),
)
LETTERS = (
    (-12, "xuong-in", Purpose.TAX, "Chi cục Thuế nơi không gian hoạt động"),
    (-3, "lo-gom", Purpose.EVENT, "Bộ phận một cửa của phường"),
)


def write_benefits(story: Story, cast: Cast) -> None:
    for use in USES:
        story.on(use[0], "15:10", partial(_used, story, cast, *use))
    for day, space, purpose, receiver in LETTERS:
        story.on(day, "08:50", partial(_asked, cast, space, purpose, receiver))


def _used(story: Story, cast: Cast, day: int, code: str, space: str, note: str) -> None:
    benefit = queries.benefit_by_code(code)
    if benefit is not None:
        service.enter_use(benefit, cast.spaces[space], on=story.day(day), note=note, actor=cast.people["thu"])


def _asked(cast: Cast, space: str, purpose: Purpose, receiver: str) -> None:
    service.ask_letter(cast.spaces[space], purpose=purpose, receiver=receiver, actor=cast.owners[space])
