"""What people type about bookings."""

from app.bookings.forms.changes import (
    ChangeForm,
    GrantForm,
    RefuseChangeForm,
    SwapForm,
    WordsForm,
    lending_form,
    same_wish,
)
from app.bookings.forms.closures import ClosureForm, ReachForm, asking
from app.bookings.forms.decide import (
    CancelForm,
    ConfirmForm,
    CounterForm,
    DeclineForm,
    MoveForm,
    RemoveForm,
    TurnDownForm,
)
from app.bookings.forms.fields import PhasesForm, SpanForm, VenuesField
from app.bookings.forms.find import FindForm
from app.bookings.forms.lapses import LapseForm
from app.bookings.forms.request import CENTRE, BookingForm, booking_form
from app.bookings.forms.series import DatesForm, JudgeForm, TypedTimeForm

__all__ = [
    "CENTRE",
    "BookingForm",
    "CancelForm",
    "ChangeForm",
    "ClosureForm",
    "ConfirmForm",
    "CounterForm",
    "DatesForm",
    "DeclineForm",
    "FindForm",
    "GrantForm",
    "JudgeForm",
    "LapseForm",
    "MoveForm",
    "PhasesForm",
    "ReachForm",
    "RefuseChangeForm",
    "RemoveForm",
    "SpanForm",
    "SwapForm",
    "TurnDownForm",
    "TypedTimeForm",
    "VenuesField",
    "WordsForm",
    "asking",
    "booking_form",
    "lending_form",
    "same_wish",
]
