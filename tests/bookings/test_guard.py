"""The database itself refuses two blocking rows of one area at one time; without its guard it would not."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.bookings.models import Occupancy
from app.bookings.service import floor
from app.core.db import db, transact
from migrations import guards
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_decide import booked

COPY = """
INSERT INTO occupancies (area_id, starts_at, ends_at, blocking, kind, booking_id)
SELECT area_id, starts_at, ends_at, {blocking}, kind, booking_id FROM occupancies WHERE id = {id}
"""


def _only_row() -> int:
    return db.session.query(Occupancy.id).order_by(Occupancy.id).limit(1).scalar()  # type: ignore[return-value]


def _copy_row(*, blocking: bool) -> None:
    row = _only_row()
    transact(lambda: db.session.execute(text(COPY.format(blocking=str(blocking).lower(), id=row))))


def _double_bookings() -> int:
    return db.session.execute(
        text(
            "SELECT count(*) FROM occupancies a JOIN occupancies b ON a.area_id = b.area_id AND a.id < b.id "
            "AND a.blocking AND b.blocking AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
        )
    ).scalar_one()


def test_a_second_row_is_refused(house: House) -> None:
    booked(house)
    with pytest.raises(IntegrityError, match="ex_occupancies_no_overlap"):
        _copy_row(blocking=True)
    _copy_row(blocking=False)


def test_turning_a_row_into_a_blocking_one_is_refused(house: House) -> None:
    booked(house)
    _copy_row(blocking=False)
    with pytest.raises(IntegrityError, match="ex_occupancies_no_overlap"):
        transact(lambda: db.session.execute(text("UPDATE occupancies SET blocking = true")))


def test_moving_a_row_onto_another_is_refused(house: House) -> None:
    booked(house, when=make.span("09:00", "10:00"))
    booked(house, who="hoa", when=make.span("11:00", "12:00"))
    onto = text("UPDATE occupancies SET starts_at = (SELECT min(starts_at) FROM occupancies)")
    with pytest.raises(IntegrityError, match="ex_occupancies_no_overlap"):
        transact(lambda: db.session.execute(onto))


def test_a_long_row_is_seen_from_within(house: House) -> None:
    """The trigger looks at one row only; a week-long booking must still be that row."""
    booked(house, when=make.span("09:00", "18:00", last=make.date(2026, 12, 14)))
    row = _only_row()
    inside = "INSERT INTO occupancies (area_id, starts_at, ends_at, blocking, kind, booking_id) " + (
        "SELECT area_id, '2026-12-09 03:00:00', '2026-12-09 04:00:00', true, kind, booking_id "
        f"FROM occupancies WHERE id = {row}"
    )
    with pytest.raises(IntegrityError, match="ex_occupancies_no_overlap"):
        transact(lambda: db.session.execute(text(inside)))


def test_without_the_guard_the_same_row_goes_in(house: House) -> None:
    booked(house)
    transact(lambda: guards.remove(db.session.connection()))
    _copy_row(blocking=True)
    assert _double_bookings() == 1


def test_the_guards_refusal_is_told_like_any_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look that comes first is off, so it is the schema that refuses, and the transaction survives to say so."""
    booked(house)
    looks = iter([lambda *a, **k: None])
    real = floor.refuse_if_taken
    monkeypatch.setattr(floor, "refuse_if_taken", lambda *a, **k: next(looks, real)(*a, **k))
    error = refused(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a")))
    assert error.code == "booking.taken"
    assert _double_bookings() == 0
