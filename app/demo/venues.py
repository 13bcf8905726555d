"""One venue with everything written that can be, marked as made up: the museum has published none of it."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from app.accounts.models import User
from app.demo.cases import Cast
from app.demo.pictures import DemoPhoto, photos, picture
from app.demo.story import Story
from app.files.service import PreparedFile, prepare_bytes
from app.venues import service
from app.venues.models import Layout, QuotaMeasure, QuotaPeriod, Venue
from app.venues.queries import venue_by_slug

SAMPLE = "di-san-cong-nghiep"
FACTS: dict[str, Any] = {
    "area_m2": 240,
    "height_cm": 550,
    "load_kg_m2": 400,
    "power_vi": "Hai ổ 16 A ở mỗi cột (số liệu minh họa).",
    "power_en": "Two 16 A sockets at every column (sample figures).",
    "step_free": True,
    "step_free_vi": "Vào bằng cửa phía sân, có dốc (minh họa).",
    "step_free_en": "By the door on the yard, with a ramp (sample).",
    "rules_vi": "Nội quy minh họa.\n\nKhông khoan, đóng đinh vào tường. Dọn sạch trước khi bàn giao.",
    "rules_en": "Sample rules.\n\nNo drilling or nailing into the walls. Leave the place clean at hand-back.",
    "price_notice_vi": "Thông báo minh họa: chưa có giá chính thức.",
    "price_notice_en": "Sample notice: there is no official price yet.",
}
TERMS: dict[str, Any] = {
    "associates_may_request": True,
    "public_bodies_may_request": True,
    "notice_max_days": 365,
    "setup_minutes": 60,
    "strike_minutes": 30,
}
NOTE: dict[str, Any] = {
    "description_vi": "Dữ liệu minh họa: số liệu, ảnh, sơ đồ, thiết bị và nội quy ở trang này được đặt ra để xem thử, không phải của Bảo tàng.",
    "description_en": "Sample data: the figures, photos, plan, equipment and rules on this page are made up for trying things out and are not the museum's.",
}


@dataclass
class DrawnVenue:
    """On the disk before the story is told."""

    photos: list[DemoPhoto]
    plan: PreparedFile


def drawn_venue() -> DrawnVenue:
    plan = prepare_bytes(picture("so-do", "tiles"), "so-do-minh-hoa.webp", "image/webp")
    return DrawnVenue(photos("dia-diem", "panes", "roofs", "tiles"), plan)


def write_venues(story: Story, cast: Cast, drawn: DrawnVenue) -> None:
    story.on(-2, "14:10", lambda: _describe(cast.people["thu"], drawn))
    story.on(-2, "14:50", lambda: _lend(cast.people["thu"]))
    story.on(-2, "15:05", lambda: _open(story, cast.people["tuan"]))


def _sample() -> Venue:
    venue = venue_by_slug(SAMPLE)
    if venue is None:
        raise ValueError(SAMPLE)
    return venue


def _describe(thu: User, drawn: DrawnVenue) -> None:
    venue = _sample()
    service.change_venue(venue, actor=thu, **NOTE)
    service.change_venue(venue, actor=thu, action="venue.facts_set", **FACTS)
    service.change_venue(venue, actor=thu, action="venue.terms_set", **TERMS)
    layouts = {Layout.STANDING: 180, Layout.THEATRE: 120, Layout.ROUND_TABLES: 72, Layout.EXHIBITION: None}
    service.set_layouts(venue, layouts, capacity=None, actor=thu)
    for photo in drawn.photos:
        service.add_photo(venue, photo.prepared, alt_vi=photo.alt_vi, alt_en=photo.alt_en, actor=thu)
    service.set_plan(venue, drawn.plan, actor=thu)


def _lend(thu: User) -> None:
    venue = _sample()
    service.add_equipment(venue, name_vi="Bục trưng bày (minh họa)", name_en="Plinth (sample)", stock=20, actor=thu)
    service.add_equipment(
        venue, name_vi="Đèn rọi ray (minh họa)", name_en="Track light (sample)", stock=36, actor=thu
    )
    service.add_equipment(None, name_vi="Ghế gấp (minh họa)", name_en="Folding chair (sample)", stock=200, actor=thu)


def _open(story: Story, tuan: User) -> None:
    """Longer evenings in summer, one odd day, and how much one space may have."""
    venue = _sample()
    season = service.add_season(venue, actor=tuan, name_vi="Mùa hè", name_en="Summer", first_day=501, last_day=831)
    week = [(day, time(7), time(22, 30)) for day in range(7)]
    service.set_weekly_hours(venue, week, actor=tuan, season=season)
    service.add_exception(
        venue,
        actor=tuan,
        day=story.day(40),
        spans=[(time(8), time(11, 30)), (time(13, 30), time(17))],
        note_vi="Kiểm kê hiện vật (minh họa)",
        note_en="Stocktaking (sample)",
    )
    service.add_quota(venue, period=QuotaPeriod.MONTH, measure=QuotaMeasure.BOOKINGS, amount=6, actor=tuan)
    service.add_quota(None, period=QuotaPeriod.YEAR, measure=QuotaMeasure.BOOKINGS, amount=100, actor=tuan)
