"""Reviewers, their sheets, and how far a case is."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Boolean, Engine, Select, String, and_, cast, func, null, or_, select, union_all

from app.applications.models import Application, ApplicationStatus
from app.applications.rules import UNDER_WAY, kinds_of
from app.core import clock
from app.core.db import db
from app.criteria.definition import CriteriaDefinition
from app.criteria.models import CriteriaSet
from app.criteria.queries import definition_of
from app.evaluations import rules
from app.evaluations.models import (
    Abstention,
    GateVerdict,
    GroupNote,
    Review,
    ReviewerProfile,
    ReviewStatus,
    Score,
)
from app.evaluations.queries.ties import UNDECIDED, and_their_ties, free_of_ties, with_ties
from app.evaluations.rules import Sheet


def reviews_of(application: Application) -> Sequence[Review]:
    """Those who have come to have a tie since they were asked are `tied`, and out."""
    return with_ties(
        select(Review).where(Review.application_id == application.id).order_by(Review.assigned_at, Review.id)
    )


def review_for(actor: Any, public_id: str) -> Review | None:
    """Only the reviewer's own, never once it was declined or a tie was found."""
    return db.session.scalars(
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.public_id == public_id,
            Review.reviewer_id == actor.id,
            Review.status.not_in(rules.OUT),
            free_of_ties(actor),
        )
    ).one_or_none()


def review_in(application: Application, public_id: str) -> Review | None:
    return db.session.scalars(
        select(Review).where(Review.application_id == application.id, Review.public_id == public_id)
    ).one_or_none()


def reviews_by(actor: Any) -> Sequence[Review]:
    """What a reviewer was given, the longest waiting first."""
    return db.session.scalars(
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Review.reviewer_id == actor.id, Review.status.not_in(rules.OUT), free_of_ties(actor))
        .order_by(Review.assigned_at, Review.id)
    ).all()


def deadlines_of(actor: Any) -> Sequence[Review]:
    """Sheets with a day to be in by: those still open, of cases that are not decided, and those that were handed in."""
    return db.session.scalars(
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.reviewer_id == actor.id,
            Review.due_on.is_not(None),
            or_(
                Review.status == ReviewStatus.SUBMITTED,
                and_(Review.status == ReviewStatus.ASSIGNED, Application.status.in_(UNDECIDED)),
            ),
            free_of_ties(actor),
        )
        .order_by(Review.due_on, Review.id)
    ).all()


def profile_of(user_id: int) -> ReviewerProfile | None:
    return db.session.get(ReviewerProfile, user_id)


def profiles() -> dict[int, ReviewerProfile]:
    """By the person's id; whoever never said anything has none."""
    rows = db.session.scalars(select(ReviewerProfile).order_by(ReviewerProfile.user_id))
    return {row.user_id: row for row in rows}


def open_loads() -> dict[int, int]:
    """Sheets still to be handed in, by the reviewer's id, of cases that are not over."""
    rows = db.session.execute(
        select(Review.reviewer_id, func.count().label("many"))
        .join(Application, Application.id == Review.application_id)
        .where(Review.status == ReviewStatus.ASSIGNED, Application.status.in_(UNDER_WAY))
        .group_by(Review.reviewer_id)
        .order_by(Review.reviewer_id)
    )
    return {row.reviewer_id: row.many for row in rows}


def reviews_in(applications: Iterable[Application]) -> dict[int, list[Review]]:
    """By the application's id, declined ones too."""
    found: dict[int, list[Review]] = {one.id: [] for one in applications}
    for review in with_ties(
        select(Review).where(Review.application_id.in_(found)).order_by(Review.assigned_at, Review.id)
    ):
        found[review.application_id].append(review)
    return found


def reviews_due(until: date) -> Sequence[Review]:
    """Open sheets of cases in review that are to be in by that day."""
    return rules.in_force(
        with_ties(
            select(Review)
            .where(
                Review.status == ReviewStatus.ASSIGNED,
                Review.due_on <= until,
                Review.application_id.in_(
                    select(Application.id).where(Application.status == ApplicationStatus.IN_REVIEW)
                ),
            )
            .order_by(Review.due_on, Review.id)
        )
    )


