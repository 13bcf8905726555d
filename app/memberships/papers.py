"""Prints and signs the certificates that have no paper yet. A job: it takes no arguments and may run twice at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import current_app

from app.core import clock
from app.core.db import db, transact
from app.files.service import PreparedFile, keep, prepare_bytes
from app.memberships import queries, service
from app.memberships.models import Certificate
from app.papers.data import CertificateData
from app.papers.keys import key_of
from app.papers.press import PaperError
from app.papers.service import certificate_pdf
from app.papers.signing import Pen, SigningError

log = structlog.get_logger()
UNPRINTABLE, BROKEN = "unprintable", "broken"


def make_missing_papers() -> int:
    """Returns how many were made. One that cannot be set does not hold up the others and is tried again next time.

    Without the key no paper is made at all: one that should be signed is never handed out without.
    """
    waiting = list(queries.certificates_without_paper())
    db.session.rollback()
    if not waiting:
        return 0
    made = 0
    try:
        with signing_pen() as pen:
            while waiting:
                made += _made_or_noted(waiting[0], pen)
                waiting.pop(0)
    except SigningError as fault:
        log.error("certificates_not_signed", code=fault.code, reason=str(fault), waiting=len(waiting))
        _note(waiting, fault.code)
    return made


@contextmanager
def signing_pen() -> Iterator[Pen | None]:
    """The key of this installation, open for a batch; None where papers are not signed. Raises SigningError."""
    key = key_of(current_app.config["SETTINGS"])
    if key is None:
        yield None
        return
    with key.opened(clock.now()) as pen:
        yield pen


def _made_or_noted(certificate_id: int, pen: Pen | None) -> bool:
    try:
        return make_paper(certificate_id, pen)
    except SigningError:
        raise
    except Exception as error:
        log.exception("certificate_not_printed", certificate=certificate_id)
        code = UNPRINTABLE if isinstance(error, PaperError) and error.missing else BROKEN
        _note([certificate_id], code)
        return False


def _note(certificate_ids: list[int], code: str) -> None:
    transact(lambda: service.note_paper_fault(certificate_ids, code))


def make_paper(certificate_id: int, pen: Pen | None) -> bool:
    """False when another run was quicker. Raises PaperError or SigningError, and then nothing was kept."""
    prepared = _printed(certificate_id, pen)
    return prepared is not None and transact(
        lambda: _attached(certificate_id, prepared, pen.signed_by if pen else "")
    )


def _printed(certificate_id: int, pen: Pen | None) -> PreparedFile | None:
    """Takes a good part of a second, so no transaction may be open: the read ends before the press starts. None where
    another run was done while this one waited for the key."""
    certificate = db.session.get_one(Certificate, certificate_id)
    if certificate.pdf_id is not None:
        db.session.rollback()
        return None
    data = CertificateData.from_dict(certificate.data)
    verify_url = f"{current_app.config['SETTINGS'].site_url}/verify/{certificate.check_code}"
    db.session.rollback()
    pdf = certificate_pdf(data, verify_url=verify_url)
    if pen is not None:
        pdf = pen.sign(pdf)
    return prepare_bytes(pdf, f"chung-nhan-{data.number.replace('/', '-')}.pdf", "application/pdf")


def _attached(certificate_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    certificate = queries.certificate_held(certificate_id)
    if certificate.pdf_id is not None:
        return False
    service.attach_paper(certificate, keep(prepared, actor=None), signed_by=signed_by)
    return True
