"""Who has the words of the Centre's lists. One question a source, however many words a list has."""

from collections import Counter

from sqlalchemy import select

from app.applications.models import Application
from app.calendars.models import PersonalFeed
from app.core.db import db
from app.criteria.queries import all_sets, definition_of
from app.evaluations.models import ReviewerProfile
from app.events.models import Event
from app.spaces.models import EditStatus, Space, SpaceEdit
from app.vocabulary.rules import Uses

SOURCES = {
    "kinds": (Space.kinds, Application.kinds),
    "fields": (Space.fields, ReviewerProfile.fields, Event.fields, PersonalFeed.fields),
    "welcomes": (Space.welcomes,),
}


def uses_in(list_: str) -> dict[str, Uses]:
    """By code, of the words that anything has."""
    counts: Counter[str] = Counter()
    for column in SOURCES[list_]:
        for codes in db.session.scalars(select(column)):
            counts.update(set(codes or ()))
    waiting = select(SpaceEdit.after).where(SpaceEdit.status == EditStatus.WAITING)
    for after in db.session.scalars(waiting):  # what a space has chosen, and the Centre has not approved yet
        counts.update(set(after.get(list_) or ()))
    naming: dict[str, list[str]] = {}
    if list_ == "kinds":
        for one in all_sets():
            for code in {code for criterion in definition_of(one).criteria for code in criterion.skip_for_kinds}:
                naming.setdefault(code, []).append(f"{one.code} {one.edition}")
    return {code: Uses(counts[code], tuple(naming.get(code, ()))) for code in {*counts, *naming}}