def sheets_of(reviews: Iterable[Review]) -> dict[int, Sheet]:
    """By the review's id; an untouched review has an empty sheet."""
    return sheets_and_notes(reviews)[0]


def sheets_and_notes(reviews: Iterable[Review]) -> tuple[dict[int, Sheet], dict[int, dict[str, str]]]:
    """By the review's id the sheet and what was said to each group of criteria, with one statement."""
    ids = [review.id for review in reviews]
    gates: dict[int, dict[str, bool]] = {number: {} for number in ids}
    points: dict[int, dict[str, Any]] = {number: {} for number in ids}
    silent: dict[int, dict[str, str]] = {number: {} for number in ids}
    notes: dict[int, dict[str, str]] = {number: {} for number in ids}
    rows = union_all(
        _marks(GateVerdict, GateVerdict.gate_code, met=GateVerdict.met),
        _marks(Score, Score.criterion_code, points=Score.points),
        _marks(Abstention, Abstention.criterion_code, reason=Abstention.reason),
        _marks(GroupNote, GroupNote.group_code, note=GroupNote.text),
    ).subquery()
    wanted = select(rows).where(rows.c.review_id.in_(ids)).order_by(rows.c.review_id, rows.c.code)
    for row in db.session.execute(wanted) if ids else ():
        if row.met is not None:
            gates[row.review_id][row.code] = row.met
        elif row.points is not None:
            points[row.review_id][row.code] = row.points
        elif row.reason is not None:
            silent[row.review_id][row.code] = row.reason
        else:
            notes[row.review_id][row.code] = row.note
    return {number: Sheet(gates[number], points[number], silent[number]) for number in ids}, notes


def _marks(kind: Any, code: Any, **said: Any) -> Select[Any]:
    """What of a sheet stands in one table, in the columns that all four have here."""
    kinds = {"met": Boolean(), "points": Score.points.type, "reason": String(), "note": String()}
    columns = [said.get(name, cast(null(), kind_)).label(name) for name, kind_ in kinds.items()]
    return select(kind.review_id.label("review_id"), code.label("code"), *columns)


def notes_of(reviews: Iterable[Review]) -> dict[int, dict[str, str]]:
    """What was said to each group of criteria, by the review's id."""
    found: dict[int, dict[str, str]] = {review.id: {} for review in reviews}
    query = (
        select(GroupNote).where(GroupNote.review_id.in_(found)).order_by(GroupNote.review_id, GroupNote.group_code)
    )
    for row in db.session.scalars(query) if found else ():
        found[row.review_id][row.group_code] = row.text
    return found


def verdicts_in(review: Review) -> dict[str, GateVerdict]:
    rows = db.session.scalars(
        select(GateVerdict).where(GateVerdict.review_id == review.id).order_by(GateVerdict.gate_code)
    )
    return {row.gate_code: row for row in rows}


def scores_in(review: Review) -> dict[str, Score]:
    rows = db.session.scalars(select(Score).where(Score.review_id == review.id).order_by(Score.criterion_code))
    return {row.criterion_code: row for row in rows}


def marks_in(review: Review) -> list[Any]:
    """Every row a sheet is made of."""
    return [
        *verdicts_in(review).values(),
        *scores_in(review).values(),
        *abstentions_in(review).values(),
        *notes_in(review).values(),
    ]


def abstentions_in(review: Review) -> dict[str, Abstention]:
    rows = db.session.scalars(
        select(Abstention).where(Abstention.review_id == review.id).order_by(Abstention.criterion_code)
    )
    return {row.criterion_code: row for row in rows}


def notes_in(review: Review) -> dict[str, GroupNote]:
    rows = db.session.scalars(
        select(GroupNote).where(GroupNote.review_id == review.id).order_by(GroupNote.group_code)
    )
    return {row.group_code: row for row in rows}


@dataclass(frozen=True)
class Progress:
    """How far the reviewers of one application are."""

    assigned: int
    submitted: int
    needed: int
    spread: Any
    """Between the highest and the lowest total, of 100; None until two are in."""
    calls_third: bool
    low: Any = None
    """Of the totals that are in, of 100; None until one is."""
    high: Any = None
    late: int = 0
    """Sheets that should have been in by now."""


