"""Prints and signs the agreements about venues that have no paper yet. A job: it takes no arguments and may run twice
at once."""

from functools import partial

from flask import current_app

from app.bookings.models import VenueAgreement
from app.bookings.queries import agreements as queries
from app.bookings.service import agreements as service
from app.core.db import db
from app.files.service import PreparedFile, keep, prepare_pdf
from app.papers.making import Draft, Making
from app.papers.service import agreement_pdf


def make_missing_agreements() -> int:
    return AGREEMENTS.make_missing()


def _read(agreement_id: int) -> Draft | None:
    agreement = db.session.get_one(VenueAgreement, agreement_id)
    if agreement.pdf_id is not None:
        return None
    check_url = f"{current_app.config['SETTINGS'].site_url}/agreements/{agreement.check_code}"
    draw = partial(agreement_pdf, dict(agreement.data), dated=agreement.issued_on, check_url=check_url)
    return Draft(f"thoa-thuan-dia-diem-{agreement.number.replace('/', '-')}.pdf", draw)


def _attached(agreement_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    agreement = queries.agreement_held(agreement_id)
    if agreement.pdf_id is not None:
        return False
    service.attach_paper(agreement, keep(prepared, actor=None), signed_by=signed_by)
    return True


AGREEMENTS = Making(
    kind="agreement",
    waiting=queries.agreements_without_paper,
    read=_read,
    store=prepare_pdf,
    attach=_attached,
    note=service.note_paper_fault,
)
