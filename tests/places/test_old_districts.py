"""The 126 wards and the thirty districts they were formed from."""

import csv

import pytest

from app.config import ROOT
from app.core.db import db
from app.places.models import Ward
from app.places.queries import all_wards
from app.places.rules import old_district_names, place_names, search_terms

URBAN = "Ba Đình, Bắc Từ Liêm, Cầu Giấy, Đống Đa, Hà Đông, Hai Bà Trưng, Hoàn Kiếm, Hoàng Mai, Long Biên, Nam Từ Liêm, Tây Hồ, Thanh Xuân"
RURAL = "Ba Vì, Chương Mỹ, Đan Phượng, Đông Anh, Gia Lâm, Hoài Đức, Mê Linh, Mỹ Đức, Phú Xuyên, Phúc Thọ, Quốc Oai, Sóc Sơn, Thạch Thất, Thanh Oai, Thanh Trì, Thường Tín, Ứng Hòa"


def test_the_thirty_districts_are_all_there_in_vietnamese_order(ctx):
    names = old_district_names(all_wards())
    assert set(names.values()) == {*URBAN.split(", "), *RURAL.split(", "), "Sơn Tây"}
    assert list(names.values())[:4] == ["Ba Đình", "Ba Vì", "Bắc Từ Liêm", "Cầu Giấy"]
    assert names["dong da"] == "Đống Đa"


def test_every_ward_knows_where_it_comes_from(ctx):
    assert all(ward.old_districts for ward in all_wards())
    assert db.session.get_one(Ward, "00190").old_districts == ["Đống Đa"]
    assert db.session.get_one(Ward, "00082").old_districts == ["Hoàn Kiếm", "Hai Bà Trưng"]
    assert db.session.get_one(Ward, "00190").search_text == " o cho dua dong da"


def test_the_two_files_name_the_same_wards():
    def rows(name: str) -> list[tuple[str, str]]:
        with (ROOT / "data" / name).open(encoding="utf-8", newline="") as lines:
            return [(r["code"], r["name"]) for r in csv.DictReader(one for one in lines if not one.startswith("#"))]

    assert rows("old_districts.csv") == rows("hanoi_wards.csv")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("gốm", ["gom"]),
        ("Đống Đa", ["dong da"]),
        ("quận đống đa", ["dong da"]),
        ("xuong in hai ba trung", ["xuong", "in", "hai ba trung"]),
        ("phường Văn Miếu - Quốc Tử Giám", ["van mieu quoc tu giam"]),
        ("thị xã Sơn Tây", ["son tay"]),
        ("quán cà phê", ["quan", "ca", "phe"]),
        ("đông", ["dong"]),
        ("  %_;-- ", []),
        ("", []),
    ],
)
def test_a_place_is_one_term(ctx, typed, terms):
    assert search_terms(typed, place_names(all_wards())) == terms
