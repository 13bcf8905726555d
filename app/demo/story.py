"""Acts with the moments at which they happened. Written down in any order, told in the order of time, so that
numbers, letters and the audit come out as if people had done it all."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.timespan import at


class Story:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(clock.HOUSE_ZONE).date()
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def moment(self, offset: int, wall: str) -> datetime:
        """A wall-clock time in Hanoi, `offset` days from today."""
        return at(self.day(offset), time.fromisoformat(wall), clock.HOUSE_ZONE)

    def on(self, offset: int, wall: str, act: Callable[[], object]) -> None:
        self.then(self.moment(offset, wall), act)

    def then(self, moment: datetime, act: Callable[[], object]) -> None:
        if moment > self.now:
            raise ValueError("a story is over before it is told")
        self._acts.append((moment, len(self._acts), act))

    def tell(self) -> None:
        for moment, _order, act in sorted(self._acts, key=lambda told: told[:2]):
            with clock.pinned(moment):
                act()
