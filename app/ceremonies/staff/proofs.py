"""The round of proofs: whom it was sent to, what came back, and what to do about it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.ceremonies import papers, queries, rules, service
from app.ceremonies.forms import ActForm, ProofRoundForm, ReasonForm
from app.ceremonies.models import Ceremony, Guest, Proof, Stage
from app.ceremonies.staff.floor import Floor, blueprint, ceremony_of, ceremony_page, floor_of, guest_of
from app.core import clock
from app.core.diff import Piece, difference
from app.memberships.queries import names_of
from app.memberships.rules import printed_names
from app.web.forms import BaseForm
from app.web.guard import actor, guard


@blueprint.get("/<public_id>/proofs")
@guard(rules.can_see)
def proofs(public_id: str) -> Response:
    return _proofs(ceremony_of(public_id))


@blueprint.post("/<public_id>/proofs")
@guard(rules.can_prepare)
def ask(public_id: str) -> Response:
    form = ProofRoundForm(prefix="ask")
    if form.validate_on_submit() and form.attempt(
        lambda: service.ask_for_proofs(ceremony_of(public_id), due_on=form.due_on.data, actor=actor())
    ):
        flash(
            ngettext(
                "Đang gửi thư hỏi chính tả tới %(num)d không gian.",
                "Đang gửi thư hỏi chính tả tới %(num)d không gian.",
                form.outcome,
            )
        )
        return redirect(url_for("ceremonies_staff.proofs", public_id=public_id))
    return _proofs(ceremony_of(public_id), asking=form)


@blueprint.post("/<public_id>/proofs/waive")
@guard(rules.can_prepare)
def waive_all(public_id: str) -> Response:
    """Everybody whose day is over or who cannot be asked, with one reason."""
    form = ReasonForm(prefix="waive")
    if form.validate_on_submit() and form.attempt(
        lambda: service.waive_answer(
            _overdue(floor_of(ceremony_of(public_id))), reason=form.reason.data or "", actor=actor()
        )
    ):
        flash(_("Đã ghi lý do. Các không gian này được cấp theo tên đang có."))
        return redirect(url_for("ceremonies_staff.proofs", public_id=public_id))
    return _proofs(ceremony_of(public_id), waiving=form)


@blueprint.post("/<public_id>/guests/<guest_id>/accept")
@guard(rules.can_prepare)
def accept(public_id: str, guest_id: str) -> Response:
    return _answered(
        public_id,
        ActForm(),
        lambda: service.accept_correction(_guest(public_id, guest_id), actor=actor()),
        _("Đã sửa tên trên hồ sơ của không gian. Chứng nhận sẽ in theo tên mới; không gian được báo qua thư."),
    )


@blueprint.post("/<public_id>/guests/<guest_id>/decline")
@guard(rules.can_prepare)
def decline(public_id: str, guest_id: str) -> Response:
    form = ReasonForm(prefix=f"decline-{guest_id}")
    return _answered(
        public_id,
        form,
        lambda: service.decline_correction(_guest(public_id, guest_id), reason=form.reason.data or "", actor=actor()),
        _("Đã trả lời. Không gian được hỏi lại, kèm lý do của bạn."),
    )


@blueprint.post("/<public_id>/guests/<guest_id>/again")
@guard(rules.can_prepare)
def again(public_id: str, guest_id: str) -> Response:
    return _answered(
        public_id,
        ActForm(),
        lambda: service.ask_again(_guest(public_id, guest_id), actor=actor()),
        _("Đang gửi lại thư hỏi chính tả."),
    )


@blueprint.post("/<public_id>/guests/<guest_id>/waive")
@guard(rules.can_prepare)
def waive(public_id: str, guest_id: str) -> Response:
    form = ReasonForm(prefix=f"waive-{guest_id}")
    return _answered(
        public_id,
        form,
        lambda: service.waive_answer([_guest(public_id, guest_id)], reason=form.reason.data or "", actor=actor()),
        _("Đã ghi lý do. Không gian này được cấp theo tên đang có."),
    )


def _answered(public_id: str, form: BaseForm, act: Callable[[], Any], said: str) -> Response:
    if form.validate_on_submit() and form.attempt(act):
        flash(said)
        return redirect(url_for("ceremonies_staff.proofs", public_id=public_id))
    return _proofs(ceremony_of(public_id), refused=form)


def _guest(public_id: str, guest_id: str) -> Guest:
    return guest_of(ceremony_of(public_id), guest_id)


@blueprint.get("/<public_id>/guests/<guest_id>/proof.pdf")
@guard(rules.can_see)
def proof_pdf(public_id: str, guest_id: str) -> Response:
    return papers.send_proof(
        _guest(public_id, guest_id), back=url_for("ceremonies_staff.proofs", public_id=public_id)
    )


def _proofs(
    ceremony: Ceremony,
    *,
    asking: ProofRoundForm | None = None,
    waiving: ReasonForm | None = None,
    refused: BaseForm | None = None,
) -> Response:
    floor = floor_of(ceremony)
    answerable = queries.with_owner(floor.guests)
    due = asking or ProofRoundForm(formdata=None, prefix="ask")
    if asking is None:
        due.suggest(ceremony)
    groups, overdue = _groups(floor), _overdue(floor)
    forms: dict[str, BaseForm] = {
        f"{kind}-{guest.public_id}": ReasonForm(formdata=None, prefix=f"{kind}-{guest.public_id}")
        for kind, several in (("decline", groups["wanted"]), ("waive", overdue))
        for guest in several
    }
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    return ceremony_page(
        "proofs",
        ceremony,
        form=asking or waiving or refused,
        floor=floor,
        asking=due,
        waiving=waiving or ReasonForm(formdata=None, prefix="waive"),
        forms=forms,
        unasked=[one for one in floor.guests if one.proof == Proof.NOT_ASKED and one.id in answerable],
        groups=groups,
        overdue={one.id for one in overdue},
        names={one.id: printed_names(one.event, one.space) for one in floor.guests},
        differences={one.id: _changes(one) for one in floor.guests if one.proof == Proof.WANTED},
        answerers=names_of({one.answered_by for one in floor.guests}),
        is_open=ceremony.stage == Stage.PROOFING,
        can_begin=ceremony.stage in rules.BEFORE_ISSUE,
        today=clock.today(),
    )


def _groups(floor: Floor) -> dict[str, list[Guest]]:
    """What needs somebody first."""
    return {
        "wanted": [one for one in floor.guests if one.proof == Proof.WANTED],
        "open": [
            one for one in floor.guests if one.proof in (Proof.NOT_ASKED, Proof.ASKED) and not one.waived_reason
        ],
        "done": [
            one
            for one in floor.guests
            if one.proof in rules.SETTLED or (one.waived_reason and one.proof != Proof.WANTED)
        ],
    }


def _overdue(floor: Floor) -> list[Guest]:
    today, answerable = clock.today(), queries.with_owner(floor.guests)
    return [
        one
        for one in floor.guests
        if not one.waived_reason and rules.can_waive(one, has_owner=one.id in answerable, today=today)
    ]


def _changes(guest: Guest) -> dict[str, list[Piece] | None]:
    """By language; None where the name stays."""
    now, wanted = printed_names(guest.event, guest.space), (guest.wanted_name_vi, guest.wanted_name_en)
    return {
        language: None if (before or "") == (after or "") else difference(before or "", after or "")
        for language, before, after in zip(("vi", "en"), now, wanted, strict=True)
    }
