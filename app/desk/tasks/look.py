"""One look at the list: what several kinds of work are told from is read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app.desk.tasks.few import Few
from app.venues.models import Venue
from app.venues.queries import all_venues

OWN_SPACE, OWNERLESS = "own_space", "ownerless"
"""Lines that are no tasks: spaces whose team the actor is on; and spaces nobody looks after, which are told beside."""


@dataclass
class Look:
    actor: Any
    now: datetime
    lines: Sequence[Few]

    def of(self, *steps: str) -> list[Few]:
        return [one for one in self.lines if one.step in steps]

    @cached_property
    def venues(self) -> Sequence[Venue]:
        return all_venues()

    @cached_property
    def own_spaces(self) -> frozenset[int]:
        return frozenset(one.id for one in self.of(OWN_SPACE))
