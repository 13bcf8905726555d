from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.accounts.rules import is_administrator, is_coordinator
from app.core.db import db
from app.core.text import pick
from app.desk.guide import service, words
from app.desk.guide.facts import LOOKED_AT, Guide, Step, StepName
from app.files.responses import send_made
from app.papers.press import PaperError
from app.papers.service import certificate_specimen
from app.settings.queries import value
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.times import day

blueprint = Blueprint("guide", __name__, url_prefix="/desk/guide")


class LookedForm(BaseForm):
    seen = HiddenField()


@blueprint.get("")
@guard(is_administrator)
def show() -> Response:
    return _shown(None)


@blueprint.post("/<step>/looked")
@guard(is_administrator)
def looked(step: str) -> Response:
    name = found(StepName(step) if step in LOOKED_AT else None)
    form = LookedForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.note_looked(name, form.seen.data or "", actor=actor())
    ):
        flash(_("Đã ghi là bạn đã xem."))
        return redirect(url_for("guide.show"))
    return _shown(form)


@blueprint.post("/test-letter")
@guard(is_administrator)
def test_letter() -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: service.send_test_letter(actor=actor())):
        flash(
            _("Đã xếp thư gửi %(to)s. Mở lại trang này sau một phút để biết thư có đi được không.", to=actor().email)
        )
        return redirect(url_for("guide.show"))
    return _shown(form)


@blueprint.get("/certificate.pdf")
@guard(is_administrator)
def certificate() -> Response:
    """Drawn for whoever asks: it has no number, and is kept nowhere."""
    data = service.specimen()
    db.session.rollback()  # the press takes a good part of a second
    try:
        drawn = certificate_specimen(data)
    except PaperError as fault:
        said = _("Có ký tự không in được: %(signs)s. Bạn sửa ở trang Cài đặt.", signs=fault.missing or "?")
        flash(said, "error")
        return redirect(url_for("guide.show"))
    return send_made(drawn, "chung-nhan-mau.pdf", "application/pdf", inline=True)


def _shown(form: BaseForm | None) -> Response:
    guide = Guide()
    steps = guide.steps()
    return page(
        "desk/guide.html",
        form=form,
        steps=[(one, *words.STEPS[one.name], _why(one)) for one in steps],
        done=sum(one.is_done for one in steps),
        states=words.STATES,
        seen={name: guide.seen(name) for name in LOOKED_AT},
        links=_links(),
        names=[(label, value(key)) for label, key in words.NAMES],
        mail=StepName.MAIL,
        of_coordinators=words.OF_COORDINATORS,
        coordinators=[one.name for one in users_with_role(Role.COORDINATOR)],
    )


def _why(step: Step) -> str:
    told: dict[str, Any] = {key: _said(key, one) for key, one in step.values}
    return str(words.WHY[step.why] % told) if told else str(words.WHY[step.why])


def _said(key: str, one: Any) -> Any:
    if key == "day":
        return day(one)
    return ", ".join(pick(venue, "name", locale()) for venue in one) if key == "venues" else one


def _links() -> dict[StepName, tuple[str, str]]:
    """Where each is put right, as far as the page is open to this person: an administrator need not coordinate."""
    settings, accounts = url_for("desk_settings.edit"), url_for("accounts_staff.people")
    links = {
        StepName.NAMES: (settings, _("Mở cài đặt")),
        StepName.SIGNATORY: (settings, _("Mở cài đặt")),
        StepName.STAFF: (accounts, _("Mở danh sách tài khoản")),
        StepName.CRITERIA: (url_for("criteria_staff.sets"), _("Mở bộ tiêu chí")),
        StepName.CERTIFICATE: (url_for("guide.certificate"), _("Xem bản mẫu (PDF)")),
    }
    if is_coordinator(actor()):
        links[StepName.WORKDAYS] = (url_for("desk_workdays.calendar"), _("Mở lịch nghỉ"))
        for step in (StepName.HOURS, StepName.VENUES):
            links[step] = (url_for("venues_staff.venues"), _("Mở danh sách địa điểm"))
    return links
