"""Prints the certificates that have no paper yet. A job: it takes no arguments and may run twice at once."""

import structlog
from flask import current_app

from app.core.db import db, transact
from app.files.service import PreparedFile, keep, prepare_bytes
from app.memberships import queries, service
from app.memberships.models import Certificate
from app.papers.data import CertificateData
from app.papers.service import certificate_pdf

log = structlog.get_logger()


def make_missing_papers() -> int:
    """Returns how many were made. One that cannot be set does not hold up the others and is tried again next time."""
    made = 0
    for certificate_id in queries.certificates_without_paper():
        try:
            made += make_paper(certificate_id)
        except Exception:
            log.exception("certificate_not_printed", certificate=certificate_id)
    return made


def make_paper(certificate_id: int) -> bool:
    """False when another run was quicker."""
    prepared = _printed(certificate_id)
    return transact(lambda: _attached(certificate_id, prepared))


def _printed(certificate_id: int) -> PreparedFile:
    """Takes a good part of a second, so no transaction may be open: the read ends before the press starts."""
    certificate = db.session.get_one(Certificate, certificate_id)
    data = CertificateData.from_dict(certificate.data)
    verify_url = f"{current_app.config['SETTINGS'].site_url}/verify/{certificate.check_code}"
    db.session.rollback()
    pdf = certificate_pdf(data, verify_url=verify_url)
    return prepare_bytes(pdf, f"chung-nhan-{data.number.replace('/', '-')}.pdf", "application/pdf")


def _attached(certificate_id: int, prepared: PreparedFile) -> bool:
    certificate = queries.certificate_held(certificate_id)
    if certificate.pdf_id is not None:
        return False
    service.attach_paper(certificate, keep(prepared, actor=None))
    return True
