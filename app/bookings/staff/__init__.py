"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff import closures, countering, deciding, moving, schedule, waiting_list
from app.bookings.staff.desk import blueprint
from app.bookings.staff.lapses import blueprint as lapses

__all__ = ["blueprint", "closures", "countering", "deciding", "lapses", "moving", "schedule", "waiting_list"]
