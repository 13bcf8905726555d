"""One function decides how much of an address anybody sees."""

import pytest

from app.places.models import Ward
from app.spaces.models import Space
from app.spaces.rules import default_exactness, shown_address

WARD = Ward(code="00070", kind="Phường", name="Hoàn Kiếm", latitude=21.0, longitude=105.8)


def _space(exactness: str, **changes: object) -> Space:
    given = {"house_number": "12B", "street": "ngõ Hàng Chum", "ward": WARD, "exactness": exactness}
    return Space(**given | changes)


@pytest.mark.parametrize(
    ("exactness", "shown"),
    [
        ("exact", "12B ngõ Hàng Chum, Phường Hoàn Kiếm, Hà Nội"),
        ("street", "ngõ Hàng Chum, Phường Hoàn Kiếm, Hà Nội"),
        ("ward", "Phường Hoàn Kiếm, Hà Nội"),
        ("something new", "Phường Hoàn Kiếm, Hà Nội"),
    ],
)
def test_no_more_than_was_chosen(exactness, shown):
    assert shown_address(_space(exactness)) == shown


def test_parts_that_are_missing_leave_no_gap():
    assert shown_address(_space("exact", house_number=None)) == "ngõ Hàng Chum, Phường Hoàn Kiếm, Hà Nội"
    assert shown_address(_space("exact", street=None)) == "Phường Hoàn Kiếm, Hà Nội"
    assert shown_address(_space("exact", ward=None)) == ""


@pytest.mark.parametrize(
    ("ownership", "exactness"), [("private", "ward"), ("group", "ward"), ("state", "exact"), ("foreign", "exact")]
)
def test_homes_are_not_shown_unless_their_people_say_so(ownership, exactness):
    assert default_exactness(ownership) == exactness
