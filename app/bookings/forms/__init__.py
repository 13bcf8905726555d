"""What people type about bookings."""

from app.bookings.forms.closures import ClosureForm, ReachForm, asking
from app.bookings.forms.decide import CancelForm, ConfirmForm, DeclineForm, MoveForm
from app.bookings.forms.fields import PhasesForm, SpanForm, VenuesField
from app.bookings.forms.find import FindForm
from app.bookings.forms.lapses import LapseForm
from app.bookings.forms.request import CENTRE, BookingForm, booking_form

__all__ = [
    "CENTRE",
    "BookingForm",
    "CancelForm",
    "ClosureForm",
    "ConfirmForm",
    "DeclineForm",
    "FindForm",
    "LapseForm",
    "MoveForm",
    "PhasesForm",
    "ReachForm",
    "SpanForm",
    "VenuesField",
    "asking",
    "booking_form",
]
