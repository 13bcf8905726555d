from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Role, RoleGrant, User
from app.applications.models import Application, ApplicationStatus, Call, Supplement, SupplementStatus
from app.applications.queries import asking, evidence_of
from app.applications.rules import RECEIVED, UNDER_WAY, kinds_of, log_of
from app.audit.queries import entries_of, payloads_of
from app.core import clock
from app.core.db import db
from app.core.rows import Rows
from app.core.text import fold
from app.criteria.definition import CriteriaDefinition
from app.criteria.models import CriteriaSet
from app.criteria.queries import definition_of
from app.evaluations import rules
from app.evaluations.calibration import Marks
from app.evaluations.models import (
    Abstention,
    Appeal,
    AppealFile,
    AppealStatus,
    BulkAction,
    BulkItem,
    Condition,
    ConditionAnswer,
    Decision,
    DecisionStatus,
    GateVerdict,
    GroupNote,
    Opinion,
    OpinionLink,
    Review,
    ReviewerProfile,
    ReviewStatus,
    Score,
    SectionCheck,
    SiteVisit,
    VisitPhoto,
)
from app.evaluations.rules import Sheet
from app.files.models import StoredFile
from app.mail.queries import dead
from app.places.models import Ward
from app.spaces.models import DeclaredTie, Space
from app.spaces.queries import Person, person_of, team_of, team_role, ties_to_space, without_owner
from app.spaces.rules import Tie

DEAD_LETTERS_READ = 500
UNDECIDED = RECEIVED | {ApplicationStatus.RETURNED, ApplicationStatus.IN_REVIEW, ApplicationStatus.APPEALED}


def ties_between(who: Person, space_id: Any, application_id: Any) -> dict[Tie, ColumnElement[bool]]:
    """Those to the space, and the case itself that somebody has declined for a conflict of interest."""
    review = aliased(Review)
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


def _free_of_ties(actor: Any) -> ColumnElement[bool]:
    """For queries that have `Application` in them."""
    return not_(or_(*ties_between(person_of(actor), Application.space_id, Application.id).values()))


def case_for(actor: Any, public_id: str) -> Application | None:
    """A sent application as the Centre sees it; None for staff with a tie to the applicant."""
    return db.session.scalars(
        select(Application).where(Application.public_id == public_id, *_cases_open_to(actor))
    ).one_or_none()


def _cases_open_to(actor: Any) -> tuple[ColumnElement[bool], ...]:
    """Every list, count and page of cases asks here: whoever has a tie to one learns nothing of it."""
    return Application.submitted_at.is_not(None), _free_of_ties(actor)


def case_counts(actor: Any) -> dict[str, int]:
    """By status, only those there are."""
    rows = db.session.execute(
        select(Application.status, func.count().label("many"))
        .where(*_cases_open_to(actor))
        .group_by(Application.status)
        .order_by(Application.status)
    )
    return {row.status: row.many for row in rows}


def cases_in(actor: Any, statuses: Collection[ApplicationStatus]) -> Sequence[Application]:
    """The longest waiting first."""
    return db.session.scalars(
        select(Application)
        .where(Application.status.in_(statuses), *_cases_open_to(actor))
        .order_by(Application.submitted_at, Application.id)
    ).all()


def section_checks_of(application: Application) -> dict[str, SectionCheck]:
    """By the code of the section."""
    rows = db.session.scalars(
        select(SectionCheck).where(SectionCheck.application_id == application.id).order_by(SectionCheck.section_code)
    )
    return {row.section_code: row for row in rows}


def cases_told_by_post(actor: Any) -> Sequence[Application]:
    """Sent cases whose people no letter reaches: nobody acts for the space here, or the last one came back."""
    came_back = {mail.values.get("case_code") for mail in dead(DEAD_LETTERS_READ)} - {None, ""}
    return db.session.scalars(
        select(Application)
        .where(
            or_(
                Application.space_id.in_([space.id for space in without_owner()]),
                Application.case_code.in_(came_back),
            ),
            *_cases_open_to(actor),
        )
        .order_by(Application.updated_at.desc(), Application.id.desc())
    ).all()


def reviews_of(application: Application) -> Sequence[Review]:
    """Those who have come to have a tie since they were asked are `tied`, and out."""
    return _with_ties(
        select(Review).where(Review.application_id == application.id).order_by(Review.assigned_at, Review.id)
    )


