"""What a space sees of its ceremony: its name as it will be printed, and whether somebody comes."""

from flask import Blueprint, Flask, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.ceremonies import papers, queries, rules, service, words
from app.ceremonies.forms import ComingForm, ConfirmForm, CorrectionForm
from app.ceremonies.models import Guest
from app.core import clock
from app.memberships.rules import printed_names
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("proofs", __name__, url_prefix="/my/proofs")


def init_app(app: Flask) -> None:
    """The page of one's certificates leads here while there is something to look at."""
    app.context_processor(lambda: {"ceremonies_of_mine": lambda: queries.guests_for(actor())})


@blueprint.get("/<public_id>")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _shown(_guest(public_id))


@blueprint.post("/<public_id>/confirm")
@guard(signed_in)
def confirm(public_id: str) -> Response:
    form = ConfirmForm(prefix="confirm")
    guest = _guest(public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: service.confirm_proof(_guest(public_id), seen=form.seen, actor=actor())
    ):
        flash(_("Cảm ơn bạn. Tên sẽ được in đúng như bạn đã xem."))
        return redirect(url_for("proofs.show", public_id=public_id))
    return _shown(guest, refused=form)


@blueprint.post("/<public_id>/correct")
@guard(signed_in)
def correct(public_id: str) -> Response:
    form = CorrectionForm(prefix="correct")
    _guest(public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: service.want_correction(
            _guest(public_id),
            name_vi=form.name_vi.data or "",
            name_en=form.name_en.data or "",
            words=form.note.data or "",
            actor=actor(),
        )
    ):
        flash(_("Trung tâm đã nhận điều bạn muốn sửa và sẽ trả lời qua thư."))
        return redirect(url_for("proofs.show", public_id=public_id))
    return _shown(_guest(public_id), refused=form)


@blueprint.post("/<public_id>/coming")
@guard(signed_in)
def coming(public_id: str) -> Response:
    form = ComingForm(prefix="coming")
    _guest(public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: service.answer_invitation(
            _guest(public_id), coming=form.coming.data == "yes", people=form.people.data or 1, actor=actor()
        )
    ):
        flash(_("Cảm ơn bạn đã trả lời thư mời."))
        return redirect(url_for("proofs.show", public_id=public_id))
    return _shown(_guest(public_id), refused=form)


@blueprint.get("/<public_id>/proof.pdf")
@guard(signed_in)
def pdf(public_id: str) -> Response:
    return papers.send_proof(_guest(public_id), back=url_for("proofs.show", public_id=public_id))


def _guest(public_id: str) -> Guest:
    return found(queries.guest_for(actor(), public_id))


def _shown(guest: Guest, *, refused: BaseForm | None = None) -> Response:
    guest = _guest(guest.public_id)
    forms: dict[str, BaseForm] = {"confirm": ConfirmForm(formdata=None, prefix="confirm")}
    correction, coming = CorrectionForm(formdata=None, prefix="correct"), ComingForm(formdata=None, prefix="coming")
    correction.show(guest)
    coming.show(guest)
    forms |= {"correct": correction, "coming": coming}
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    forms["confirm"].show(guest)
    certificate = queries.certificates_of([guest]).get(guest.id)
    return page(
        "ceremonies/proof.html",
        form=refused,
        guest=guest,
        ceremony=guest.ceremony,
        names=printed_names(guest.event, guest.space),
        forms=forms,
        words=words,
        may_answer=rules.may_answer(guest),
        may_come=guest.invited_at is not None
        and guest.ceremony.stage in {*rules.BEFORE_ISSUE, "issued"}
        and guest.ceremony.starts_at > clock.now(),
        certificate=certificate,
        today=clock.today(),
    )
