"""Whom to ask for which case: the facts gathered with a handful of queries, and the choice of `balance`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.accounts.models import Role, User
from app.accounts.queries import users_with_role
from app.applications.models import Application
from app.core import clock
from app.evaluations import queries, rules
from app.evaluations.balance import Choice, Need, Person, share_out
from app.evaluations.models import Review, ReviewerProfile


@dataclass(frozen=True)
class Offer:
    """Somebody who could take a seat of a case, and what speaks for and against."""

    person: User
    load: int
    shared: tuple[str, ...]
    away_until: date | None
    """None for who is there."""


class Council:
    """The reviewers there are, as they stand now, and the cases somebody wants to give out."""

    def __init__(self, applications: Sequence[Application]) -> None:
        self.applications = applications

    @cached_property
    def people(self) -> Sequence[User]:
        return users_with_role(Role.REVIEWER)

    @cached_property
    def profiles(self) -> Mapping[int, ReviewerProfile]:
        return queries.profiles()

    @cached_property
    def loads(self) -> Mapping[int, int]:
        return queries.open_loads()

    @cached_property
    def reviews(self) -> Mapping[int, list[Review]]:
        return queries.reviews_in(self.applications)

    @cached_property
    def tied(self) -> Mapping[int, Collection[int]]:
        return queries.tied_reviewers(self.applications)

    def away_until(self, person: User) -> date | None:
        profile = self.profiles.get(person.id)
        return profile.away_until if profile and rules.is_away(profile, clock.today()) else None

    def fields_of(self, person: User) -> frozenset[str]:
        profile = self.profiles.get(person.id)
        return frozenset(profile.fields if profile else ())

    def barred_from(self, application: Application) -> frozenset[int]:
        """Who may not be asked, whatever anybody wants: ties, or an answer that stands."""
        known = (one.reviewer_id for one in self.reviews[application.id] if not rules.can_be_asked_again(one))
        return frozenset(known).union(self.tied[application.id])

    def offers(self, application: Application) -> list[Offer]:
        """For people to choose from, the freest first; who is away comes last."""
        barred, wanted = self.barred_from(application), set(application.space.fields)
        found = [
            Offer(one, self.loads.get(one.id, 0), tuple(sorted(self.fields_of(one) & wanted)), self.away_until(one))
            for one in self.people
            if one.id not in barred
        ]
        return sorted(
            found,
            key=lambda one: (one.away_until is not None, one.load, not one.shared, one.person.name, one.person.id),
        )

    def offers_of_all(self) -> list[Offer]:
        """Whoever is in the council, also those a case may not be given to: the service says why not."""
        return [Offer(one, self.loads.get(one.id, 0), (), self.away_until(one)) for one in self.people]

    def choose(self, seats: Mapping[int, int]) -> dict[int, list[Choice]]:
        """By the application's id; `seats` says how many each wants."""
        found: dict[int, list[Choice]] = {number: [] for number in seats}
        people = [Person(one.id, self.loads.get(one.id, 0), self.fields_of(one)) for one in self.people]
        for choice in share_out(list(self._needs(seats)), people):
            found[choice.case].append(choice)
        return found

    def _needs(self, seats: Mapping[int, int]) -> Iterable[Need]:
        away = frozenset(one.id for one in self.people if self.away_until(one))
        fields = {one.id: self.fields_of(one) for one in self.people}
        for application in self.applications:
            if seats.get(application.id, 0) < 1:
                continue
            wanted = frozenset(application.space.fields)
            asked = {one.reviewer_id for one in self.reviews[application.id]}
            at_work = {one.reviewer_id for one in rules.in_force(self.reviews[application.id])}
            yield Need(
                case=application.id,
                seats=seats[application.id],
                fields=wanted,
                out=self.barred_from(application) | away | asked,
                expert_there=any(fields.get(number, frozenset()) & wanted for number in at_work),
            )


def freest_for(application: Application) -> User | None:
    """Whom the automatic choice would ask next; None when nobody is free."""
    council = Council([application])
    chosen = council.choose({application.id: 1})[application.id]
    return next((one for one in council.people if chosen and one.id == chosen[0].person), None)
