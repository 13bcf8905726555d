"""What somebody asks for, and whether it makes sense in itself."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from app.bookings.models import ActivityKind, Noise
from app.bookings.rules.limits import FURTHEST_AHEAD, LONGEST, LONGEST_PHASE
from app.core.errors import DomainError
from app.core.ids import digest
from app.core.timespan import Timespan
from app.spaces.rules import is_phone


@dataclass(frozen=True, kw_only=True)
class BookingRequest:
    """What somebody asks for. `space_id` is None when the Centre itself is the host.

    `marks` are those of `MARKS` that hold; `equipment` pairs ids with how many are wanted. `setup` lies before the public phase, `strike` (with rest and cleaning) after it; all of it is blocked.
    """

    space_id: int | None
    venue_ids: tuple[int, ...]
    title_vi: str
    public: Timespan
    title_en: str | None = None
    about_vi: str = ""
    about_en: str | None = None
    setup: timedelta = timedelta()
    strike: timedelta = timedelta()
    open_to_public: bool = True
    expected_people: int | None = None
    activity_kind: str = ActivityKind.OTHER
    layout: str = ""
    noise: str = Noise.SPEECH
    marks: frozenset[str] = frozenset()
    accessibility: str = ""
    disadvantaged: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    note_to_staff: str = ""
    equipment: tuple[tuple[int, int], ...] = ()

    @property
    def blocked(self) -> Timespan:
        return self.public.widened(before=self.setup, after=self.strike)

    @property
    def digest(self) -> str:
        """Equal for equal bodies: what an idempotency key stands for."""
        body = asdict(self) | {
            "venue_ids": sorted(self.venue_ids),
            "marks": sorted(self.marks),
            "equipment": sorted(self.equipment),
        }
        return digest(json.dumps(body, sort_keys=True, ensure_ascii=False, default=_plain))


def _plain(value: datetime | timedelta) -> str | float:
    return value.total_seconds() if isinstance(value, timedelta) else value.astimezone(UTC).isoformat()


def check_shape(request: BookingRequest, *, now: datetime) -> None:
    """Raises what a person can mend in the form itself, whatever the venues and other bookings."""
    if not request.venue_ids:
        raise DomainError("booking.no_venue", field="venues")
    if not request.title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    if request.contact_phone and not is_phone(request.contact_phone):
        raise DomainError("space.channel_phone", field="contact_phone")
    check_when(request.public, request.setup, request.strike, now=now)


def check_when(public: Timespan, setup: timedelta, strike: timedelta, *, now: datetime) -> None:
    if not timedelta() <= setup <= LONGEST_PHASE:
        raise DomainError("booking.phase_too_long", field="setup", days=LONGEST_PHASE.days)
    if not timedelta() <= strike <= LONGEST_PHASE:
        raise DomainError("booking.phase_too_long", field="strike", days=LONGEST_PHASE.days)
    if public.start <= now or public.start - setup <= now:
        raise DomainError("booking.in_the_past", field="starts_at")
    if public.start > now + FURTHEST_AHEAD:
        raise DomainError("booking.too_far_ahead", field="starts_at", months=FURTHEST_AHEAD.days // 30)
    if public.length > LONGEST:
        raise DomainError("booking.too_long", field="ends_at", days=LONGEST.days)
