"""Who must not judge a case, and why. Decided here and nowhere else; lists of cases ask the same in their queries."""

from typing import Any

from app.applications.models import Application
from app.evaluations import queries
from app.spaces.rules import Tie


def ties_of(person: Any, application: Application) -> list[Tie]:
    """Empty for whoever may take part. Somebody with a tie sees nothing of the case and counts for nothing in it."""
    return queries.ties_with(person, application)


def free_of_ties(people: Any, application: Application) -> list[Any]:
    tied = queries.tied_ids(application)
    return [person for person in people if person.id not in tied]
