from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.applications import rules, supplements
from app.applications.models import (
    Answer,
    Application,
    ApplicationStatus,
    Call,
    CaseMessage,
    Channel,
    Confirmation,
    Evidence,
    EvidenceFile,
    PaperDossier,
    SelfCheck,
    Supplement,
    SupplementStatus,
)
from app.applications.promises import Pause, Promise, days_promised, promise
from app.applications.rules import EDITABLE, ENDED
from app.applications.supplements import Said
from app.core import clock
from app.core.db import db, held
from app.core.text import Bilingual
from app.criteria.models import CriteriaSet
from app.criteria.readiness import Marks
from app.files.models import StoredFile
from app.memberships.queries import standings_of
from app.memberships.rules import Status
from app.settings.queries import value
from app.spaces.models import Space, TeamMember
from app.spaces.queries import team_of
from app.spaces.rules import living
from app.workdays.models import SpecialDay
from app.workdays.queries import special_days


def application_for(actor: Any, public_id: str) -> Application | None:
    """None for everybody who is not on the space's team."""
    return db.session.scalars(
        select(Application).where(Application.public_id == public_id, _on_team(actor, Application.space_id))
    ).one_or_none()


def applications_of(actor: Any) -> Sequence[Application]:
    """Of the spaces whose team the actor is on, the newest first."""
    return db.session.scalars(
        select(Application)
        .where(_on_team(actor, Application.space_id))
        .order_by(Application.created_at.desc(), Application.id.desc())
    ).all()


def unfinished_of(space: Space) -> Application | None:
    """The application of a space that is still on its way, whatever its step."""
    return db.session.scalars(
        select(Application)
        .where(Application.space_id == space.id, Application.status.not_in(ENDED))
        .order_by(Application.id)
        .limit(1)
    ).first()


def paper_application(actor: Any, public_id: str) -> Application | None:
    """One that the Centre types in; None for coordinators who are on the space's team."""
    return db.session.scalars(
        select(Application).where(
            Application.public_id == public_id,
            Application.channel == Channel.PAPER,
            ~_on_team(actor, Application.space_id),
        )
    ).one_or_none()


def paper_drafts(actor: Any) -> Sequence[Application]:
    """Typed in and not sent yet, or waiting for a supplement on paper; the one touched last on top."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.channel == Channel.PAPER,
            Application.status.in_(EDITABLE),
            ~_on_team(actor, Application.space_id),
        )
        .order_by(Application.updated_at.desc(), Application.id.desc())
    ).all()


def papers_of(application: Application) -> Sequence[PaperDossier]:
    """The newest first."""
    return db.session.scalars(
        select(PaperDossier).where(PaperDossier.application_id == application.id).order_by(PaperDossier.id.desc())
    ).all()


def space_without_people(actor: Any, public_id: str) -> Space | None:
    """Held; None for coordinators on its own team."""
    return db.session.scalars(
        select(Space).where(Space.public_id == public_id, ~_on_team(actor, Space.id)).with_for_update(of=Space)
    ).one_or_none()


def contact_of(application: Application) -> User | None:
    """Who of the space gets the letters about its case: the one it named, else who began it, else an owner; only
    somebody who is on the team today and can read them."""
    team = living(team_of(application.space_id))
    owners = living(team_of(application.space_id), owners_only=True)
    wanted = (application.contact_id, application.started_by)
    named = [one for number in wanted for one in team if one.id == number]
    return next(iter([*named, *owners, *team]), None)


def answers_of(application: Application) -> dict[str, Answer]:
    """By the code of the gate or criterion."""
    return {one.item_code: one for one in _of_it_and_before(Answer, application)[0]}


def evidence_of(application: Application) -> dict[str, list[Evidence]]:
    """By the code of the gate or criterion, in the order they were attached; nothing for an item without files."""
    return _by_item(_of_it_and_before(Evidence, application)[0])


def _by_item(rows: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for evidence in rows:
        found.setdefault(evidence.item_code, []).append(evidence)
    return found


def _of_it_and_before(kind: type[Any], application: Application) -> tuple[list[Any], list[Any]]:
    """What stands in it, and in the application that a renewal is laid beside."""
    ids = [one for one in (application.id, application.previous_id) if one is not None]
    order = Answer.item_code if kind is Answer else Evidence.id
    query = select(kind).where(kind.application_id.in_(ids)).order_by(order)
    rows = held(f"{kind.__tablename__}:{ids}", lambda: db.session.scalars(query).all())
    own = [one for one in rows if one.application_id == application.id]
    return own, [one for one in rows if one.application_id != application.id]


def self_check_of(application: Application) -> Marks:
    """What the team says of its own space; empty where it has not."""
    rows = db.session.scalars(
        select(SelfCheck).where(SelfCheck.application_id == application.id).order_by(SelfCheck.item_code)
    ).all()
    return Marks(
        {row.item_code: row.met for row in rows if row.met is not None},
        {row.item_code: row.points for row in rows if row.points is not None},
    )


def drafts_of(actor: Any) -> Sequence[Application]:
    """Those of the actor's spaces that can still be changed, the newest first."""
    return db.session.scalars(
        select(Application)
        .where(_on_team(actor, Application.space_id), Application.status.in_(EDITABLE))
        .order_by(Application.created_at.desc(), Application.id.desc())
    ).all()


