"""What the public register says of one space on one day, and how it is searched. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.core.text import fold
from app.memberships.models import Certificate, EventKind, MembershipEvent
from app.memberships.rules import Standing, Status, in_order, newer
from app.spaces.models import Space

LINES_ON_A_PAGE = 50
EVERYBODY = "all"
_NO_SIGN = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register. `name_…` is the name the certificate bears; `number` that of the newest in force."""

    space: Space
    standing: Standing
    name_vi: str
    name_en: str | None
    number: str

    @property
    def renamed(self) -> bool:
        """Whether the space calls itself otherwise by now."""
        return self.space.name_vi != self.name_vi


def line(
    space: Space,
    standing: Standing,
    events: Iterable[MembershipEvent],
    certificates: Collection[Certificate],
    *,
    on: date,
) -> Line:
    """The name is the one a certificate froze or a renaming gave, whichever was the last by that day."""
    by_event = {certificate.event_id: certificate for certificate in certificates}
    name_vi, name_en = space.name_vi, space.name_en
    for event in in_order(events):
        if event.effective_on > on:
            break
        if event.name_vi:
            name_vi, name_en = event.name_vi, event.name_en
        elif event.id in by_event:
            said = by_event[event.id].data
            name_vi, name_en = str(said["name_vi"]), said.get("name_en") or None
    held = max((one for one in certificates if one.event.effective_on <= on), key=newer, default=None)
    return Line(space, standing, name_vi, name_en, held.number if held else "")


def public_events(events: Iterable[MembershipEvent], *, on: date) -> list[MembershipEvent]:
    """The newest first. What takes a standing away is told from the day it does; what gives one has a certificate that
    anybody may check before."""
    gives = (EventKind.ADMITTED, EventKind.RENEWED)
    told = [event for event in in_order(events) if event.effective_on <= on or event.kind in gives]
    return list(reversed(told))


def fits(line: Line, q: str) -> bool:
    """By the words of any of its names, accents aside, or by a part of its number however it is typed."""
    names = fold(
        " ".join(name for name in (line.name_vi, line.name_en, line.space.name_vi, line.space.name_en) if name)
    )
    wanted = fold(q).split()
    if all(word in names for word in wanted):
        return True
    typed = _NO_SIGN.sub("", fold(q))
    return bool(typed) and typed in _NO_SIGN.sub("", fold(line.number))


def narrowed(
    lines: Iterable[Line],
    *,
    q: str = "",
    kind: str = "",
    field: str = "",
    ward: str = "",
    standing: str = Status.MEMBER,
) -> list[Line]:
    """Members alone unless another standing, or EVERYBODY, is asked for."""
    return [
        one
        for one in lines
        if (standing == EVERYBODY or one.standing.status == standing)
        and (not kind or kind in one.space.kinds)
        and (not field or field in one.space.fields)
        and (not ward or ward == one.space.ward_code)
        and fits(one, q)
    ]
