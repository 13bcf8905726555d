"""Prints the confirmation letters that have no paper yet. A job: it takes no arguments and may run twice at once."""

from functools import partial

import structlog
from flask import current_app

from app.benefits import queries, service
from app.benefits.models import MembershipLetter
from app.core.db import db, transact
from app.files.service import PreparedFile, keep, prepare_bytes
from app.papers.service import confirmation_pdf

log = structlog.get_logger()


def make_missing_confirmations() -> int:
    """Returns how many were made. One that cannot be set does not hold up the others and is tried again next time."""
    made = 0
    for letter_id in queries.letters_without_paper():
        try:
            prepared = _printed(letter_id)
            made += transact(partial(_attached, letter_id, prepared))
        except Exception:
            log.exception("confirmation_not_printed", letter=letter_id)
    return made


def _printed(letter_id: int) -> PreparedFile:
    """Takes a good part of a second, so no transaction may be open: the read ends before the press starts."""
    letter = db.session.get_one(MembershipLetter, letter_id)
    said, dated, number = dict(letter.data), letter.issued_on, letter.number
    check_url = f"{current_app.config['SETTINGS'].site_url}/letters/{letter.check_code}"
    db.session.rollback()
    pdf = confirmation_pdf(said, dated=dated, check_url=check_url)
    return prepare_bytes(pdf, f"giay-xac-nhan-{number}.pdf", "application/pdf")


def _attached(letter_id: int, prepared: PreparedFile) -> bool:
    letter = queries.letter_held(letter_id)
    if letter.pdf_id is not None:
        return False
    service.attach_paper(letter, keep(prepared, actor=None))
    return True
