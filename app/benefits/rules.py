"""What membership gives to whom, who keeps the list of it, and who gets a letter about a membership. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.accounts.rules import is_administrator, is_centre_staff, is_coordinator
from app.benefits.models import Benefit
from app.bookings.rules import Use, YearOfUse, is_no_show, summed
from app.memberships.models import Grade
from app.memberships.rules import Standing, Status

# The one whose use the bookings themselves tell: places at the Centre and in the museum's grounds.
PLACES = "Q1"
LETTERS_A_DAY = 5
_A_DAY = timedelta(days=1)


def can_keep_benefits(actor: Any) -> bool:
    return is_coordinator(actor) or is_administrator(actor)


def can_see_letters(actor: Any) -> bool:
    return is_centre_staff(actor)


def can_open_letter(actor: Any, team_ids: Collection[int]) -> bool:
    return can_see_letters(actor) or (actor.is_authenticated and actor.id in team_ids)


def given_to(benefit: Benefit, standing: Standing) -> bool:
    """Whether a space that stands so may claim it now."""
    if not benefit.active or not standing.is_member:
        return False
    return benefit.for_associate if standing.grade == Grade.ASSOCIATE else benefit.for_full


def is_safe_link(link: str) -> bool:
    """A page of this site, or of another over https; nothing that runs or that leaves the reader guessing."""
    if any(sign in link for sign in ("\\", " ", "\n", "\t")):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return link.startswith("/")
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def letter_refusal(standing: Standing) -> str | None:
    """Why no letter can say that this space is a member; None when one can. In grace it is."""
    if standing.is_member:
        return None
    return "benefit.letter_suspended" if standing.status == Status.SUSPENDED else "benefit.letter_not_member"


@dataclass(frozen=True)
class Held:
    """What a space has held at the Centre's venues: hours of what fits in a day, days of what is longer. `year` counts
    who came, and how often nobody did."""

    hours: float = 0
    days: int = 0
    year: YearOfUse = field(default_factory=YearOfUse)


def held(uses: Iterable[Use]) -> Held:
    """Of the public phases; set-up and strike are the price, not the benefit. What nobody came to is not held."""
    every = list(uses)
    hours, days = timedelta(), 0
    for booking in (use.booking for use in every if not is_no_show(use.usage)):
        if booking.public.length <= _A_DAY:
            hours += booking.public.length
        else:
            days += len(booking.public.days(booking.venues[0].zone))
    return Held(round(hours / timedelta(hours=1), 1), days, summed(every))


def year_of(day: date) -> tuple[date, date]:
    """The first and last day of its year: benefits are counted by calendar years, as the yearly report is."""
    return date(day.year, 1, 1), date(day.year, 12, 31)
