"""Another name for a member: in the ledger, on its profile and on a new certificate, all at once."""

from typing import Any

from app.core import clock
from app.core.errors import DomainError
from app.core.text import one_line, pick
from app.memberships import queries, rules
from app.memberships.models import Certificate, EventKind
from app.memberships.rules import Ruling
from app.memberships.service.issuing import issue_certificate
from app.memberships.service.ledger import check_change, cleaned, enter, tell
from app.memberships.service.name_requests import settle
from app.memberships.service.notes import note_event
from app.spaces.models import Space
from app.spaces.queries import owners_of
from app.spaces.service import rename_space


def rename(
    space: Space, *, name_vi: str, name_en: str | None = None, actor: Any, **ruling: Any
) -> Certificate | None:
    """From today on. Also for a name that was misspelt on the certificate: what is printed is never printed again, so
    it gets a new number, and the old one says that it was replaced. Term, grade and criteria go on.

    None where a certificate is still waiting to be given: that one will bear the new name.
    Raises as the changes of standing do, `membership.same_name`, `membership.rename_in_grace`,
    `membership.renewal_ahead`, and what a name lacks.
    """
    today = clock.today()
    asked = cleaned(Ruling(effective_on=today, **ruling))
    before = check_change(space, EventKind.RENAMED, asked, actor=actor)
    names = one_line(name_vi), one_line(name_en or "") or None
    events, certificates = queries.events_of(space.id), queries.certificates_of(space.id)
    if names == (space.name_vi, space.name_en) and all(_names(one) == names for one in certificates[:1]):
        raise DomainError("membership.same_name", field="name_vi")
    if before.in_grace:
        raise DomainError("membership.rename_in_grace", day=before.until)
    for event in events:
        if event.kind in rules.TERMS and event.effective_on > today:
            raise DomainError("membership.renewal_ahead", day=event.effective_on)
    old = {owner.id: pick(space, "name", owner.language) for owner in owners_of(space.id)}
    rename_space(space, name_vi=names[0], name_en=names[1], actor=actor)
    criteria_label, criteria_label_en = rules.criteria_of(events, certificates)
    line = enter(
        space,
        EventKind.RENAMED,
        asked,
        actor=actor,
        grade=before.grade,
        valid_until=before.until,
        name_vi=names[0],
        name_en=names[1],
        criteria_label=criteria_label,
        criteria_label_en=criteria_label_en,
    )
    note_event(line, actor=actor)
    request = queries.name_request_of(space.id)
    if request is not None:
        settle(request, actor=actor)
    issued = None if rules.awaits_certificate(events, certificates) else issue_certificate(space, line, actor=actor)
    for owner in owners_of(space.id):
        number = issued.number if issued else ""
        tell(owner, "membership_renamed", space, line, old_name=old[owner.id], number=number)
    return issued


def _names(certificate: Certificate) -> tuple[str, str | None]:
    return certificate.data["name_vi"], certificate.data["name_en"]