def _with_ties(statement: Select[Review]) -> list[Review]:
    """The ties are those of today, until a decision is proposed: it rests on what was counted then."""
    who, case = aliased(User), aliased(Application)
    ties = ties_between(Person(who.id, who.organisation_key, who.mail_host), case.space_id, case.id)  # type: ignore[arg-type]
    is_tied = case.status.in_(UNDECIDED) & or_(*(ties[tie] for tie in Tie if tie != Tie.RECUSED))
    rows = db.session.execute(
        statement.join(who, who.id == Review.reviewer_id)
        .join(case, case.id == Review.application_id)
        .add_columns(is_tied.label("tied"))
    )
    reviews = []
    for row in rows:
        row.Review.tied = bool(row.tied)
        reviews.append(row.Review)
    return reviews


def review_for(actor: Any, public_id: str) -> Review | None:
    """Only the reviewer's own, never once it was declined or a tie was found."""
    return db.session.scalars(
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.public_id == public_id,
            Review.reviewer_id == actor.id,
            Review.status.not_in(rules.OUT),
            _free_of_ties(actor),
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
        .where(Review.reviewer_id == actor.id, Review.status.not_in(rules.OUT), _free_of_ties(actor))
        .order_by(Review.assigned_at, Review.id)
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
    for review in _with_ties(
        select(Review).where(Review.application_id.in_(found)).order_by(Review.assigned_at, Review.id)
    ):
        found[review.application_id].append(review)
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


def reviews_due(until: date) -> Sequence[Review]:
    """Open sheets of cases in review that are to be in by that day."""
    return rules.in_force(
        _with_ties(
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


def declared_ties_of(user: Any) -> Sequence[DeclaredTie]:
    return db.session.scalars(
        select(DeclaredTie).where(DeclaredTie.user_id == user.id).order_by(DeclaredTie.declared_at, DeclaredTie.id)
    ).all()


def sheets_of(reviews: Iterable[Review]) -> dict[int, Sheet]:
    """By the review's id; an untouched review has an empty sheet."""
    ids = [review.id for review in reviews]
    gates: dict[int, dict[str, bool]] = {number: {} for number in ids}
    points: dict[int, dict[str, Any]] = {number: {} for number in ids}
    for verdict in db.session.scalars(
        select(GateVerdict)
        .where(GateVerdict.review_id.in_(ids))
        .order_by(GateVerdict.review_id, GateVerdict.gate_code)
    ):
        gates[verdict.review_id][verdict.gate_code] = verdict.met
    for score in db.session.scalars(
        select(Score).where(Score.review_id.in_(ids)).order_by(Score.review_id, Score.criterion_code)
    ):
        points[score.review_id][score.criterion_code] = score.points
    silent: dict[int, dict[str, str]] = {number: {} for number in ids}
    for row in db.session.scalars(
        select(Abstention)
        .where(Abstention.review_id.in_(ids))
        .order_by(Abstention.review_id, Abstention.criterion_code)
    ):
        silent[row.review_id][row.criterion_code] = row.reason
    return {number: Sheet(gates[number], points[number], silent[number]) for number in ids}


def notes_of(reviews: Iterable[Review]) -> dict[int, dict[str, str]]:
    """What was said to each group of criteria, by the review's id."""
    found: dict[int, dict[str, str]] = {review.id: {} for review in reviews}
    for row in db.session.scalars(
        select(GroupNote).where(GroupNote.review_id.in_(found)).order_by(GroupNote.review_id, GroupNote.group_code)
    ):
        found[row.review_id][row.group_code] = row.text
    return found


def names_of_applicant(application: Application) -> list[str | None]:
    """Whatever would tell a reviewer whose application it is."""
    space = application.space
    people = [name for member in team_of(space.id) for name in (member.user.name, member.user.email)]
    channels = [text for text in space.channels.values() if isinstance(text, str)]
    address = f"{space.house_number} {space.street}" if space.house_number and space.street else None
    return [space.name_vi, space.name_en, address, space.street, *people, *channels]


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


def decisions_of(application: Application) -> Sequence[Decision]:
    """The latest first."""
    return db.session.scalars(
        select(Decision).where(Decision.application_id == application.id).order_by(Decision.id.desc())
    ).all()


def decision_in(application: Application, public_id: str) -> Decision | None:
    return db.session.scalars(
        select(Decision).where(Decision.application_id == application.id, Decision.public_id == public_id)
    ).one_or_none()


def decision_in_force(application: Application) -> Decision | None:
    """The latest one that is public; never one that waits to be published."""
    return rules.latest_signed(decisions_of(application))


def published_decisions(application: Application) -> Sequence[Decision]:
    """What the applicant may know of, the latest first."""
    return [one for one in decisions_of(application) if one.status in (DecisionStatus.SIGNED, DecisionStatus.UNDONE)]


def decisions_without_letter() -> Sequence[int]:
    """The ids of those that are public."""
    return db.session.scalars(
        select(Decision.id)
        .where(Decision.published_at.is_not(None), Decision.decided_on.is_not(None), Decision.letter_id.is_(None))
        .order_by(Decision.id)
    ).all()


def decision_held(decision_id: int) -> Decision:
    return db.session.scalars(select(Decision).where(Decision.id == decision_id).with_for_update(of=Decision)).one()


def decisions_staged(actor: Any) -> Sequence[Decision]:
    """Signed and not yet public, the first signed first; not of spaces whose team the actor is on."""
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.status == DecisionStatus.STAGED, *_cases_open_to(actor))
        .order_by(Decision.signed_at, Decision.id)
    ).all()


def decision_for(actor: Any, public_id: str) -> Decision | None:
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.public_id == public_id, *_cases_open_to(actor))
    ).one_or_none()


