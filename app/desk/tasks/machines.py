"""What the machine could not do by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func

from app.accounts.rules import is_administrator
from app.benefits.models import MembershipLetter
from app.bookings.models import VenueAgreement
from app.desk.rules import Step
from app.desk.tasks.few import line
from app.evaluations.models import Decision
from app.job_slots.models import JobFailure
from app.memberships.models import Certificate, Origin

PATIENCE = timedelta(minutes=30)
"""The job that makes papers comes by every five minutes."""


def lines(actor: Any, now: datetime) -> Iterator[Select[Any]]:
    """Papers are counted by kind, never named: some are of cases that not everybody may know of."""
    if not is_administrator(actor):
        return
    yield line(
        Step.FAILED,
        id=0,
        ref=JobFailure.job,
        title=JobFailure.job,
        note=JobFailure.error,
        number=JobFailure.count,
    ).select_from(JobFailure)
    waiting: dict[str, tuple[Any, Any]] = {
        "certificates": (
            Certificate.id,
            Certificate.pdf_id.is_(None) & (Certificate.origin == Origin.ISSUED) & (Certificate.paper_fault != ""),
        ),
        "confirmations": (
            MembershipLetter.id,
            MembershipLetter.pdf_id.is_(None) & (MembershipLetter.paper_fault != ""),
        ),
        "agreements": (VenueAgreement.id, VenueAgreement.pdf_id.is_(None) & (VenueAgreement.paper_fault != "")),
        "letters": (
            Decision.id,
            Decision.letter_id.is_(None)
            & Decision.decided_on.is_not(None)
            & (Decision.published_at < now - PATIENCE),
        ),
    }
    for name, (number, lacking) in waiting.items():
        many = func.count(number)
        yield line(Step.PRINT, id=0, ref=name, number=many).where(lacking).having(many > 0)
