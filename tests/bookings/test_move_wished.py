"""Moving with the wish in the address, as the board opens it: seen at once, done by nobody but the form."""

import pytest

from app.bookings.queries import booking_by_public_id
from tests.bookings.conftest import Town
from tests.bookings.factories import HOUR, span

LATER = "day=2026-12-07&starts_at=19:15&ends_at=21:30"


def _facts(town: Town, public_id: str) -> tuple[object, ...]:
    def look() -> tuple[object, ...]:
        booking = booking_by_public_id(public_id)
        assert booking is not None
        return booking.public, booking.starts_at, booking.ends_at, tuple(venue.slug for venue in booking.venues)

    return tuple(town.do(look))


def test_the_wish_is_shown_with_its_consequences_and_changes_nothing(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe", setup=HOUR, strike=HOUR / 2)
    before = _facts(town, public_id)
    page = town.cast.client("tuan").get(f"/desk/bookings/{public_id}/move?{LATER}&venues=cau-kinh")
    assert page.status_code == 200
    for told in ('value="19:15"', 'value="21:30"', "Chỗ mới còn trống", "Chuyển và báo cho người đặt"):
        assert told in page.text, told
    assert _facts(town, public_id) == before


def test_confirmed_it_moves_with_its_phases(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe", setup=HOUR, strike=HOUR / 2)
    answer = town.cast.client("tuan").submit(f"/desk/bookings/{public_id}/move?{LATER}&venues=cau-kinh")
    assert answer.status_code == 302
    public = span("19:15", "21:30")
    assert _facts(town, public_id) == (public, public.start - HOUR, public.end + HOUR / 2, ("cau-kinh",))


def test_what_is_in_the_way_is_said_at_once(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe")
    town.book("hoa", "cau-kinh", title_vi="Họp kín")
    page = town.cast.client("tuan").get(f"/desk/bookings/{public_id}/move?{LATER}&venues=cau-kinh")
    assert page.status_code == 200
    assert "Họp kín" in page.text
    assert "Chuyển và báo cho người đặt" not in page.text


@pytest.mark.parametrize(
    "asked",
    [
        "day=2026-12-07", "day=x&starts_at=y&ends_at=z", "day=2026-12-07&starts_at=21:00&ends_at=19:00",
        "day=2026-12-07&starts_at=19:00&ends_at=21:00&last_day=2026-12-01",
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_shows_what_stands(town: Town, asked: str) -> None:
    public_id = town.book("lan", "lang-nghe")
    page = town.cast.client("tuan").get(f"/desk/bookings/{public_id}/move?{asked}")
    assert page.status_code == 200
    assert "Nếu chuyển như bên dưới" not in page.text


def test_a_venue_nobody_knows_leaves_the_place_alone(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe")
    page = town.cast.client("tuan").get(f"/desk/bookings/{public_id}/move?{LATER}&venues=khong-co")
    assert "Chỗ mới còn trống" in page.text
    assert _facts(town, public_id)[3] == ("lang-nghe",)


def test_what_somebody_typed_wins_over_the_address(town: Town) -> None:
    public_id = town.book("lan", "lang-nghe")
    page = town.cast.client("tuan").submit(
        f"/desk/bookings/{public_id}/move?{LATER}", {"starts_at": "18:00", "ends_at": "20:00", "fingerprint": ""}
    )
    assert 'value="18:00"' in page.text
    assert 'value="19:15"' not in page.text
