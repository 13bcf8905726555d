"""Forms of venues, split by noun."""

from app.venues.forms.facts import ColumnsForm, FactsForm, LayoutsForm, PlanForm, WordsForm
from app.venues.forms.hours import ExceptionForm, RemoveHoursForm, SeasonForm, SeasonWeekForm, WeekForm, YearForm
from app.venues.forms.lists import EquipmentChangeForm, EquipmentForm, NeighbourForm
from app.venues.forms.terms import ApproversForm, QuotaForm, TermsForm

__all__ = [
    "ApproversForm",
    "ColumnsForm",
    "EquipmentChangeForm",
    "EquipmentForm",
    "ExceptionForm",
    "FactsForm",
    "LayoutsForm",
    "NeighbourForm",
    "PlanForm",
    "QuotaForm",
    "RemoveHoursForm",
    "SeasonForm",
    "SeasonWeekForm",
    "TermsForm",
    "WeekForm",
    "WordsForm",
    "YearForm",
]