def decisions_of_run(actor: Any, run: str) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.published_run == run, *_cases_open_to(actor))
        .order_by(Decision.published_at, Decision.id)
    ).all()


def conditions_of(decision: Decision) -> Sequence[Condition]:
    """The one due first on top."""
    return db.session.scalars(
        select(Condition).where(Condition.decision_id == decision.id).order_by(Condition.due_on, Condition.id)
    ).all()


def condition_in(application: Application, public_id: str) -> Condition | None:
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(
            Decision.application_id == application.id,
            Decision.status == DecisionStatus.SIGNED,
            Condition.public_id == public_id,
        )
    ).one_or_none()


def condition_answers(conditions: Collection[Condition]) -> dict[int, list[ConditionAnswer]]:
    """By the condition's id, the first answer first."""
    found: dict[int, list[ConditionAnswer]] = {one.id: [] for one in conditions}
    rows = db.session.scalars(
        select(ConditionAnswer)
        .where(ConditionAnswer.condition_id.in_(found))
        .order_by(ConditionAnswer.answered_at, ConditionAnswer.id)
    )
    for answer in rows:
        found[answer.condition_id].append(answer)
    return found


def conditions_overdue(today: date) -> Sequence[Condition]:
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Condition.met_at.is_(None),
            Condition.due_on < today,
            Decision.status == DecisionStatus.SIGNED,
            Application.status == ApplicationStatus.CONDITIONAL,
        )
        .order_by(Condition.due_on, Condition.id)
    ).all()


def conditions_to_look_at(actor: Any, today: date) -> Sequence[Condition]:
    """Not met, and either overdue or answered; the one due first on top."""
    answered = select(ConditionAnswer.condition_id)
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Condition.met_at.is_(None),
            (Condition.due_on < today) | Condition.id.in_(answered),
            Decision.status == DecisionStatus.SIGNED,
            Application.status == ApplicationStatus.CONDITIONAL,
            *_cases_open_to(actor),
        )
        .order_by(Condition.due_on, Condition.id)
    ).all()


