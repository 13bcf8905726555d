"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff.bookings import blueprint
from app.bookings.staff.lapses import blueprint as lapses

__all__ = ["blueprint", "lapses"]
