from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.accounts.models import Role
from app.applications.models import Answer, Application, ApplicationStatus, Call, Channel, Evidence
from app.core.errors import DomainError
from app.core.ids import digest
from app.criteria.definition import CriteriaDefinition, Criterion, Gate
from app.criteria.rules import counted_criteria
from app.spaces.models import Ownership, Space

S = ApplicationStatus
TRANSITIONS: Mapping[ApplicationStatus, frozenset[ApplicationStatus]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    # Back to a draft: the applicant corrects it, which only works until somebody at the Centre has begun on it.
    S.SUBMITTED: frozenset({S.DRAFT, S.INTAKE, S.WITHDRAWN}),
    # Straight to a proposal: to close it without judging it.
    S.INTAKE: frozenset({S.RETURNED, S.IN_REVIEW, S.PROPOSED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.INTAKE, S.WITHDRAWN}),
    S.IN_REVIEW: frozenset({S.RETURNED, S.PROPOSED, S.WITHDRAWN}),
    # Not withdrawn from here: a signature may be on its way. The approver decides or sends it back to where it was.
    S.PROPOSED: frozenset(
        {S.INTAKE, S.IN_REVIEW, S.STAGED, S.CONDITIONAL, S.APPROVED, S.ASSOCIATE, S.REFUSED, S.CLOSED}
    ),
    S.STAGED: frozenset({S.IN_REVIEW, S.CONDITIONAL, S.APPROVED, S.ASSOCIATE, S.REFUSED, S.CLOSED}),
    # A condition that was not met in time needs a decision of its own.
    S.CONDITIONAL: frozenset({S.APPROVED, S.PROPOSED, S.WITHDRAWN}),
    S.APPROVED: frozenset(),
    # Below: an appeal within its time, or a case reopened by the Centre.
    S.ASSOCIATE: frozenset({S.APPEALED}),
    S.REFUSED: frozenset({S.APPEALED, S.INTAKE}),
    # Dismissed, it is again what it was; granted, it is reviewed anew by others.
    S.APPEALED: frozenset({S.ASSOCIATE, S.REFUSED, S.CLOSED, S.IN_REVIEW}),
    S.CLOSED: frozenset({S.APPEALED, S.INTAKE}),
    S.WITHDRAWN: frozenset({S.INTAKE}),
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
ENDED = frozenset({S.APPROVED, S.ASSOCIATE, S.REFUSED, S.CLOSED, S.WITHDRAWN})
"""Nobody has anything to do any more, unless somebody appeals or the Centre reopens it."""
RECEIVED = frozenset({S.SUBMITTED, S.INTAKE})
DECIDED = frozenset({S.STAGED, S.CONDITIONAL, S.APPROVED, S.ASSOCIATE, S.REFUSED, S.CLOSED})
UNDER_WAY = frozenset(S) - ENDED - {S.DRAFT}
ANSWER_LENGTH = 6000
CASE_MEGABYTES = 100
"""All files of an application together, each counted once."""
MESSAGE_LENGTH = 4000
APPLICANT = "applicant"
"""What people of the space act as in the log of their case; staff act as one of their roles."""
SELF_CHECKS_ALLOWED, SELF_CHECKS_WITHIN = 30, timedelta(minutes=1)


def told_status(status: str) -> ApplicationStatus:
    """What the applicant is told: a decision that is signed and not yet public still waits for its signature."""
    return S.PROPOSED if status == S.STAGED else S(status)


def can_move(status: str, to: ApplicationStatus) -> bool:
    return to in TRANSITIONS[ApplicationStatus(status)]


def can_edit(application: Application) -> bool:
    return application.status in EDITABLE


def can_correct(application: Application) -> bool:
    """Taken back by the space itself, as long as nobody at the Centre has begun on it."""
    return application.status == S.SUBMITTED


def can_withdraw(application: Application) -> bool:
    return can_move(application.status, S.WITHDRAWN)


def log_of(application: Application) -> str:
    """Under which subject the audit keeps everything that happens to a case, one chain from the first day on."""
    return f"application:{application.id}"


def letters_of(application: Application) -> str:
    """What the letters of a case are about (`Mail.about`)."""
    return f"case:{application.id}"


def writes_as(application: Application, actor: Any) -> str:
    """What somebody is who fills in an application: one on paper the Centre types in, in the space's name."""
    typed = application.channel == Channel.PAPER and Role.COORDINATOR in actor.roles
    return Role.COORDINATOR if typed else APPLICANT


def acts_as(actor: Any, to: ApplicationStatus) -> str:
    """What somebody is who takes that step; nobody when a job does."""
    if actor is None:
        return ""
    if to in (S.DRAFT, S.SUBMITTED, S.WITHDRAWN, S.APPEALED):
        return APPLICANT
    wanted = (Role.APPROVER, Role.COORDINATOR) if to in DECIDED else (Role.COORDINATOR, Role.APPROVER)
    return next((role for role in wanted if role in actor.roles), APPLICANT)


def check_days(*, opens_on: date, closes_on: date | None, decision_planned_on: date | None) -> None:
    """Raises `call.closes_before_it_opens` and `call.decided_too_early`."""
    if closes_on is not None and closes_on < opens_on:
        raise DomainError("call.closes_before_it_opens", field="closes_on")
    if decision_planned_on is not None and decision_planned_on < (closes_on or opens_on):
        raise DomainError("call.decided_too_early", field="decision_planned_on")


def is_open(call: Call, *, on: date) -> bool:
    return call.opens_on <= on and (call.closes_on is None or on <= call.closes_on)


@dataclass(frozen=True)
class Section:
    """One page of the form: a gate, or a group with its criteria."""

    code: str
    title_vi: str
    title_en: str | None
    items: tuple[Gate | Criterion, ...]
    is_gate: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)