def appeals_open(actor: Any, status: AppealStatus) -> Sequence[Appeal]:
    """The longest waiting first."""
    return db.session.scalars(
        select(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(Appeal.status == status, *_cases_open_to(actor))
        .order_by(Appeal.filed_at, Appeal.id)
    ).all()


def may_answer_appeal(actor: Any, appeal: Appeal) -> bool:
    """For one of `appeals_open`, which are of no case the actor has a tie to."""
    return rules.can_answer_appeal(actor, appeal.decision, reviews_of(appeal.decision.application), ())


def may_sign_appeal(actor: Any, appeal: Appeal) -> bool:
    return rules.can_sign_appeal(actor, appeal, reviews_of(appeal.decision.application), ())


def appeal_to(decision: Decision) -> Appeal | None:
    return db.session.scalars(select(Appeal).where(Appeal.decision_id == decision.id)).one_or_none()


def appeals_of(application: Application) -> Sequence[Appeal]:
    """The latest first."""
    return db.session.scalars(
        select(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.application_id == application.id)
        .order_by(Appeal.id.desc())
    ).all()


def appeal_in(application: Application, public_id: str) -> Appeal | None:
    return next((one for one in appeals_of(application) if one.public_id == public_id), None)


def appeal_files(appeal: Appeal) -> Sequence[StoredFile]:
    return db.session.scalars(
        select(StoredFile)
        .join(AppealFile, AppealFile.file_id == StoredFile.id)
        .where(AppealFile.appeal_id == appeal.id)
        .order_by(StoredFile.id)
    ).all()


def file_after_decision(application: Application, public_id: str) -> StoredFile | None:
    """A file that came with an answer to a condition or with an appeal of this application."""
    answers = (
        select(ConditionAnswer.file_id)
        .join(Condition, Condition.id == ConditionAnswer.condition_id)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Decision.application_id == application.id, ConditionAnswer.file_id.is_not(None))
    )
    appeals = (
        select(AppealFile.file_id)
        .join(Appeal, Appeal.id == AppealFile.appeal_id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.application_id == application.id)
    )
    return db.session.scalars(
        select(StoredFile).where(
            StoredFile.public_id == public_id, StoredFile.id.in_(answers) | StoredFile.id.in_(appeals)
        )
    ).one_or_none()


def team_people(application: Application) -> list[User]:
    return [member.user for member in team_of(application.space_id)]


def decisions_waiting() -> Sequence[Decision]:
    """For a signature, the longest waiting first."""
    return db.session.scalars(
        select(Decision).where(Decision.status == DecisionStatus.PROPOSED).order_by(Decision.proposed_at, Decision.id)
    ).all()


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


def progress_of(applications: Sequence[Application]) -> dict[int, Progress]:
    """By the application's id, with the same few queries however many there are."""
    ids = [one.id for one in applications]
    reviews = rules.in_force(_with_ties(select(Review).where(Review.application_id.in_(ids)).order_by(Review.id)))
    sheets = sheets_of(rules.submitted(reviews))
    definitions = _definitions(one.criteria_set for one in applications)
    by_case: dict[int, list[Review]] = {}
    for review in reviews:
        by_case.setdefault(review.application_id, []).append(review)
    progress = {}
    for application in applications:
        own = by_case.get(application.id, [])
        finished = [sheets[review.id] for review in rules.submitted(own)]
        told = (finished, definitions[application.criteria_set_id], kinds_of(application))
        totals = [total for sheet in finished if (total := rules.sheet_total(sheet, *told[1:])) is not None]
        progress[application.id] = Progress(
            assigned=len(own),
            submitted=len(finished),
            needed=rules.reviewers_needed(*told),
            spread=rules.spread(*told),
            calls_third=rules.calls_third(*told),
            low=min(totals, default=None),
            high=max(totals, default=None),
            late=sum(rules.is_late(review, clock.today()) for review in own),
        )
    return progress


def open_seats(applications: Sequence[Application]) -> dict[int, int]:
    """How many reviewers each still wants, by its id; none for one that came back to those it has."""
    progress = progress_of(applications)
    return {
        one.id: 0
        if one.status != ApplicationStatus.IN_REVIEW and progress[one.id].assigned
        else progress[one.id].needed - progress[one.id].assigned
        for one in applications
    }


def scored_sets(actor: Any) -> Sequence[CriteriaSet]:
    """Versions of the criteria by which some sheet was handed in, the latest first."""
    wanted = db.session.scalars(_handed_in(actor, Application.criteria_set_id).distinct()).all()
    return db.session.scalars(
        select(CriteriaSet).where(CriteriaSet.id.in_(wanted)).order_by(CriteriaSet.id.desc())
    ).all()


def scored_calls(actor: Any, criteria_set: CriteriaSet) -> Sequence[Call]:
    wanted = db.session.scalars(
        _handed_in(actor, Application.call_id).where(Application.criteria_set_id == criteria_set.id).distinct()
    ).all()
    return db.session.scalars(select(Call).where(Call.id.in_(wanted)).order_by(Call.id.desc())).all()


