"""Who is to score what: cases that want reviewers, shared out fairly among those who may. Pure and repeatable."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    id: int
    load: int
    """Sheets open with them now."""
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    case: int
    seats: int
    fields: frozenset[str]
    out: frozenset[int]
    """Who may not: ties with the space, away, asked before."""
    expert_there: bool = False
    """Somebody of its field scores it already."""


@dataclass(frozen=True)
class Choice:
    case: int
    person: int
    load: int
    """As it was before anything was given out."""
    shared: tuple[str, ...]
    """Fields that the person and the space have in common."""


def share_out(needs: Sequence[Need], people: Collection[Person]) -> list[Choice]:
    """As many seats filled as can be, in the order of the needs.

    One of each case is of its field where anybody free is. Beyond that nothing counts but the load: no sheet could be
    passed from one person, over however many hands, to another who has two fewer. Among equals somebody of the field
    comes first, then who stands first by id.
    """
    return _Shares(needs, people).choices()


class _Shares:
    def __init__(self, needs: Sequence[Need], people: Collection[Person]) -> None:
        self.needs = needs
        self.people = {one.id: one for one in sorted(people, key=lambda one: one.id)}
        self.load = {one.id: one.load for one in people}
        self.given: dict[int, list[int]] = {need.case: [] for need in needs}
        # Who has the fewest to choose from chooses first.
        for need in sorted(needs, key=lambda need: (len(self._free(need)), need.case)):
            self._fill(need)
        while path := self._better():
            self._pass_on(path)

    def choices(self) -> list[Choice]:
        return [
            Choice(
                need.case, number, self.people[number].load, tuple(sorted(self.people[number].fields & need.fields))
            )
            for need in self.needs
            for number in self.given[need.case]
        ]

    def _free(self, need: Need) -> list[int]:
        return [number for number in self.people if number not in need.out]

    def _is_expert(self, number: int, need: Need) -> bool:
        return not self.people[number].fields.isdisjoint(need.fields)

    def _fill(self, need: Need) -> None:
        free, given = self._free(need), self.given[need.case]
        for _seat in range(min(need.seats, len(free))):
            left = [number for number in free if number not in given]
            experts = [number for number in left if self._is_expert(number, need)]
            wanted = experts if experts and not self._has_expert(need, given) else left
            best = min(wanted, key=lambda one: (self.load[one], not self._is_expert(one, need), one))
            given.append(best)
            self.load[best] += 1

    def _has_expert(self, need: Need, given: Sequence[int]) -> bool:
        return need.expert_there or any(self._is_expert(number, need) for number in given)

    def _better(self) -> list[tuple[int, int, Need]] | None:
        """A chain of sheets passed on that ends with somebody who has at least two fewer than the one it begins with."""
        for start in sorted(self.people, key=lambda one: (-self.load[one], one)):
            came: dict[int, tuple[int, Need] | None] = {start: None}
            waiting = deque([start])
            while waiting:
                giver = waiting.popleft()
                way = list(_back(giver, came))
                if self.load[giver] <= self.load[start] - 2:
                    return way
                # Twice in one way, a case could lose its last expert although each step alone leaves one.
                used = {need.case for _, _, need in way if need.fields}
                for need, taker in self._passes(giver):
                    if taker not in came and need.case not in used:
                        came[taker] = (giver, need)
                        waiting.append(taker)
        return None

    def _passes(self, giver: int) -> Iterator[tuple[Need, int]]:
        for need in self.needs:
            given = self.given[need.case]
            if giver not in given:
                continue
            for taker in self._free(need):
                after = [taker if one == giver else one for one in given]
                kept = self._has_expert(need, after) or not self._has_expert(need, given)
                if taker not in given and kept:
                    yield need, taker

    def _pass_on(self, path: list[tuple[int, int, Need]]) -> None:
        for giver, taker, need in path:
            given = self.given[need.case]
            given[given.index(giver)] = taker
        self.load[path[-1][0]] -= 1
        self.load[path[0][1]] += 1


def _back(end: int, came: Mapping[int, tuple[int, Need] | None]) -> Iterator[tuple[int, int, Need]]:
    """From the last hand to the first, so that each sheet is passed before the giver takes another of the same case."""
    taker = end
    while (step := came[taker]) is not None:
        giver, need = step
        yield giver, taker, need
        taker = giver
