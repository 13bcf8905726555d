"""Who has a tie to a case: whoever has one learns nothing of it."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, not_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Role, RoleGrant, User
from app.accounts.rules import may_judge
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import RECEIVED
from app.core.db import db
from app.evaluations.models import (
    Review,
    ReviewStatus,
)
from app.notices.models import Notice
from app.notices.rules import Kind
from app.spaces.models import DeclaredTie
from app.spaces.queries import Person, person_of, ties_to_space
from app.spaces.rules import Tie

UNDECIDED = RECEIVED | {ApplicationStatus.RETURNED, ApplicationStatus.IN_REVIEW, ApplicationStatus.APPEALED}


@cache
def _apart() -> tuple[Any, ...]:
    """As of a space's ties: names apart from the same tables in the query around, made once."""
    return aliased(Review), aliased(User), aliased(Application)


def ties_between(who: Person, space_id: Any, application_id: Any) -> dict[Tie, ColumnElement[bool]]:
    """Those to the space, and the case itself that somebody has declined for a conflict of interest."""
    review, _who, _case = _apart()
    recused = select(review.reviewer_id).where(
        review.application_id == application_id, review.status == ReviewStatus.RECUSED
    )
    return ties_to_space(who, space_id) | {Tie.RECUSED: who.id.in_(recused)}


def ties_with(person: Any, application: Application) -> list[Tie]:
    found = ties_between(person_of(person), application.space_id, application.id)
    row = db.session.execute(select(*(condition.label(tie) for tie, condition in found.items()))).one()
    return [tie for tie in found if row._mapping[tie]]


def tied_ids(application: Application) -> frozenset[int]:
    """Of everybody with a role or on the applicant's team who has a tie to the case."""
    ties = ties_between(
        Person(User.id, User.organisation_key, User.mail_host),  # type: ignore[arg-type]
        application.space_id,
        application.id,
    )
    has_role = User.id.in_(select(RoleGrant.user_id))
    return frozenset(
        db.session.scalars(
            select(User.id)
            .where(ties[Tie.TEAM] | (has_role & or_(*(ties[tie] for tie in Tie if tie != Tie.TEAM))))
            .order_by(User.id)
        )
    )


def free_of_ties(actor: Any) -> ColumnElement[bool]:
    """For queries that have `Application` in them."""
    return not_(or_(*ties_between(person_of(actor), Application.space_id, Application.id).values()))


def cases_open_to(actor: Any) -> tuple[ColumnElement[bool], ...]:
    """Every list, count and page of cases asks here: whoever has a tie to one learns nothing of it."""
    return Application.submitted_at.is_not(None), free_of_ties(actor)


def may_see_notice(actor: Any) -> ColumnElement[bool] | None:
    """Of what came to somebody for their work on a case nothing is left to see once they have a tie to it; what came
    to the applicant's team is theirs. Who has no such work any more sees nothing of what came for it."""
    if not may_judge(actor):
        return Notice.kind.not_in((Kind.DESK, Kind.REVIEWS))
    open_cases = select(literal("case:").concat(cast(Application.id, String))).where(free_of_ties(actor))
    return or_(
        Notice.about.is_(None),
        not_(Notice.about.startswith("case:")),
        Notice.href.startswith("/my/"),
        Notice.about.in_(open_cases),
    )


def with_ties(statement: Select[Review]) -> list[Review]:
    """The ties are those of today, until a decision is proposed: it rests on what was counted then."""
    reviews = []
    for row in db.session.execute(and_their_ties(statement)):
        row.Review.tied = bool(row.tied)
        reviews.append(row.Review)
    return reviews


def and_their_ties(statement: Any) -> Select[Any]:
    """A statement about reviews, with a column `tied`."""
    _review, who, case = _apart()
    ties = ties_between(Person(who.id, who.organisation_key, who.mail_host), case.space_id, case.id)
    is_tied = case.status.in_(UNDECIDED) & or_(*(ties[tie] for tie in Tie if tie != Tie.RECUSED))
    found: Select[Any] = (
        statement.join(who, who.id == Review.reviewer_id)
        .join(case, case.id == Review.application_id)
        .add_columns(is_tied.label("tied"))
    )
    return found


def tied_reviewers(applications: Iterable[Application]) -> dict[int, set[int]]:
    """Ids of the members of the council with a tie to each, by the application's id."""
    found: dict[int, set[int]] = {one.id: set() for one in applications}
    who = Person(User.id, User.organisation_key, User.mail_host)  # type: ignore[arg-type]
    ties = ties_between(who, Application.space_id, Application.id)
    for row in db.session.execute(
        select(Application.id.label("case"), User.id.label("person"))
        .select_from(Application)
        .join(User, User.id.in_(select(RoleGrant.user_id).where(RoleGrant.role == Role.REVIEWER)))
        .where(Application.id.in_(found), or_(*ties.values()))
        .order_by(Application.id, User.id)
    ):
        found[row.case].add(row.person)
    return found


def declared_ties_of(user: Any) -> Sequence[DeclaredTie]:
    return db.session.scalars(
        select(DeclaredTie).where(DeclaredTie.user_id == user.id).order_by(DeclaredTie.declared_at, DeclaredTie.id)
    ).all()
