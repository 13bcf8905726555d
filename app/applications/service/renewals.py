"""An application that begins with what the last one said: another term for a member, or another try."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete

from app.applications import queries, rules
from app.applications.models import Answer, Application, ApplicationKind, Call, Confirmation, Evidence
from app.applications.rules import Missing
from app.applications.service.drafts import start_application
from app.applications.service.floor import refuse_unless_editable
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.criteria.queries import current_set, definition_of
from app.memberships.queries import standing_of
from app.memberships.rules import can_renew
from app.settings.queries import value
from app.spaces.models import Space

CALL_TITLE = {"title_vi": "Gia hạn thành viên", "title_en": "Membership renewal"}


def start_renewal(space: Space, *, actor: Any) -> Application:
    """Fetch the space with `queries.team_space`. Consents are not carried: they are given anew.

    Raises `application.renewal_not_open`, `application.already_under_way`."""
    today = clock.today()
    if not can_renew(standing_of(space.id, today), on=today, days_before=value("membership.renewal_days")):
        raise DomainError("application.renewal_not_open")
    previous = queries.last_admission_of(space)
    application = start_application(
        space, _renewal_call(), actor=actor, kind=ApplicationKind.RENEWAL, previous=previous
    )
    if previous is not None:
        _carry(previous, application)
    return application


def start_again(
    previous: Application, space: Space, call: Call, *, marks: Mapping[str, str], actor: Any
) -> Application:
    """Fetch the space with `queries.team_space`. `marks` says by code what was weak the last time; what the call does
    not ask is left out. Raises as `start_application`."""
    application = start_application(space, call, actor=actor, previous=previous)
    asked = {one.code for one in definition_of(application.criteria_set).items}
    application.marks = {code: words for code, words in marks.items() if code in asked}
    _carry(previous, application)
    return application


def _renewal_call() -> Call:
    """Always open, one for each version of the criteria. Two at once may make two, which does no harm."""
    criteria_set = current_set()
    if criteria_set is None:
        raise DomainError("application.renewal_not_open")
    call = queries.renewal_call(criteria_set)
    if call is None:
        call = Call(
            public_id=new_public_id(),
            opens_on=clock.today(),
            criteria_set_id=criteria_set.id,
            for_renewals=True,
            **CALL_TITLE,
        )
        db.session.add(call)
        db.session.flush()
        record(f"call:{call.id}", "call.opened", actor=None)
    return call


def _carry(previous: Application, application: Application) -> None:
    """Answers and files to everything that the version of today asks as well."""
    definition = definition_of(application.criteria_set)
    asked = {one.code for one in definition.items if not rules.is_consent(one)}
    now = clock.now()
    db.session.add_all(
        Answer(application_id=application.id, item_code=code, text=answer.text, updated_at=now)
        for code, answer in queries.answers_of(previous).items()
        if code in asked and answer.text
    )
    db.session.add_all(
        Evidence(
            application_id=application.id,
            item_code=code,
            evidence_file_id=one.evidence_file_id,
            added_at=one.added_at,
            added_by=one.added_by,
        )
        for code, links in queries.evidence_of(previous).items()
        if code in asked
        for one in links
    )
    db.session.flush()


def carried_to_confirm(application: Application) -> list[Missing]:
    """Answers of before that the version asks a member to look at again, confirmed or not, in the order of the form."""
    definition = definition_of(application.criteria_set)
    pages = rules.sections(definition, rules.kinds_of(application))
    return list(rules.to_confirm(pages, definition, queries.carried_in(application)))


def unconfirmed_in(application: Application) -> list[Missing]:
    if application.kind != ApplicationKind.RENEWAL:
        return []
    confirmed = queries.confirmed_in(application)
    return [one for one in carried_to_confirm(application) if one.item.code not in confirmed]


def confirm_answers(application: Application, codes: Collection[str], *, actor: Any) -> None:
    """These answers still hold, and of the carried ones no others. Raises `application.locked`."""
    refuse_unless_editable(application)
    # First of all: two saves at once collide on the version here, and the later one starts over.
    application.updated_at = now = clock.now()
    db.session.flush()
    known = queries.confirmed_in(application)
    wanted = {one.item.code for one in carried_to_confirm(application)} & set(codes)
    db.session.execute(
        delete(Confirmation).where(
            Confirmation.application_id == application.id, Confirmation.item_code.not_in(wanted)
        )
    )
    db.session.add_all(
        Confirmation(application_id=application.id, item_code=code, confirmed_at=now, confirmed_by=actor.id)
        for code in sorted(wanted - known)
    )
    db.session.flush()
