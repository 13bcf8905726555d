"""What every installation needs before its first visitor. Idempotent; a composition root, imported by commands only."""

from datetime import date

import yaml

from app.benefits.service import load_benefits
from app.bookings.service import load_checklist
from app.config import ROOT
from app.content.service import publish_text
from app.core import clock
from app.criteria.definition import parse_yaml
from app.criteria.queries import all_sets
from app.criteria.service import import_set, publish_set
from app.licences.service import load_rules
from app.places.service import load_wards
from app.venues.service import load_venues
from app.vocabulary.service import load_words, our_words
from app.workdays.service import load_statutory_days

DATA = ROOT / "data"


def seed() -> None:
    load_wards(DATA / "hanoi_wards.csv", DATA / "old_districts.csv")
    load_words(our_words())
    load_venues(yaml.safe_load((DATA / "venues.yaml").read_text(encoding="utf-8")))
    load_checklist(yaml.safe_load((DATA / "checklist.yaml").read_text(encoding="utf-8")))
    load_benefits(yaml.safe_load((DATA / "benefits.yaml").read_text(encoding="utf-8")))
    load_rules(yaml.safe_load((DATA / "licences.yaml").read_text(encoding="utf-8")))
    if not all_sets():
        default = parse_yaml((DATA / "criteria_default.yaml").read_text(encoding="utf-8"))
        publish_set(import_set(default, actor=None), actor=None)
    year = clock.today().year
    load_statutory_days(range(year - 1, year + 3))
    publish_text(
        "privacy",
        title_vi="Thông báo xử lý dữ liệu cá nhân",
        title_en="How personal data is used",
        body_vi=(DATA / "texts/privacy.vi.md").read_text(encoding="utf-8"),
        body_en=(DATA / "texts/privacy.en.md").read_text(encoding="utf-8"),
        on=date(2026, 11, 1),
    )
