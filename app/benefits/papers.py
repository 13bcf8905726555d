"""Prints and signs the confirmation letters that have no paper yet. A job: it takes no arguments and may run twice at
once."""

from functools import partial

import structlog
from flask import current_app

from app.benefits import queries, service
from app.benefits.models import MembershipLetter
from app.core.db import db, transact
from app.files.service import PreparedFile, keep, prepare_bytes
from app.memberships.papers import signing_pen
from app.papers.service import confirmation_pdf
from app.papers.signing import Pen, SigningError

log = structlog.get_logger()


def make_missing_confirmations() -> int:
    """Returns how many were made. One that cannot be set does not hold up the others and is tried again next time.

    As with certificates, none is handed out unsigned where papers are signed.
    """
    waiting = list(queries.letters_without_paper())
    db.session.rollback()
    if not waiting:
        return 0
    made = 0
    try:
        with signing_pen() as pen:
            for letter_id in waiting:
                made += _made(letter_id, pen)
    except SigningError as fault:
        log.error("confirmations_not_signed", code=fault.code, reason=str(fault), waiting=len(waiting) - made)
    return made


def _made(letter_id: int, pen: Pen | None) -> bool:
    try:
        prepared = _printed(letter_id, pen)
        return transact(partial(_attached, letter_id, prepared, pen.signed_by if pen else ""))
    except SigningError:
        raise
    except Exception:
        log.exception("confirmation_not_printed", letter=letter_id)
        return False


def _printed(letter_id: int, pen: Pen | None) -> PreparedFile:
    """Takes a good part of a second, so no transaction may be open: the read ends before the press starts."""
    letter = db.session.get_one(MembershipLetter, letter_id)
    said, dated, number = dict(letter.data), letter.issued_on, letter.number
    check_url = f"{current_app.config['SETTINGS'].site_url}/letters/{letter.check_code}"
    db.session.rollback()
    pdf = confirmation_pdf(said, dated=dated, check_url=check_url)
    if pen is not None:
        pdf = pen.sign(pdf)
    return prepare_bytes(pdf, f"giay-xac-nhan-{number}.pdf", "application/pdf")


def _attached(letter_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    letter = queries.letter_held(letter_id)
    if letter.pdf_id is not None:
        return False
    service.attach_paper(letter, keep(prepared, actor=None), signed_by=signed_by)
    return True
