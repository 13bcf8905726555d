"""The Centre's screens: the list of benefits, what was used of them, and the letters issued."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.benefits import queries, rules, service, words
from app.benefits.forms import BenefitForm, UseForm, YearForm
from app.benefits.models import Benefit
from app.core import clock
from app.core.db import transact
from app.core.text import pick
from app.files.listing import XLSX, workbook
from app.memberships.queries import members_on, names_of
from app.spaces.models import Space
from app.spaces.queries import space_by_public_id, spaces_with
from app.web.fields import YEARS
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.paging import paged

LETTERS_ON_A_PAGE = 50
blueprint = Blueprint("benefits_staff", __name__, url_prefix="/desk/benefits")
letters_blueprint = Blueprint("letters_staff", __name__, url_prefix="/desk/letters")


@blueprint.get("")
@guard(rules.can_keep_benefits)
def benefits() -> Response:
    return _listed(YearForm())


def _listed(form: YearForm) -> Response:
    year = clock.today().year
    counts: dict[int, int] = {}
    for use in queries.uses_in(year):
        counts[use.benefit_id] = counts.get(use.benefit_id, 0) + 1
    held = queries.places_held(None, year).values()
    return page(
        "benefits/list.html",
        benefits=queries.all_benefits(),
        counts=counts,
        held=sum(one.year.uses for one in held),
        places=rules.PLACES,
        year=year,
        form=form,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(rules.can_keep_benefits)
def new() -> Response:
    form = BenefitForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.add_benefit(actor=actor(), **form.read_values()).code
    ):
        flash(_("Đã thêm quyền lợi."))
        return redirect(url_for("benefits_staff.benefits"))
    return page("benefits/edit.html", form=form, benefit=None)


@blueprint.get("/<code>")
@guard(rules.can_keep_benefits)
def benefit(code: str) -> Response:
    return _uses_page(code, UseForm(formdata=None))


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@guard(rules.can_keep_benefits)
def edit(code: str) -> Response:
    form = BenefitForm()
    if not form.filled:
        form.show(_benefit(code))
    if form.validate_on_submit() and form.attempt(lambda: _change(code, form)):
        flash(_("Đã lưu. Trang của thành viên và trang công khai dùng lời mới ngay."))
        return redirect(url_for("benefits_staff.benefit", code=code))
    kept = _benefit(code)
    return page("benefits/edit.html", form=form, benefit=kept)


def _change(code: str, form: BenefitForm) -> None:
    service.change_benefit(_benefit(code), seen_version=form.version.data or "", actor=actor(), **form.read_values())


@blueprint.post("/<code>/<any(up, down):way>")
@guard(rules.can_keep_benefits)
def move(code: str, way: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit():
        form.attempt(lambda: service.move_benefit(_benefit(code), up=way == "up", actor=actor()))
    return redirect(url_for("benefits_staff.benefits") + f"#{_benefit(code).code}")


@blueprint.post("/<code>/uses")
@guard(rules.can_keep_benefits)
def enter(code: str) -> Response:
    form = UseForm()
    _offer(form)
    if form.validate_on_submit() and form.attempt(lambda: _enter(code, form)):
        flash(_("Đã ghi. Không gian thấy ở trang quyền lợi của mình."))
        return redirect(url_for("benefits_staff.benefit", code=code))
    return _uses_page(code, form)


def _enter(code: str, form: UseForm) -> None:
    space = found(space_by_public_id(form.space.data))
    service.enter_use(_benefit(code), space, on=form.used_on.data, note=form.note.data or "", actor=actor())


@blueprint.post("/<code>/uses/<use_id>/remove")
@guard(rules.can_keep_benefits)
def take_back(code: str, use_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: _take_back(code, use_id)):
        flash(_("Đã bỏ dòng ghi nhầm."))
    return redirect(url_for("benefits_staff.benefit", code=code))


def _take_back(code: str, use_id: str) -> None:
    service.take_back_use(found(queries.use_by_public_id(_benefit(code), use_id)), actor=actor())


@blueprint.post("/export")
@guard(rules.can_keep_benefits)
def export() -> Response:
    """All that was used in a year, for the yearly report. Sent by POST, for it is put on record."""
    form = YearForm()
    if not form.validate_on_submit() or form.year.data is None:
        return _listed(form)
    year = form.year.data
    columns = [_("Không gian"), _("Quyền lợi"), _("Ngày"), _("Đã dùng gì"), _("Số lượt"), _("Số giờ"), _("Số ngày")]
    columns += [_("Không đến"), _("Số người đến")]
    lines = sorted(_lines(year), key=lambda line: (line[0], line[1]))
    transact(lambda: service.note_export(year, lines=len(lines), actor=actor()))
    answer = Answer(workbook(_("Quyền lợi %(year)s", year=year), columns, lines), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"quyen-loi-{year}.xlsx")
    return answer


def _lines(year: int) -> Iterator[list[Any]]:
    held = queries.places_held(None, year)
    spaces, first = spaces_with(held), queries.benefit_by_code(rules.PLACES)
    title = _named(first) if first else rules.PLACES
    for space_id, one in held.items():
        name = pick(spaces[space_id], "name", locale())
        told = one.year
        yield [name, title, None, None, told.uses, f"{one.hours:g}", one.days, told.no_shows, told.people]
    for use in queries.uses_in(year):
        yield [pick(use.space, "name", locale()), _named(use.benefit), use.used_on, use.note, 1, *[None] * 4]


def _named(one: Benefit) -> str:
    return f"{one.code} {pick(one, 'title', locale())}"


def _benefit(code: str) -> Benefit:
    return found(queries.benefit_by_code(code))


def _offer(form: UseForm) -> None:
    form.offer(member.space for member in members_on(clock.today()))


def _asked_year(given: Any) -> int:
    asked = given.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS else clock.today().year


def _uses_page(code: str, form: UseForm) -> Response:
    kept, year = _benefit(code), _asked_year(request.args)
    _offer(form)
    uses = queries.uses_of_benefit(kept, year)
    held = queries.places_held(None, year) if kept.code == rules.PLACES else {}
    spaces: dict[int, Space] = spaces_with(held)
    return page(
        "benefits/uses.html",
        form=form,
        benefit=kept,
        uses=uses,
        names=names_of({use.entered_by for use in uses}),
        held=sorted(((spaces[number], one) for number, one in held.items()), key=lambda pair: -pair[1].year.uses),
        counted=kept.code == rules.PLACES,
        year=year,
        this_year=clock.today().year,
    )


@letters_blueprint.get("")
@guard(rules.can_see_letters)
def letters() -> Response:
    space = space_by_public_id(request.args.get("space", ""))
    shown = queries.letters_of(space.id) if space else queries.all_letters()
    return page("benefits/letters_issued.html", letters=paged(shown, LETTERS_ON_A_PAGE), space=space, words=words)
