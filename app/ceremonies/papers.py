"""Tries every name on the press before anybody gets a number, and binds what was printed. The job takes no arguments
and may run twice at once."""

import io
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import structlog
from flask import flash, redirect
from flask_babel import gettext as _
from pypdf import PdfWriter
from werkzeug.wrappers import Response

from app.ceremonies import queries, rules, service
from app.ceremonies.models import Guest
from app.core import clock
from app.core.db import db, transact
from app.files.responses import send_made
from app.memberships.service import certificate_data
from app.papers.data import CertificateData
from app.papers.press import PaperError
from app.papers.service import certificate_proof

log = structlog.get_logger()
UNKNOWN = "?"  # the press does not say which sign it was


def try_proofs() -> int:
    """Returns how many names the press was shown. What it refuses is noted at the guest; anything else is tried again."""
    tried = 0
    for guest_id in queries.guests_to_try():
        try:
            tried += _try(guest_id)
        except Exception:
            log.exception("proof_not_tried", guest=guest_id)
    return tried


def _try(guest_id: int) -> int:
    """The press takes a good part of a second: no transaction is open then."""
    guest = db.session.get(Guest, guest_id)
    if guest is None:
        return 0
    key, data = rules.print_key(guest.space, guest.event), proof_data(guest)
    db.session.rollback()
    try:
        certificate_proof(data)
        fault = ""
    except PaperError as refused:
        fault = refused.missing or UNKNOWN
    return transact(partial(_noted, guest_id, key, fault))


def _noted(guest_id: int, key: str, fault: str) -> int:
    guest = db.session.get(Guest, guest_id)
    if guest is None:
        return 0
    service.note_tried(guest, tried_for=key, fault=fault)
    return 1


def proof_data(guest: Guest) -> CertificateData:
    """What would be printed today; the number comes with the issue."""
    return certificate_data(guest.space, guest.event, number="-", issued_on=clock.today())


def send_proof(guest: Guest, *, back: str) -> Response:
    """Drawn for whoever asks, and kept nowhere; the caller has checked who it is."""
    data, name = proof_data(guest), f"ban-soat-{guest.space.slug}.pdf"
    db.session.rollback()
    try:
        drawn = certificate_proof(data)
    except PaperError:
        flash(_("Tên này có ký tự không in được, nên chưa có bản soát. Trung tâm sẽ liên hệ để sửa."), "error")
        return redirect(back)
    return send_made(drawn, name, "application/pdf", inline=True)


def bound(papers: Iterable[Path]) -> bytes:
    """One file for the printer, in the order given. Signatures do not survive it: they live in the single files."""
    out, writer = io.BytesIO(), PdfWriter()
    for paper in papers:
        writer.append(str(paper), import_outline=False)
    writer.write(out)
    return out.getvalue()
