"""The Centre's answers to people who ask to look after a space of the directory."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.audit import access
from app.files.responses import send
from app.spaces import queries, rules, service, words
from app.spaces.forms import RefuseClaimForm
from app.spaces.models import Claim, ClaimStatus
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("claims_staff", __name__, url_prefix="/desk/claims")
DECIDED_SHOWN = 50


@blueprint.get("")
@guard(rules.can_import_spaces)
def claims() -> Response:
    return page(
        "spaces/claims.html",
        waiting=queries.claims(ClaimStatus.WAITING),
        decided=queries.decided_claims(DECIDED_SHOWN),
        words=words,
    )


@blueprint.get("/<public_id>")
@guard(rules.can_import_spaces)
def one(public_id: str) -> Response:
    access.note(actor(), f"space:{_claim(public_id).space_id}", "claim")
    return _claim_page(public_id)


@blueprint.get("/<public_id>/file")
@guard(rules.can_import_spaces)
def file(public_id: str) -> Response:
    claim = _claim(public_id)
    access.note(actor(), f"space:{claim.space_id}", "file")
    return send(found(claim.file))


@blueprint.post("/<public_id>/approve")
@guard(rules.can_import_spaces)
def approve(public_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.approve_claim(_claim(public_id), actor=actor()),
        _("Đã giao không gian cho người yêu cầu và báo qua thư."),
    )


@blueprint.post("/<public_id>/refuse")
@guard(rules.can_import_spaces)
def refuse(public_id: str) -> Response:
    form = RefuseClaimForm()
    return _after(
        public_id,
        form,
        lambda: service.refuse_claim(_claim(public_id), reason=form.reason.data or "", actor=actor()),
        _("Đã trả lời và báo qua thư."),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], None], done: str) -> Response:
    _claim(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("claims_staff.one", public_id=public_id))
    return _claim_page(public_id, form)


def _claim_page(public_id: str, refused: BaseForm | None = None) -> Response:
    claim = _claim(public_id)
    team = queries.team_of(claim.space_id)
    return page(
        "spaces/claim_staff.html",
        form=refused,
        refuse_form=refused if isinstance(refused, RefuseClaimForm) else RefuseClaimForm(formdata=None),
        claim=claim,
        others=[other for other in queries.claims_on(claim.space_id) if other is not claim],
        owners=rules.living(team, owners_only=True),
        may_decide=rules.can_decide_claim(
            actor(), claim, team, beside_claimant=queries.share_a_team(actor().id, claim.claimant_id)
        ),
        words=words,
    )


def _claim(public_id: str) -> Claim:
    return found(queries.claim_by_public_id(public_id))
