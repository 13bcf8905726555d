"""What has happened to an application, and the proof of it."""

import json

from flask import Response as Answer
from flask import send_file
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import log, queries
from app.applications.models import Application
from app.applications.views.drafts import blueprint
from app.config import ROOT
from app.web.guard import actor, found, guard
from app.web.pages import page

CHECKER = ROOT / "deploy/check_proof.py"


@blueprint.get("/<public_id>/log")
@guard(signed_in)
def log_page(public_id: str) -> Response:
    application = _sent(public_id)
    return page(
        "applications/log.html", application=application, lines=log.lines_of(application), how=log.how_to_check()
    )


@blueprint.get("/<public_id>/log/proof.json")
@guard(signed_in)
def proof(public_id: str) -> Response:
    application = _sent(public_id)
    words = json.dumps(log.proof_document(application), ensure_ascii=False, indent=1)
    return _file(words, "application/json", f"{application.case_code}.json")


@blueprint.get("/<public_id>/log/proof.txt")
@guard(signed_in)
def proof_to_read(public_id: str) -> Response:
    application = _sent(public_id)
    return _file(log.proof_text(application), "text/plain", f"{application.case_code}.txt")


@blueprint.get("/<public_id>/log/check_proof.py")
@guard(signed_in)
def checker(public_id: str) -> Response:
    _sent(public_id)
    return send_file(CHECKER, mimetype="text/x-python", as_attachment=True)


def _sent(public_id: str) -> Application:
    """A draft has no case yet, so there is nothing to prove."""
    application = found(queries.application_for(actor(), public_id))
    found(application.case_code)
    return application


def _file(words: str, kind: str, name: str) -> Response:
    answer = Answer(words, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
