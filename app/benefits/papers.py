"""Prints and signs the confirmation letters that have no paper yet. A job: it takes no arguments and may run twice at
once."""

from functools import partial

from flask import current_app

from app.benefits import queries, service
from app.benefits.models import MembershipLetter
from app.core.db import db
from app.files.service import PreparedFile, keep, prepare_pdf
from app.papers.making import Draft, Making
from app.papers.service import confirmation_pdf


def make_missing_confirmations() -> int:
    return CONFIRMATIONS.make_missing()


def _read(letter_id: int) -> Draft | None:
    letter = db.session.get_one(MembershipLetter, letter_id)
    if letter.pdf_id is not None:
        return None
    check_url = f"{current_app.config['SETTINGS'].site_url}/letters/{letter.check_code}"
    draw = partial(confirmation_pdf, dict(letter.data), dated=letter.issued_on, check_url=check_url)
    return Draft(f"giay-xac-nhan-{letter.number}.pdf", draw)


def _attached(letter_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    letter = queries.letter_held(letter_id)
    if letter.pdf_id is not None:
        return False
    service.attach_paper(letter, keep(prepared, actor=None), signed_by=signed_by)
    return True


CONFIRMATIONS = Making(
    kind="confirmation",
    waiting=queries.letters_without_paper,
    read=_read,
    store=prepare_pdf,
    attach=_attached,
    note=service.note_paper_fault,
)
