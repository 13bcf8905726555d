"""Words in any order, with accents or without, old names of places as good as new ones, and nothing that is hidden."""

import pytest
from sqlalchemy import select

from app.core.db import db, transact
from app.spaces import service
from app.spaces.models import Space
from app.spaces.queries import directory
from tests.spaces.factories import make_space, profile

STREET = {"house_number": "12B", "street": "phố Phùng Hưng"}


@pytest.fixture
def found(ctx, cast):
    """The names that a search finds, in their order."""

    def make() -> None:
        lan = cast.user("lan")
        make_space(
            lan, name_vi="Hiên Tranh", name_en="Picture Porch", ward_code="00070", exactness="street", **STREET
        )
        make_space(lan, name_vi="Gác Đàn", name_en=None, ward_code="00190", exactness="ward", **STREET)
        make_space(lan, name_vi="Lò Bát", name_en=None, ward_code="00577", exactness="exact", **STREET)
        make_space(
            lan,
            name_vi="Kho Ảnh",
            name_en=None,
            kinds=["online"],
            ward_code=None,
            old_district="Đống Đa",
            house_number=None,
            street=None,
        )
        make_space(
            lan,
            name_vi="Xưởng Đông",
            name_en=None,
            ward_code="09556",
            old_district="Hà Đông",
            house_number=None,
            street=None,
        )

    transact(make)
    ids = db.session.scalars(select(Space.id)).all()
    return lambda q: [space.name_vi for space in directory(ids, q=q)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("phung hung", ["Hiên Tranh", "Lò Bát"]),
        ("Phùng Hưng", ["Hiên Tranh", "Lò Bát"]),
        ("PHÙNG HƯNG", ["Hiên Tranh", "Lò Bát"]),
        ("Phu\u0300ng Hu\u031bng", ["Hiên Tranh", "Lò Bát"]),
        ("hung, phung!", ["Hiên Tranh", "Lò Bát"]),
        ("dong da", ["Gác Đàn", "Kho Ảnh"]),
        ("Đống Đa", ["Gác Đàn", "Kho Ảnh"]),
        ("quận Đống Đa", ["Gác Đàn", "Kho Ảnh"]),
        ("đàn đống đa", ["Gác Đàn"]),
        ("hà đông", ["Xưởng Đông"]),
        ("gia lam", ["Lò Bát"]),
        ("bat trang", ["Lò Bát"]),
        ("ô chợ dừa", ["Gác Đàn"]),
        ("pict", ["Hiên Tranh"]),
        ("icture", []),
        ("tranh", ["Hiên Tranh"]),
        ("tranh bat", []),
        ("12b", ["Lò Bát"]),
        ("%", []),
        ("_", []),
        ("'; --", []),
        ("", ["Gác Đàn", "Hiên Tranh", "Kho Ảnh", "Lò Bát", "Xưởng Đông"]),
    ],
)
def test_what_is_found(found, typed, names):
    assert found(typed) == names


def test_a_street_that_is_hidden_later_is_found_no_more(found):
    space = db.session.scalars(select(Space).where(Space.name_vi == "Hiên Tranh")).one()
    hidden = profile(name_vi="Hiên Tranh", exactness="ward", **STREET)
    transact(lambda: service.change_space(db.session.get_one(Space, space.id), hidden, version=1, actor=None))
    assert found("phung hung") == ["Lò Bát"]
    assert found("phung") == ["Lò Bát"]