def last_admission_of(space: Space) -> Application | None:
    """What its membership rests on; None for one that was admitted on paper."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.space_id == space.id,
            Application.status.in_([ApplicationStatus.APPROVED, ApplicationStatus.ASSOCIATE]),
        )
        .order_by(Application.id.desc())
        .limit(1)
    ).first()


def renewal_call(criteria_set: CriteriaSet) -> Call | None:
    return db.session.scalars(
        select(Call).where(Call.for_renewals, Call.criteria_set_id == criteria_set.id).order_by(Call.id).limit(1)
    ).first()


def confirmed_in(application: Application) -> set[str]:
    """Codes of the answers that somebody said still hold."""
    return set(
        db.session.scalars(
            select(Confirmation.item_code)
            .where(Confirmation.application_id == application.id)
            .order_by(Confirmation.item_code)
        )
    )


def carried_in(application: Application) -> set[str]:
    """Codes whose answer and file stand as in the application before it; none where there was none."""
    if application.previous_id is None:
        return set()
    answers, answers_before = _of_it_and_before(Answer, application)
    evidence, evidence_before = _of_it_and_before(Evidence, application)
    return rules.unchanged(
        {one.item_code: one for one in answers_before},
        _by_item(evidence_before),
        {one.item_code: one for one in answers},
        _by_item(evidence),
    )


def evidence_file(application: Application, file_public_id: str) -> StoredFile | None:
    attached = (
        select(EvidenceFile.file_id)
        .join(Evidence, Evidence.evidence_file_id == EvidenceFile.id)
        .where(Evidence.application_id == application.id)
    )
    return db.session.scalars(
        select(StoredFile).where(StoredFile.public_id == file_public_id, StoredFile.id.in_(attached))
    ).one_or_none()


def library_of(space: Space) -> Sequence[EvidenceFile]:
    """The files a space has sent so far, the newest first."""
    return db.session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.space_id == space.id)
        .order_by(EvidenceFile.added_at.desc(), EvidenceFile.id.desc())
    ).all()


def library_file(space: Space, file_public_id: str) -> EvidenceFile | None:
    return db.session.scalars(
        select(EvidenceFile)
        .join(StoredFile, StoredFile.id == EvidenceFile.file_id)
        .where(EvidenceFile.space_id == space.id, StoredFile.public_id == file_public_id)
    ).one_or_none()


def uses_of(files: Collection[EvidenceFile]) -> dict[int, list[tuple[Application, str]]]:
    """Where files of a library are attached, by their id: (application, code of the item), the newest first."""
    rows = db.session.execute(
        select(Evidence, Application)
        .join(Application, Application.id == Evidence.application_id)
        .where(Evidence.evidence_file_id.in_([one.id for one in files]))
        .order_by(Application.id.desc(), Evidence.item_code)
    )
    found: dict[int, list[tuple[Application, str]]] = {}
    for evidence, application in rows:
        found.setdefault(evidence.evidence_file_id, []).append((application, evidence.item_code))
    return found


def supplements_of(application: Application) -> Sequence[Supplement]:
    """The latest first."""
    return db.session.scalars(
        select(Supplement).where(Supplement.application_id == application.id).order_by(Supplement.id.desc())
    ).all()


def open_supplement(application: Application) -> Supplement | None:
    return supplements.open_among(supplements_of(application))


def open_supplements(applications: Iterable[Application]) -> dict[int, Supplement]:
    """By the application's id, those that wait for an answer."""
    rows = db.session.scalars(
        select(Supplement)
        .where(
            Supplement.application_id.in_([one.id for one in applications]),
            Supplement.status == SupplementStatus.OPEN,
        )
        .order_by(Supplement.id)
    )
    return {row.application_id: row for row in rows}


