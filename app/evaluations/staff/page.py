"""What the page of a case is made of: one `Case` with the facts, and panels that each show a part of them.

A panel is a function from the case to what its template (`templates/evaluations/case/<name>.html`) is given. A new
part of the page is a new panel: its function, its template, its name in PANELS and its place in the page's template.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from werkzeug.wrappers import Response

from app.accounts.models import Role, User
from app.accounts.queries import users_with_role
from app.accounts.rules import is_administrator, is_approver
from app.applications.forms import MessageForm
from app.applications.models import Application, ApplicationStatus, Supplement
from app.applications.queries import (
    answers_of,
    carried_in,
    evidence_of,
    messages_of,
    promise_of,
    supplements_of,
)
from app.applications.rules import ENDED, RECEIVED, kinds_of, letters_of, log_of, sections
from app.applications.supplements import differences_in, is_overdue, open_among, touched_in
from app.applications.words import (
    CONSEQUENCES,
    PROFILE_NAMES,
    STATUS_NAMES,
    STATUS_TAGS,
    SUPPLEMENT_NAMES,
    SUPPLEMENT_TAGS,
)
from app.audit import words as audit_words
from app.audit.models import AuditEntry, AuditPayload
from app.audit.queries import Read, readings_of
from app.core import clock
from app.core.text import pick
from app.criteria.definition import CriteriaDefinition
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations import queries, rules, words
from app.evaluations.assigning import Council
from app.evaluations.forms import (
    AnswerAppealForm,
    AskOpinionForm,
    AssignForm,
    CancelVisitForm,
    ExtendForm,
    FinishVisitForm,
    HandlerForm,
    LaterForm,
    MetForm,
    PlanVisitForm,
    ReopenForm,
    SendBackForm,
    SignForm,
    VisitPhotoForm,
    finish_form,
)
from app.evaluations.models import AppealStatus, Decision, Outcome, Review, SectionCheck
from app.evaluations.rules import Sheet
from app.mail import words as mail_words
from app.mail.queries import letters_about
from app.mail.shown import shown as shown_letters
from app.memberships.queries import names_of
from app.web.forms import BaseForm
from app.web.guard import actor
from app.web.language import locale
from app.web.pages import page

Form = TypeVar("Form", bound=BaseForm)


class Case:
    """One case as the person who looks at it may see it; each fact is fetched once, when a panel asks for it."""

    def __init__(self, application: Application, refused: BaseForm | None = None) -> None:
        self.application = application
        self.refused = refused
        self.forms: dict[str, BaseForm] = {}

    def form(self, name: str, kind: type[Form]) -> Form:
        """The form of that name: the one that was just refused, with everything typed, or a fresh one."""
        refused = self.refused
        same = isinstance(refused, kind) and refused._prefix == f"{name}-"
        form = refused if same and isinstance(refused, kind) else kind(formdata=None, prefix=name)
        self.forms[name] = form
        return form

    @cached_property
    def team(self) -> frozenset[int]:
        return queries.tied_ids(self.application)

    @cached_property
    def may_prepare(self) -> bool:
        return rules.can_prepare(actor(), self.team)

    @cached_property
    def definition(self) -> CriteriaDefinition:
        return definition_of(self.application.criteria_set)

    @cached_property
    def kinds(self) -> list[str]:
        return kinds_of(self.application)

    @cached_property
    def reviews(self) -> Sequence[Review]:
        return queries.reviews_of(self.application)

    @cached_property
    def in_force(self) -> list[Review]:
        return rules.in_force(self.reviews)

    @cached_property
    def finished(self) -> list[Review]:
        return rules.submitted(self.reviews)

    @cached_property
    def sheets_and_notes(self) -> tuple[dict[int, Sheet], dict[int, dict[str, str]]]:
        return queries.sheets_and_notes(self.finished)

    @property
    def sheets(self) -> dict[int, Sheet]:
        return self.sheets_and_notes[0]

    @cached_property
    def sees_sheets(self) -> bool:
        return rules.may_see_sheets(actor(), self.reviews)

    @property
    def _told(self) -> tuple[list[Sheet], CriteriaDefinition, list[str]]:
        return list(self.sheets.values()), self.definition, self.kinds

    @cached_property
    def assessment(self) -> Assessment:
        return rules.assessment_of(*self._told)

    @cached_property
    def totals(self) -> dict[int, Any]:
        return {
            number: rules.sheet_total(sheet, self.definition, self.kinds) for number, sheet in self.sheets.items()
        }

    @cached_property
    def unscored(self) -> list[str]:
        return rules.unscored(*self._told)

    @cached_property
    def needed(self) -> int:
        return rules.reviewers_needed(*self._told)

    @cached_property
    def spread(self) -> Any:
        return rules.spread(*self._told)

    @cached_property
    def calls_third(self) -> bool:
        return rules.calls_third(*self._told)

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        return queries.decisions_of(self.application)

    @cached_property
    def outcomes(self) -> frozenset[Outcome]:
        """What can be proposed now: to close it even before the sheets are in."""
        status = self.application.status
        judged = self.sees_sheets and len(self.finished) == len(self.in_force) >= self.needed
        allowed = rules.allowed_outcomes(self.assessment) if judged else frozenset({Outcome.CLOSE})
        return frozenset(one for one in allowed if rules.may_propose(status, one))

    @cached_property
    def may_propose(self) -> bool:
        return self.may_prepare and self.waiting is None and bool(self.outcomes)

    @cached_property
    def supplements(self) -> Sequence[Supplement]:
        return supplements_of(self.application)

    @cached_property
    def told(self) -> list[tuple[AuditEntry, AuditPayload | None]]:
        return queries.entries_about(self.application)

    @cached_property
    def readings(self) -> list[Read] | None:
        """For those who answer for how the Centre handles what it is given."""
        answers = is_administrator(actor()) or is_approver(actor())
        return readings_of(log_of(self.application)) if answers else None

    @cached_property
    def names(self) -> dict[int, str]:
        """Of everybody whom the page names for something they did."""
        asked = {one.asked_by for one in self.supplements}
        did = {entry.actor_id for entry, _payload in self.told}
        read = {one.reader for one in self.readings or ()}
        return names_of({self.application.handler_id, *asked, *did, *read})

    @cached_property
    def waiting(self) -> Decision | None:
        return rules.open_decision(self.decisions)


def _intake(case: Case) -> dict[str, Any]:
    received, reviewing = case.application.status in RECEIVED, case.application.status == ApplicationStatus.IN_REVIEW
    checks = queries.section_checks_of(case.application)
    return {
        "may_check": case.may_prepare and (received or reviewing),
        "may_resume": case.may_prepare and received and bool(case.in_force),
        "checks": checks,
        "to_look_at_again": _to_look_at_again(case, checks),
    }


def _to_look_at_again(case: Case, checks: Mapping[str, SectionCheck]) -> set[str]:
    """Sections that were checked before a supplement has changed something in them."""
    changed = [(one.ended_at, touched_in(one)) for one in case.supplements if one.ended_at is not None]
    return {
        page.code
        for page in sections(case.definition, case.kinds)
        for at, codes in changed
        if page.code in checks and checks[page.code].checked_at < at and codes.intersection(page.codes)
    }


def _supplements(case: Case) -> dict[str, Any]:
    waiting = open_among(case.supplements)
    if waiting is not None and case.may_prepare:
        case.form("later", LaterForm)
    pages = sections(case.definition, case.kinds)
    return {
        "supplements": case.supplements,
        "open_supplement": waiting,
        "supplement_late": waiting is not None and is_overdue(waiting, clock.today()),
        "differences": {one.id: differences_in(one) for one in case.supplements},
        "titles": {item.code: item for one in pages for item in one.items},
        "profile_names": PROFILE_NAMES,
        "consequences": CONSEQUENCES,
        "supplement_names": SUPPLEMENT_NAMES,
        "supplement_tags": SUPPLEMENT_TAGS,
        "askers": case.names,
    }


def _clock(case: Case) -> dict[str, Any]:
    return {"promise": promise_of(case.application, case.supplements), "today": clock.today()}


def _reopen(case: Case) -> dict[str, Any]:
    if rules.can_reopen(actor(), case.application, case.team):
        case.form("reopen", ReopenForm)
    return {}


def _reviewers(case: Case) -> dict[str, Any]:
    received, reviewing = case.application.status in RECEIVED, case.application.status == ApplicationStatus.IN_REVIEW
    wanted = (received and not case.in_force) or (reviewing and len(case.in_force) < case.needed)
    if case.may_prepare and wanted:
        case.form("assign", AssignForm).offer(Council([case.application]).offers(case.application))
    return {
        "reviews": case.reviews,
        "in_force": case.in_force,
        "calls_third": case.calls_third,
        "profiles": queries.profiles() if case.may_prepare else {},
        "today": clock.today(),
    }


def _scores(case: Case) -> dict[str, Any]:
    return {
        "sees_sheets": case.sees_sheets,
        "finished": case.finished if case.sees_sheets else [],
        "sheets": case.sheets if case.sees_sheets else {},
        "notes": case.sheets_and_notes[1] if case.sees_sheets else {},
        "totals": case.totals,
        "spread": case.spread,
        "unscored": case.unscored,
        "assessment": case.assessment,
    }


def _decision(case: Case) -> dict[str, Any]:
    waiting = case.waiting
    if waiting is not None:
        if rules.can_sign(actor(), waiting, case.team):
            case.form("sign", SignForm)
        if rules.can_return_decision(actor(), waiting, case.team):
            case.form("back", SendBackForm)
    return {
        "waiting": waiting,
        "decisions": case.decisions,
        "may_propose": case.may_propose,
        "outcomes": case.outcomes,
        "signers": _signers(case, waiting) if waiting is not None else [],
        "terms": {one.id: list(queries.conditions_and_answers(one)) for one in case.decisions[:1]},
    }


def _conditions(case: Case) -> dict[str, Any]:
    """Of the decision in force; to act on while the application waits for them."""
    current = rules.latest_signed(case.decisions)
    if current is None or current.outcome != Outcome.CONDITIONAL:
        return {"conditions": [], "may_settle": False}
    conditions = queries.conditions_and_answers(current)
    may_settle = case.application.status == ApplicationStatus.CONDITIONAL and case.may_prepare
    for one in conditions:
        if may_settle and one.met_at is None:
            case.form(f"met-{one.public_id}", MetForm)
            case.form(f"extend-{one.public_id}", ExtendForm)
    return {
        "conditions": list(conditions),
        "condition_answers": {one.id: answers for one, answers in conditions.items()},
        "may_settle": may_settle,
        "today": clock.today(),
    }


def _appeal(case: Case) -> dict[str, Any]:
    appeals = queries.appeals_of(case.application)
    if not appeals:
        return {"appeals": []}
    current = appeals[0]
    told = (case.reviews, case.team)
    if current.status == AppealStatus.FILED and rules.can_answer_appeal(actor(), current.decision, *told):
        case.form("appeal", AnswerAppealForm)
    if current.status == AppealStatus.PROPOSED and rules.can_sign_appeal(actor(), current, *told):
        case.form("appealback", SendBackForm)
    answering = [
        one for one in users_with_role(Role.COORDINATOR) if rules.can_answer_appeal(one, current.decision, *told)
    ]
    signing = [one for one in users_with_role(Role.APPROVER) if rules.can_sign_appeal(one, current, *told)]
    return {
        "appeals": appeals,
        "appeal_files": {one.id: queries.appeal_files(one) for one in appeals},
        "appeal_people": {AppealStatus.FILED: answering, AppealStatus.PROPOSED: signing}.get(
            AppealStatus(current.status), []
        ),
        "may_sign_appeal": "appealback" in case.forms,
    }


def _signers(case: Case, waiting: Decision) -> list[User]:
    return [one for one in users_with_role(Role.APPROVER) if rules.can_sign(one, waiting, case.team)]


def _answers(case: Case) -> dict[str, Any]:
    return {
        "sections": sections(case.definition, case.kinds),
        "answers": answers_of(case.application),
        "carried": carried_in(case.application),
        "evidence": evidence_of(case.application),
    }


def _thread(case: Case) -> dict[str, Any]:
    if case.may_prepare:
        case.form("message", MessageForm)
    messages = messages_of(case.application)
    return {"messages": messages, "asking": any(not one.from_centre and one.settled_at is None for one in messages)}


def _opinions(case: Case) -> dict[str, Any]:
    if not rules.may_read_opinions(actor(), case.reviews):
        return {"opinions": []}
    now, status = clock.now(), case.application.status
    if case.may_prepare and status in rules.OPEN_TO_OPINIONS - {ApplicationStatus.RETURNED}:
        case.form("opinion", AskOpinionForm).offer(queries.files_of(case.application))
    return {
        "opinions": [
            (one, rules.state_of_opinion(one, status, now=now)) for one in queries.opinions_of(case.application)
        ],
        "last_instant": rules.INSTANT,
    }


def visit_items(application: Application) -> dict[str, str]:
    """What can be looked at, by the code of the gate or criterion."""
    pages = sections(definition_of(application.criteria_set), kinds_of(application))
    return {item.code: f"{item.code} · {pick(item, 'title', locale())}" for page_ in pages for item in page_.items}


def _visits(case: Case) -> dict[str, Any]:
    taken = queries.visits_and_photos(case.application)
    visits = list(taken)
    planned, names = rules.open_visit(visits), visit_items(case.application)
    if case.may_prepare and planned is not None:
        case.form("unvisit", CancelVisitForm)
        case.form("photo", VisitPhotoForm)
        finish = (
            case.refused if isinstance(case.refused, FinishVisitForm) else finish_form(planned, names, sent=False)
        )
        if planned.starts_at <= clock.now() or finish is case.refused:
            case.forms["finish"] = finish
    elif case.may_prepare and case.application.status in RECEIVED | {ApplicationStatus.IN_REVIEW}:
        case.form("visit", PlanVisitForm).offer(names.items())
    return {"visits": visits, "visit_photos": {one.id: photos for one, photos in taken.items()}, "visit_items": names}


def _log(case: Case) -> dict[str, Any]:
    handler = case.application.handler_id
    if case.may_prepare and case.application.status not in ENDED:
        others = [one for one in users_with_role(Role.COORDINATOR) if one.id != handler]
        case.form("handler", HandlerForm).offer(others)
    return {
        "handler": case.names.get(handler) if handler else None,
        "history": queries.lines_of(case.told, case.names),
    }


def _letters(case: Case) -> dict[str, Any]:
    return {
        "letters": shown_letters(letters_about(letters_of(case.application))),
        "letter_states": mail_words.STATES,
        "letter_tags": mail_words.TAGS,
        "sees_addresses": is_administrator(actor()),
    }


def _readings(case: Case) -> dict[str, Any]:
    return {"readings": case.readings, "readers": case.names, "read_names": audit_words.READ}


PANELS: tuple[Callable[[Case], dict[str, Any]], ...] = (
    _clock,
    _intake,
    _reopen,
    _supplements,
    _reviewers,
    _scores,
    _opinions,
    _visits,
    _decision,
    _thread,
    _conditions,
    _appeal,
    _answers,
    _letters,
    _readings,
    _log,
)


def case_page(application: Application, refused: BaseForm | None = None) -> Response:
    case = Case(application, refused)
    shown: dict[str, Any] = {}
    for panel in PANELS:
        shown |= panel(case)
    return page(
        "evaluations/case.html",
        status=422 if refused else 200,
        # What was refused stands at its form, or on top where the case has moved on and the form is gone.
        refusals=refused.error_list if refused and refused not in case.forms.values() else [],
        forms=case.forms,
        case=application,
        definition=case.definition,
        may_prepare=case.may_prepare,
        words=words,
        status_names=STATUS_NAMES,
        status_tags=STATUS_TAGS,
        **shown,
    )
