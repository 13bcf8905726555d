"""Asking to look after a space of the directory that nobody looks after. Other spaces are not found here."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.spaces import queries, service
from app.spaces.forms import ClaimForm
from app.spaces.models import Space
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("spaces_claims", __name__, url_prefix="/my/claims")


@blueprint.route("/of/<slug>", methods=["GET", "POST"])
@guard(signed_in)
def new(slug: str) -> Response:
    """Whoever waits for an answer, or came too late, is told so instead."""
    space = _space(slug)
    form = ClaimForm()
    if form.validate_on_submit() and _claimed(slug, form):
        flash(_("Đã gửi yêu cầu. Trung tâm trả lời bạn qua thư."))
        return redirect(url_for("spaces.mine"))
    return page(
        "spaces/claim.html",
        form=form,
        space=space,
        waiting=any(claim.claimant_id == actor().id for claim in queries.claims_on(space.id)),
        has_owner=bool(queries.owners_of(space.id)),
    )


def _claimed(slug: str, form: ClaimForm) -> bool:
    ready, file = form.prepared()
    return ready and form.attempt(
        lambda: (
            service.claim_space(
                _space(slug),
                position=form.position.data or "",
                proof=form.proof.data or "",
                consent=form.consent.data,
                file=file,
                actor=actor(),
            ).public_id
        )
    )


@blueprint.post("/<public_id>/withdraw")
@guard(signed_in)
def withdraw(public_id: str) -> Response:
    form = BaseForm()
    found(queries.claim_for(actor(), public_id))
    if form.validate_on_submit() and form.attempt(
        lambda: service.withdraw_claim(found(queries.claim_for(actor(), public_id)), actor=actor())
    ):
        flash(_("Đã rút lại yêu cầu."))
    for sentence in form.summary:
        flash(sentence, "warn")
    return redirect(url_for("spaces.mine"))


def _space(slug: str) -> Space:
    return found(queries.listed_space(slug))
