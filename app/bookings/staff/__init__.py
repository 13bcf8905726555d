"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff import closures, deciding, moving, schedule
from app.bookings.staff.desk import blueprint
from app.bookings.staff.lapses import blueprint as lapses

__all__ = ["blueprint", "closures", "deciding", "lapses", "moving", "schedule"]