def supplement_in(application: Application, public_id: str) -> Supplement | None:
    return db.session.scalars(
        select(Supplement).where(Supplement.application_id == application.id, Supplement.public_id == public_id)
    ).one_or_none()


def supplements_due(by: date) -> Sequence[Supplement]:
    """Open ones whose day has come by then, the most pressing first."""
    return db.session.scalars(
        select(Supplement)
        .where(Supplement.status == SupplementStatus.OPEN, Supplement.due_on <= by)
        .order_by(Supplement.due_on, Supplement.id)
    ).all()


def said_in(application: Application, codes: Iterable[str]) -> dict[str, Said]:
    """What stands now at these items of the application and parts of the profile."""
    answers, evidence = answers_of(application), evidence_of(application)

    def said(code: str) -> Said:
        if part := supplements.profile_part(code):
            return supplements.said_in_profile(application.space, part)
        return Said.at(answers.get(code), [link.file for link in evidence.get(code, [])])

    return {code: said(code) for code in codes}


def promise_of(application: Application, asked: Iterable[Supplement] | None = None) -> Promise | None:
    """`asked`: all its supplements, where they are at hand."""
    return promises_of([application], asked).get(application.id)


def promises_of(applications: Sequence[Any], asked: Iterable[Supplement] | None = None) -> dict[int, Promise]:
    """By the application's id, of those that were received; the same few queries however many there are. Those that
    were received on one day under the same conditions are reckoned once."""
    received = {one.id: _house_day(one.submitted_at) for one in applications if one.submitted_at}
    if not received:
        return {}
    today = clock.today()
    pauses = _pauses(_stops_of(received) if asked is None else sorted(asked, key=lambda one: one.id))
    known = special_days(min(received.values()), today + 2 * timedelta(days=366))
    special = {one.day: one.works for one in known}
    added_at = [one.added_at for one in known if one.added_at]
    reckoned: dict[Any, Promise] = {}
    found = {}
    for one in applications:
        if not one.submitted_at:
            continue
        planned_on, own = one.call.decision_planned_on, pauses.get(one.id, [])
        later = sum(at > one.submitted_at for at in added_at)
        key = (received[one.id], one.promise_days, planned_on, tuple(own), later, one.promised_on)
        if key not in reckoned:
            reckoned[key] = promise(
                received[one.id],
                one.promise_days or days_promised(received[one.id], value("case.promise_days"), planned_on, special),
                own,
                special,
                today=today,
                added=_added_since(one.submitted_at, known),
                first_on=one.promised_on,
            )
        found[one.id] = reckoned[key]
    return found


def _stops_of(received: Mapping[int, date]) -> Sequence[Any]:
    return db.session.execute(
        select(Supplement.application_id, Supplement.asked_at, Supplement.ended_at)
        .where(Supplement.application_id.in_(received))
        .order_by(Supplement.id)
    ).all()


def _pauses(stops: Iterable[Any]) -> dict[int, list[Pause]]:
    pauses: dict[int, list[Pause]] = {}
    for one in stops:
        until = _house_day(one.ended_at) if one.ended_at else None
        pauses.setdefault(one.application_id, []).append(Pause(_house_day(one.asked_at), until))
    return pauses


def _added_since(at: datetime | None, known: Sequence[SpecialDay]) -> dict[date, Bilingual]:
    return {one.day: Bilingual.of(one, "name") for one in known if one.added_at and at and one.added_at > at}


def _house_day(at: datetime) -> date:
    return at.astimezone(clock.HOUSE_ZONE).date()


def received_under_way() -> Sequence[Application]:
    """Everything whose promised day still counts."""
    return db.session.scalars(
        select(Application)
        .where(Application.submitted_at.is_not(None), Application.status.not_in(ENDED))
        .order_by(Application.id)
    ).all()


