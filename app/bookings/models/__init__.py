"""Bookings, closures, the floor they take, and what belongs to them."""

from app.bookings.models.bookings import (
    ActivityKind,
    Booking,
    BookingEquipment,
    BookingStatus,
    Departure,
    Keep,
    LateChange,
    Noise,
    Origin,
    booking_venues,
)
from app.bookings.models.changes import BookingChange, ChangeStatus, change_venues
from app.bookings.models.closures import Closure, ClosureKind, Reach, closure_venues
from app.bookings.models.days import ChecklistAnswer, ChecklistItem, Handover, HandoverPhoto, Usage, UsageReport
from app.bookings.models.floor import Occupancy, OccupancyKind
from app.bookings.models.papers import BookingPaper, PaperKind, VenueAgreement

__all__ = [
    "ActivityKind",
    "Booking",
    "BookingChange",
    "BookingEquipment",
    "BookingPaper",
    "BookingStatus",
    "ChangeStatus",
    "ChecklistAnswer",
    "ChecklistItem",
    "Closure",
    "ClosureKind",
    "Departure",
    "Handover",
    "HandoverPhoto",
    "Keep",
    "LateChange",
    "Noise",
    "Occupancy",
    "OccupancyKind",
    "Origin",
    "PaperKind",
    "Reach",
    "Usage",
    "UsageReport",
    "VenueAgreement",
    "booking_venues",
    "change_venues",
    "closure_venues",
]