def sections(definition: CriteriaDefinition, kinds: Collection[str]) -> list[Section]:
    """What such a space is asked, in the order of the set; a group of which nothing is asked has no page."""
    asked = set(counted_criteria(definition, kinds))
    gates = [Section(gate.code, gate.title_vi, gate.title_en, (gate,), True) for gate in definition.gates]
    groups = [
        Section(group.code, group.title_vi, group.title_en, items, False)
        for group in definition.groups
        if (items := tuple(one for one in group.criteria if one in asked))
    ]
    return gates + groups


def is_consent(item: Gate | Criterion) -> bool:
    return isinstance(item, Gate) and item.consent


def is_answered(item: Gate | Criterion, answer: Answer | None, *, has_evidence: bool) -> bool:
    """A consent by its tick alone; anything else by words or a file."""
    if is_consent(item):
        return answer is not None and answer.declared
    return has_evidence or (answer is not None and bool(answer.text))


class Missing(NamedTuple):
    section: Section
    item: Gate | Criterion
    unconfirmed: bool = False
    """It is answered as in the last application, and nobody has said that this still holds."""


def missing(
    pages: Collection[Section], answers: Mapping[str, Answer], evidenced: Collection[str]
) -> Iterator[Missing]:
    for section in pages:
        for item in section.items:
            if not is_answered(item, answers.get(item.code), has_evidence=item.code in evidenced):
                yield Missing(section, item)


def unchanged(
    answers_before: Mapping[str, Answer],
    evidence_before: Mapping[str, Sequence[Evidence]],
    answers: Mapping[str, Answer],
    evidence: Mapping[str, Sequence[Evidence]],
) -> set[str]:
    """Codes with something to say that was said before in the same words, with the same files."""

    def said(
        answers: Mapping[str, Answer], evidence: Mapping[str, Sequence[Evidence]], code: str
    ) -> tuple[str, frozenset[int]]:
        return (
            answers[code].text if code in answers else "",
            frozenset(one.evidence_file_id for one in evidence.get(code, ())),
        )

    return {
        code
        for code in answers.keys() | evidence.keys()
        if said(answers, evidence, code) == said(answers_before, evidence_before, code) != ("", frozenset())
    }


def to_confirm(
    pages: Collection[Section], definition: CriteriaDefinition, carried: Collection[str]
) -> Iterator[Missing]:
    """At a renewal: the answers of before that somebody has to say still hold."""
    for section in pages:
        for item in section.items:
            if item.code in carried and definition.is_asked_at_renewal(item):
                yield Missing(section, item, unconfirmed=True)


def without_legal_form(space: Space) -> bool:
    """A group, or somebody by themselves: they have no papers of an organisation to show, and need none."""
    return space.ownership == Ownership.GROUP or (space.ownership == Ownership.PRIVATE and not space.legal_name)


def kinds_of(application: Application) -> list[str]:
    """The space's kinds, which decide what is asked; as they were when it was sent, once it was sent."""
    return application.space.kinds if application.status == S.DRAFT else application.kinds


def profile_gaps(space: Space) -> list[str]:
    """Parts of the profile an application needs and the space has not filled in."""
    wanted = {"kinds": space.kinds, "fields": space.fields, "summary": space.summary_vi}
    return [part for part, filled in wanted.items() if not filled]


def fingerprint(text: str, declared: bool) -> str:
    """Names what a person saw when they began to type, so that a save knows whether somebody else was faster."""
    return digest(f"{declared}:{text}")[:16]


def seen_now(answer: Answer | None) -> str:
    return fingerprint(answer.text, answer.declared) if answer else fingerprint("", False)