def progress_of(applications: Sequence[Any]) -> dict[int, Progress]:
    """By the application's id, with the same few queries however many there are. What finished sheets come to is kept:
    a sheet that was handed in is another one as soon as anything in it is."""
    ids = [one.id for one in applications]
    rows = db.session.execute(
        and_their_ties(
            select(
                Review.id,
                Review.public_id,
                Review.application_id,
                Review.status,
                Review.version,
                Review.submitted_at,
                Review.due_on,
            )
            .where(Review.application_id.in_(ids))
            .order_by(Review.id)
        )
    ).all()
    by_case: dict[int, list[Any]] = {}
    for review in rules.in_force(rows):
        by_case.setdefault(review.application_id, []).append(review)
    results = _results(applications, by_case)
    today = clock.today()
    progress = {}
    for application in applications:
        own = by_case.get(application.id, [])
        found = results[application.id]
        progress[application.id] = Progress(
            assigned=len(own),
            submitted=len(rules.submitted(own)),
            needed=found.needed,
            spread=found.spread,
            calls_third=found.calls_third,
            low=found.low,
            high=found.high,
            late=sum(rules.is_late(review, today) for review in own),
        )
    return progress


class _Result(NamedTuple):
    """What the finished sheets of a case come to."""

    needed: int
    spread: Any
    calls_third: bool
    low: Any
    high: Any


RESULTS_KEPT = 4000
_kept: WeakKeyDictionary[Engine, OrderedDict[Any, _Result]] = WeakKeyDictionary()


def _results(applications: Sequence[Any], by_case: Mapping[int, Sequence[Any]]) -> dict[int, _Result]:
    """By the application's id. A sheet that lies there handed in is known by its version, and a set of criteria that
    cases are judged by says the same for good."""
    kept = _kept.setdefault(db.engine, OrderedDict())
    found: dict[int, _Result] = {}
    missing: list[tuple[Any, Any, Sequence[Any]]] = []
    for application in applications:
        finished = rules.submitted(by_case.get(application.id, []))
        sheets_as_they_are = tuple((one.public_id, one.version, one.submitted_at) for one in finished)
        key = (sheets_as_they_are, application.criteria_set_id, tuple(kinds_of(application)))
        known = kept.get(key)  # once: another thread may drop it in between
        if known is not None:
            found[application.id] = known
        else:
            missing.append((application, key, finished))
    if not missing:
        return found
    sheets = sheets_of([review for *_rest, those in missing for review in those])
    definitions = definitions_by_id({application.criteria_set_id for application, *_rest in missing})
    for application, key, those in missing:
        told = ([sheets[one.id] for one in those], definitions[key[1]], kinds_of(application))
        totals = [total for sheet in told[0] if (total := rules.sheet_total(sheet, *told[1:])) is not None]
        found[application.id] = kept[key] = _Result(
            rules.reviewers_needed(*told),
            rules.spread(*told),
            rules.calls_third(*told),
            min(totals, default=None),
            max(totals, default=None),
        )
    while len(kept) > RESULTS_KEPT:
        kept.popitem(last=False)
    return found


def open_seats(applications: Sequence[Application]) -> dict[int, int]:
    """How many reviewers each still wants, by its id; none for one that came back to those it has."""
    progress = progress_of(applications)
    return {
        one.id: 0
        if one.status != ApplicationStatus.IN_REVIEW and progress[one.id].assigned
        else progress[one.id].needed - progress[one.id].assigned
        for one in applications
    }


def definitions_by_id(ids: Collection[int]) -> dict[int, CriteriaDefinition]:
    return definitions_of(
        db.session.scalars(select(CriteriaSet).where(CriteriaSet.id.in_(ids)).order_by(CriteriaSet.id)).all()
    )


def definitions_of(sets: Iterable[CriteriaSet]) -> dict[int, CriteriaDefinition]:
    return {one.id: definition_of(one) for one in {one.id: one for one in sets}.values()}