def team_space(actor: Any, public_id: str) -> Space | None:
    return db.session.scalars(
        select(Space).where(Space.public_id == public_id, _on_team(actor, Space.id)).with_for_update(of=Space)
    ).one_or_none()


def space_of_team(actor: Any, public_id: str) -> Space | None:
    """To look at; to start an application take `team_space`, which locks."""
    return db.session.scalars(
        select(Space).where(Space.public_id == public_id, _on_team(actor, Space.id))
    ).one_or_none()


def spaces_free_to_apply(actor: Any) -> Sequence[Space]:
    """The actor's spaces that have no application under way."""
    busy = select(Application.space_id).where(Application.status.not_in(ENDED))
    return db.session.scalars(
        select(Space).where(_on_team(actor, Space.id), Space.id.not_in(busy)).order_by(Space.created_at, Space.id)
    ).all()


def not_yet_applied(spaces: Collection[Space]) -> list[Space]:
    """Of these, those that could take the step: no standing in the network, and no application under way."""
    ids, today = [one.id for one in spaces], clock.today()
    if not ids:
        return []
    busy = set(
        db.session.scalars(
            select(Application.space_id)
            .where(Application.space_id.in_(ids), Application.status.not_in(ENDED))
            .order_by(Application.space_id)
        )
    )
    standings = standings_of({(number, today) for number in ids})
    return [
        one
        for one in spaces
        if one.id not in busy and standings[one.id, today].status not in (Status.MEMBER, Status.SUSPENDED)
    ]


def all_calls() -> Sequence[Call]:
    return db.session.scalars(
        select(Call).where(~Call.for_renewals).order_by(Call.opens_on.desc(), Call.id.desc())
    ).all()


def coming_calls(on: date) -> Sequence[Call]:
    """Not open yet, the next one on top."""
    return db.session.scalars(
        select(Call).where(~Call.for_renewals, Call.opens_on > on).order_by(Call.opens_on, Call.id)
    ).all()


def drafts_in(call: Call) -> Sequence[Application]:
    """Begun in that call and not sent yet."""
    return db.session.scalars(
        select(Application)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.DRAFT)
        .order_by(Application.id)
    ).all()


def open_calls(on: date) -> Sequence[Call]:
    """Those that take applications that day, the one that closes first on top and rolling ones last."""
    return db.session.scalars(
        select(Call)
        .where(~Call.for_renewals, Call.opens_on <= on, Call.closes_on.is_(None) | (Call.closes_on >= on))
        .order_by(Call.closes_on.is_(None), Call.closes_on, Call.id)
    ).all()


def call_by_public_id(public_id: str) -> Call | None:
    """One that new applications may be sent to."""
    return db.session.scalars(select(Call).where(Call.public_id == public_id, ~Call.for_renewals)).one_or_none()


def _on_team(actor: Any, space_id: InstrumentedAttribute[int]) -> Any:
    return space_id.in_(select(TeamMember.space_id).where(TeamMember.user_id == actor.id))


def messages_of(application: Application) -> Sequence[CaseMessage]:
    """The oldest first."""
    return db.session.scalars(
        select(CaseMessage)
        .where(CaseMessage.application_id == application.id)
        .order_by(CaseMessage.sent_at, CaseMessage.id)
    ).all()


def messages_waiting(application: Application) -> Sequence[CaseMessage]:
    """What the space wrote and nobody has answered."""
    return db.session.scalars(
        select(CaseMessage)
        .where(
            CaseMessage.application_id == application.id,
            CaseMessage.from_centre.is_(False),
            CaseMessage.settled_at.is_(None),
        )
        .order_by(CaseMessage.sent_at, CaseMessage.id)
    ).all()


def asking() -> Select[int]:
    """The ids of applications whose space has written and was not answered, to look among."""
    return select(CaseMessage.application_id).where(
        CaseMessage.from_centre.is_(False), CaseMessage.settled_at.is_(None)
    )


def waiting_for_an_answer(applications: Collection[Application]) -> frozenset[int]:
    """Their ids."""
    ids = [one.id for one in applications]
    wanted = select(Application.id).where(Application.id.in_(ids), Application.id.in_(asking()))
    return frozenset(db.session.scalars(wanted.order_by(Application.id)))