def _handed_in(actor: Any, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Review.status == ReviewStatus.SUBMITTED, *_cases_open_to(actor))
        .order_by(*columns)
    )


def marks_by(actor: Any, criteria_set: CriteriaSet, call: Call | None) -> tuple[list[Marks], dict[int, str]]:
    """Every finished sheet of the cases open to the actor, in two queries; and who the reviewers are."""
    same = [Application.criteria_set_id == criteria_set.id]
    if call is not None:
        same.append(Application.call_id == call.id)
    told = _handed_in(actor, Review.id, Review.application_id, Review.reviewer_id, User.name)
    found = db.session.execute(told.join(User, User.id == Review.reviewer_id).where(*same)).all()
    points: dict[int, dict[str, Any]] = {row.id: {} for row in found}
    given = _handed_in(actor, Score.review_id, Score.criterion_code, Score.points)
    for score in db.session.execute(given.join(Score, Score.review_id == Review.id).where(*same)):
        points[score.review_id][score.criterion_code] = score.points
    sheets = [Marks(row.application_id, row.reviewer_id, points[row.id]) for row in found]
    return sheets, {row.reviewer_id: row.name for row in found}


def _definitions(sets: Iterable[CriteriaSet]) -> dict[int, CriteriaDefinition]:
    return {one.id: definition_of(one) for one in {one.id: one for one in sets}.values()}


@dataclass(frozen=True)
class Line:
    """One line of a case's history. `note` is what a person wrote at that step, where they did."""

    at: datetime
    action: str
    actor: str | None
    note: str


def history_of(application: Application) -> list[Line]:
    """Oldest first. What the Centre did before the log became one chain stands on one of its own."""
    entries = [*entries_of(log_of(application)), *entries_of(f"case:{application.id}")]
    names = names_of({entry.actor_id for entry in entries if entry.actor_id})
    told = payloads_of(entries)
    return [
        Line(
            entry.at,
            entry.action,
            names.get(entry.actor_id or 0),
            str(told[entry.id].payload.get("note", "")) if entry.id in told else "",
        )
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.id))
    ]


