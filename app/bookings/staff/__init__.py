"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff import board, closures, countering, deciding, moving, waiting_list
from app.bookings.staff.desk import blueprint
from app.bookings.staff.lapses import blueprint as lapses
from app.bookings.staff.opening import blueprint as opening

__all__ = ["blueprint", "board", "closures", "countering", "deciding", "lapses", "moving", "opening", "waiting_list"]
