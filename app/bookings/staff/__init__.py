"""The Centre's screens of bookings, split by noun."""

from app.bookings.staff import board, closures, deciding, elsewhere, outside, series, waiting_list, wishes
from app.bookings.staff.checklist import blueprint as checklist
from app.bookings.staff.day import blueprint as day
from app.bookings.staff.desk import blueprint
from app.bookings.staff.lapses import blueprint as lapses
from app.bookings.staff.opening import blueprint as opening
from app.bookings.staff.uses import blueprint as uses

__all__ = [
    "blueprint",
    "board",
    "checklist",
    "closures",
    "day",
    "deciding",
    "elsewhere",
    "lapses",
    "opening",
    "outside",
    "series",
    "uses",
    "waiting_list",
    "wishes",
]
