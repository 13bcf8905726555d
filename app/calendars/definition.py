"""What the address of a feed means, as a plain value. Pure."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

PAST_DAYS, FUTURE_DAYS = 180, 730
NO_KIND = ("",)  # of activity: what nothing is
PAST_CHOICES = (0, 30, 90, 180)
FUTURE_CHOICES = (30, 90, 180, 365, 730)


class Kind(StrEnum):
    PUBLIC = "public"
    VENUE = "venue"  # everything that shares its floor
    SPACE = "space"
    FIELD = "field"  # of all spaces that work in it
    CLOSURES = "closures"
    HOLIDAYS = "holidays"
    # By a secret address only:
    MINE = "mine"
    OWN_SPACE = "own_space"
    STAFF = "staff"
    DEADLINES = "deadlines"
    PERSONAL = "personal"


class Depth(IntEnum):
    """How much of an event is told, under one UID; the higher tells more."""

    BUSY = 0
    PUBLIC = 1
    OWN = 2
    STAFF = 3


class Part(StrEnum):
    """What a personal feed may hold."""

    EVENTS = "events"  # open to the public: of the chosen venues, spaces and fields, or all where none is chosen
    MINE = "mine"  # the bookings of one's spaces
    STAFF = "staff"  # every booking, with set-up and strike
    CLOSURES = "closures"
    HOLIDAYS = "holidays"
    DEADLINES = "deadlines"


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where addresses in entries lead, and the fixed domain of their UIDs."""

    url: str
    uid_domain: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A personal feed's choices; an empty one leaves nothing out."""

    parts: tuple[Part, ...] = ()
    venue_ids: tuple[int, ...] = ()
    space_ids: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Definition:
    kind: Kind
    language: str = "vi"
    depth: Depth = Depth.PUBLIC
    venue_id: int | None = None
    space_id: int | None = None
    field: str = ""
    viewer_id: int | None = None  # whose rights decide, at every reading
    chosen: Chosen = Chosen()
    activity_kinds: tuple[str, ...] = ()  # none is all of them
    past_days: int = PAST_DAYS
    future_days: int = FUTURE_DAYS
    with_cancelled: bool = True