def names_of(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    return {user.id: user.name for user in rows}


def bulk_for(actor: Any, public_id: str) -> BulkAction | None:
    """Only one's own; held, so that it is undone before it begins or not at all."""
    return db.session.scalars(
        select(BulkAction)
        .where(BulkAction.public_id == public_id, BulkAction.actor_id == actor.id)
        .with_for_update(of=BulkAction)
    ).one_or_none()


def bulk_held(bulk_id: int) -> BulkAction:
    return db.session.scalars(
        select(BulkAction)
        .where(BulkAction.id == bulk_id)
        .with_for_update(of=BulkAction)
        .execution_options(populate_existing=True)
    ).one()


def due_bulk_ids(now: datetime) -> Sequence[int]:
    return db.session.scalars(
        select(BulkAction.id)
        .where(BulkAction.apply_at <= now, BulkAction.undone_at.is_(None), BulkAction.done_at.is_(None))
        .order_by(BulkAction.apply_at, BulkAction.id)
    ).all()


def open_bulk_items(bulk_id: int) -> Sequence[int]:
    return db.session.scalars(
        select(BulkItem.application_id)
        .where(BulkItem.bulk_id == bulk_id, BulkItem.done_at.is_(None))
        .order_by(BulkItem.application_id)
    ).all()


def bulk_items(bulk: BulkAction) -> Sequence[BulkItem]:
    return db.session.scalars(
        select(BulkItem).where(BulkItem.bulk_id == bulk.id).order_by(BulkItem.application_id)
    ).all()


@dataclass(frozen=True)
class CaseFilter:
    """What somebody looks for in the list of cases. `words` are found at the beginning of words of the space's name,
    its ward and old district; a case code is found by any part of it."""

    statuses: Collection[ApplicationStatus]
    words: str = ""
    call_id: int | None = None
    handler_id: int | None = None


def cases_found(actor: Any, wanted: CaseFilter) -> Rows[Application]:
    """On top what was asked of applicants and has not come in time, then the longest waiting."""
    found = select(Application).where(Application.status.in_(wanted.statuses), *_cases_open_to(actor))
    if wanted.words:
        found = found.join(Space, Space.id == Application.space_id).outerjoin(Ward, Ward.code == Space.ward_code)
        for term in fold(wanted.words).split():
            found = found.where(
                or_(
                    Space.search_text.contains(f" {term}", autoescape=True),
                    Ward.search_text.contains(f" {term}", autoescape=True),
                    func.lower(Application.case_code).contains(term, autoescape=True),
                )
            )
    if wanted.call_id is not None:
        found = found.where(Application.call_id == wanted.call_id)
    if wanted.handler_id is not None:
        found = found.where(Application.handler_id == wanted.handler_id)
    overdue = exists().where(
        Supplement.application_id == Application.id,
        Supplement.status == SupplementStatus.OPEN,
        Supplement.due_on < clock.today(),
    )
    return Rows(found.order_by(case((overdue, 0), else_=1), Application.submitted_at, Application.id))


def cases_asking(actor: Any) -> Sequence[Application]:
    """Where the space has written and nobody has answered, in the actor's charge or in nobody's."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.id.in_(asking()),
            Application.handler_id.is_(None) | (Application.handler_id == actor.id),
            *_cases_open_to(actor),
        )
        .order_by(Application.submitted_at, Application.id)
    ).all()


def cases_by_public_ids(actor: Any, public_ids: Collection[str]) -> Sequence[Application]:
    """Of those open to the actor; the longest waiting first."""
    return db.session.scalars(
        select(Application)
        .where(Application.public_id.in_(public_ids), *_cases_open_to(actor))
        .order_by(Application.submitted_at, Application.id)
    ).all()


def files_of(application: Application) -> list[StoredFile]:
    """Everything that proves something in the case, each once."""
    evidence = (one for those in evidence_of(application).values() for one in those)
    return list({one.file.id: one.file for one in evidence}.values())


def opinions_of(application: Application) -> Sequence[Opinion]:
    """The oldest first."""
    return db.session.scalars(
        select(Opinion).where(Opinion.application_id == application.id).order_by(Opinion.asked_at, Opinion.id)
    ).all()


def opinion_in(application: Application, public_id: str) -> Opinion | None:
    return db.session.scalars(
        select(Opinion).where(Opinion.application_id == application.id, Opinion.public_id == public_id)
    ).one_or_none()


def opinion_by_link(link_hash: str) -> Opinion | None:
    link = db.session.get(OpinionLink, link_hash)
    return link.opinion if link else None


def opinions_to_remind(before: datetime, now: datetime) -> Sequence[Opinion]:
    """Asked, not answered, never reminded, and due between now and `before`."""
    return db.session.scalars(
        select(Opinion)
        .where(
            Opinion.due_at > now,
            Opinion.due_at <= before,
            Opinion.given_at.is_(None),
            Opinion.conflict_at.is_(None),
            Opinion.revoked_at.is_(None),
            Opinion.reminded_at.is_(None),
        )
        .order_by(Opinion.id)
    ).all()


def visits_of(application: Application) -> Sequence[SiteVisit]:
    """The latest first."""
    return db.session.scalars(
        select(SiteVisit).where(SiteVisit.application_id == application.id).order_by(SiteVisit.id.desc())
    ).all()


def visit_in(application: Application, public_id: str) -> SiteVisit | None:
    return db.session.scalars(
        select(SiteVisit).where(SiteVisit.application_id == application.id, SiteVisit.public_id == public_id)
    ).one_or_none()


def visit_for(actor: Any, public_id: str) -> SiteVisit | None:
    """For the team of the space that is visited."""
    visit = db.session.scalars(select(SiteVisit).where(SiteVisit.public_id == public_id)).one_or_none()
    return visit if visit is not None and team_role(visit.application.space_id, actor.id) is not None else None


def photos_of_visits(visits: Sequence[SiteVisit]) -> dict[int, list[VisitPhoto]]:
    found: dict[int, list[VisitPhoto]] = {visit.id: [] for visit in visits}
    for photo in db.session.scalars(select(VisitPhoto).where(VisitPhoto.visit_id.in_(found)).order_by(VisitPhoto.id)):
        found[photo.visit_id].append(photo)
    return found


def visit_photo(visit: SiteVisit, public_id: str) -> VisitPhoto | None:
    return next((one for one in photos_of_visits([visit])[visit.id] if one.public_id == public_id), None)
