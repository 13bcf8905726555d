"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff import board, closures, deciding, moving
from app.bookings.staff.desk import blueprint
from app.bookings.staff.lapses import blueprint as lapses

__all__ = ["blueprint", "board", "closures", "deciding", "lapses", "moving"]
from app.bookings.staff import countering, schedule, waiting_list

__all__ = ["blueprint", "closures", "countering", "deciding", "lapses", "moving", "schedule", "waiting_list"]
