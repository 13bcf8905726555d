"""The list of ceremonies, one ceremony, and who is on its list."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.ceremonies import queries, rules, service
from app.ceremonies.forms import ActForm, CeremonyForm, ChooseForm, ReasonForm
from app.ceremonies.models import Ceremony
from app.ceremonies.staff.floor import blueprint, ceremony_of, ceremony_page, floor_of
from app.ceremonies.words import STAGE_NAMES, STAGE_TAGS
from app.memberships.queries import names_of
from app.memberships.words import STATUS_NAMES
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.get("")
@guard(rules.can_see)
def index() -> Response:
    ceremonies = queries.ceremonies()
    return page(
        "ceremonies/index.html",
        ceremonies=ceremonies,
        counts=queries.guest_counts([one.id for one in ceremonies]),
        waiting=sum(one.fit for one in queries.candidates()),
        stage_names=STAGE_NAMES,
        stage_tags=STAGE_TAGS,
        can_prepare=rules.can_prepare(actor()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(rules.can_prepare)
def new() -> Response:
    form = CeremonyForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.create_ceremony(form.plan(), actor=actor()).public_id
    ):
        flash(_("Đã tạo buổi lễ. Bạn chọn các không gian sẽ nhận chứng nhận."))
        return redirect(url_for("ceremonies_staff.choose", public_id=form.outcome))
    return page("ceremonies/new.html", form=form)


@blueprint.get("/<public_id>")
@guard(rules.can_see)
def show(public_id: str) -> Response:
    return _shown(ceremony_of(public_id))


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@guard(rules.can_prepare)
def edit(public_id: str) -> Response:
    ceremony, form = ceremony_of(public_id), CeremonyForm()
    if not form.filled:
        form.show(ceremony)
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_ceremony(ceremony_of(public_id), form.plan(), actor=actor())
    ):
        flash(_("Đã lưu buổi lễ."))
        return redirect(url_for("ceremonies_staff.show", public_id=public_id))
    return page("ceremonies/edit.html", form=form, ceremony=ceremony_of(public_id))


@blueprint.post("/<public_id>/call-off")
@guard(rules.can_prepare)
def call_off(public_id: str) -> Response:
    form = ReasonForm(prefix="off")
    if form.validate_on_submit() and form.attempt(
        lambda: service.call_off(ceremony_of(public_id), reason=form.reason.data or "", actor=actor())
    ):
        flash(_("Đã huỷ buổi lễ. Các không gian trong danh sách lại chờ chứng nhận."))
        return redirect(url_for("ceremonies_staff.index"))
    return _shown(ceremony_of(public_id), off=form)


@blueprint.post("/<public_id>/invite")
@guard(rules.can_prepare)
def invite(public_id: str) -> Response:
    form = ActForm(prefix="invite")
    if form.validate_on_submit() and form.attempt(
        lambda: service.invite_guests(ceremony_of(public_id), actor=actor())
    ):
        flash(ngettext("Đang gửi thư mời %(num)d không gian.", "Đang gửi thư mời %(num)d không gian.", form.outcome))
        return redirect(url_for("ceremonies_staff.show", public_id=public_id))
    return _shown(ceremony_of(public_id), refused=form)


def _shown(ceremony: Ceremony, *, off: ReasonForm | None = None, refused: ActForm | None = None) -> Response:
    floor = floor_of(ceremony)
    return ceremony_page(
        "show",
        ceremony,
        form=refused or off,
        floor=floor,
        off=off or ReasonForm(formdata=None, prefix="off"),
        inviting=ActForm(formdata=None, prefix="invite"),
        to_invite=[one for one in floor.guests if one.invited_at is None],
        coming=sum(one.people for one in floor.guests if one.coming),
        creators=names_of({ceremony.created_by, ceremony.issued_by}),
        told=[one.space for one in floor.guests if one.asked_at or one.invited_at],
        before_issue=ceremony.stage in rules.BEFORE_ISSUE,
    )


@blueprint.route("/<public_id>/guests", methods=["GET", "POST"])
@guard(rules.can_prepare)
def choose(public_id: str) -> Response:
    form = ChooseForm()
    form.offer([one for one in queries.candidates() if one.fit])
    if form.validate_on_submit() and form.attempt(
        lambda: service.add_guests(ceremony_of(public_id), form.spaces.data or [], actor=actor())
    ):
        flash(
            ngettext("Đã thêm %(num)d không gian.", "Đã thêm %(num)d không gian.", form.outcome)
            + " "
            + _("Máy đang in thử từng tên.")
        )
        return redirect(url_for("ceremonies_staff.choose", public_id=public_id))
    return _choosing(ceremony_of(public_id), form)


@blueprint.post("/<public_id>/guests/<guest_id>/remove")
@guard(rules.can_prepare)
def remove(public_id: str, guest_id: str) -> Response:
    form = ActForm(prefix="remove")
    if form.validate_on_submit() and form.attempt(
        lambda: service.remove_guest(ceremony_of(public_id), guest_id, actor=actor())
    ):
        flash(_("Đã bỏ khỏi danh sách. Không gian lại chờ chứng nhận."))
        return redirect(url_for("ceremonies_staff.choose", public_id=public_id))
    choosing = ChooseForm(formdata=None)
    choosing.offer([one for one in queries.candidates() if one.fit])
    return _choosing(ceremony_of(public_id), choosing, refused=form)


def _choosing(ceremony: Ceremony, form: ChooseForm, *, refused: ActForm | None = None) -> Response:
    return ceremony_page(
        "choose",
        ceremony,
        form=refused or form,
        choosing=form,
        removing=ActForm(formdata=None, prefix="remove"),
        unfit=[one for one in queries.candidates() if not one.fit],
        status_names=STATUS_NAMES,
        open_list=ceremony.stage in rules.BEFORE_ISSUE,
    )
