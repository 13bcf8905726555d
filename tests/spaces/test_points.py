"""A point out of what people paste."""

from types import SimpleNamespace

import pytest

from app.core.errors import DomainError
from app.spaces.points import read_point
from app.spaces.rules import Point, normal_profile, shown_point
from tests.spaces.factories import profile

HERE = (21.0285, 105.8542)


@pytest.mark.parametrize(
    "pasted",
    [
        "21.0285, 105.8542",
        "21,0285; 105,8542",
        "21,0285, 105,8542",
        "(21.0285,105.8542)",
        "21.0285°N, 105.8542°E",
        "geo:21.0285,105.8542",
        "https://www.google.com/maps/place/X/@21.0227,105.8194,17z/data=!4m6!8m2!3d21.0285!4d105.8542",
        "https://www.google.com/maps?q=21.0285,105.8542",
        "https://www.google.com/maps/search/?api=1&query=21.0285%2C105.8542",
        "https://www.openstreetmap.org/#map=17/21.0285/105.8542",
        "https://www.openstreetmap.org/?mlat=21.0285&mlon=105.8542#map=17/21.1/105.9",
        "https://maps.apple.com/?ll=21.0285,105.8542",
    ],
)
def test_what_a_map_gives_is_read(pasted):
    assert read_point(pasted) == HERE


def test_nothing_is_no_point():
    assert read_point("  ") is None


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("gần hồ", "point_unreadable"),
        ("21.0285", "point_unreadable"),
        ("javascript:alert(1)", "point_unreadable"),
        ("https://[", "point_unreadable"),
        ("1" * 2001, "point_unreadable"),
        ("nan, nan", "point_unreadable"),
        ("https://maps.app.goo.gl/abc", "point_short_link"),
        ("105.8542, 21.0285", "point_outside"),
        ("10.7769, 106.7009", "point_outside"),
    ],
)
def test_what_is_no_point_of_the_city_is_told(pasted, code):
    with pytest.raises(DomainError) as refused:
        read_point(pasted)
    assert (refused.value.code, refused.value.field) == (f"space.{code}", "point")


@pytest.mark.parametrize(
    ("exactness", "own", "shown"),
    [
        ("exact", HERE, Point(*HERE, exact=True)),
        ("exact", (None, None), Point(21.0, 105.8, exact=False)),
        ("street", HERE, Point(21.0, 105.8, exact=False)),
        ("ward", HERE, Point(21.0, 105.8, exact=False)),
    ],
)
def test_only_a_space_that_shows_its_whole_address_stands_on_its_point(exactness, own, shown):
    ward = SimpleNamespace(latitude=21.0, longitude=105.8)
    space = SimpleNamespace(exactness=exactness, own_latitude=own[0], own_longitude=own[1], ward=ward)
    assert shown_point(space) == shown
    space.ward = None
    assert shown_point(space) is None


def test_a_point_is_dropped_with_the_house_number():
    assert normal_profile(profile(point=HERE, exactness="street")).point is None
    assert normal_profile(profile(point=HERE, exactness="exact")).point == HERE
