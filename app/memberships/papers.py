"""Prints and signs the certificates that have no paper yet. A job: it takes no arguments and may run twice at once."""

from functools import partial

from flask import current_app

from app.core.db import db
from app.files.service import PreparedFile, keep, prepare_pdf
from app.memberships import queries, service
from app.memberships.models import Certificate
from app.papers.data import CertificateData
from app.papers.making import Draft, Making
from app.papers.service import certificate_pdf


def make_missing_papers() -> int:
    return CERTIFICATES.make_missing()


def _read(certificate_id: int) -> Draft | None:
    certificate = db.session.get_one(Certificate, certificate_id)
    if certificate.pdf_id is not None:
        return None
    data = CertificateData.from_dict(certificate.data)
    verify_url = f"{current_app.config['SETTINGS'].site_url}/verify/{certificate.check_code}"
    return Draft(
        f"chung-nhan-{data.number.replace('/', '-')}.pdf", partial(certificate_pdf, data, verify_url=verify_url)
    )


def _attached(certificate_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    certificate = queries.certificate_held(certificate_id)
    if certificate.pdf_id is not None:
        return False
    service.attach_paper(certificate, keep(prepared, actor=None), signed_by=signed_by)
    return True


CERTIFICATES = Making(
    kind="certificate",
    waiting=queries.certificates_without_paper,
    read=_read,
    store=prepare_pdf,
    attach=_attached,
    note=service.note_paper_fault,
)
