"""The calendar of days off and of weekend days worked instead, by which promised days are counted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications.queries import promises_of, received_under_way
from app.core import clock
from app.core.db import rehearse
from app.core.errors import DomainError
from app.desk.forms import SpecialDayForm
from app.web.fields import read_day
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page
from app.web.times import day as written
from app.workdays import queries, service

blueprint = Blueprint("desk_workdays", __name__, url_prefix="/desk/workdays")
SURE = "sure"


@blueprint.route("", methods=["GET", "POST"])
@guard(is_coordinator)
def calendar() -> Response:
    """A day that moves promised days is added with the second click, which says how many."""
    form, moved = SpecialDayForm(), None
    if form.validate_on_submit():
        if request.form.get(SURE) != form.told:
            moved = _rehearsed(form)
        if not form.error_list and not moved and form.attempt(lambda: _moved_by(lambda: _add(form))):
            flash(
                ngettext(
                    "Đã thêm %(day)s. Ngày hẹn của %(num)d hồ sơ thay đổi.",
                    "Đã thêm %(day)s. Ngày hẹn của %(num)d hồ sơ thay đổi.",
                    form.outcome,
                    day=written(form.day.data),
                )
            )
            return redirect(url_for("desk_workdays.calendar", year=form.day.data.year))
    year = _year(form.day.data)
    return page(
        "desk/workdays.html",
        form=form,
        moved=moved,
        year=year,
        years=range(clock.today().year - service.YEARS_BACK, clock.today().year + service.YEARS_AHEAD + 1),
        days=queries.special_days(date(year, 1, 1), date(year, 12, 31)),
    )


@blueprint.route("/<day>/remove", methods=["GET", "POST"])
@guard(is_coordinator)
def remove(day: str) -> Response:
    special = found(queries.special_day(found(read_day(day))))
    when, form = special.day, BaseForm()
    act = lambda: service.remove_special_day(found(queries.special_day(when)), actor=actor())  # noqa: E731
    if form.validate_on_submit() and form.attempt(lambda: _moved_by(act)):
        flash(
            ngettext(
                "Đã bỏ %(day)s. Ngày hẹn của %(num)d hồ sơ thay đổi.",
                "Đã bỏ %(day)s. Ngày hẹn của %(num)d hồ sơ thay đổi.",
                form.outcome,
                day=written(when),
            )
        )
        return redirect(url_for("desk_workdays.calendar", year=when.year))
    moved = rehearse(lambda: _moved_by(act))
    return page("desk/workday_remove.html", form=form, special=found(queries.special_day(when)), moved=moved)


def _add(form: SpecialDayForm) -> None:
    service.add_special_day(
        form.day.data,
        works=form.works.data == "yes",
        name_vi=form.name_vi.data or "",
        name_en=form.name_en.data,
        actor=actor(),
    )


def _rehearsed(form: SpecialDayForm) -> int | None:
    try:
        return rehearse(lambda: _moved_by(lambda: _add(form)))
    except DomainError as error:
        form.refuse(error)
        return None


def _moved_by(act: Callable[[], Any]) -> int:
    """How many promised days are others afterwards."""
    cases = received_under_way()
    before = {number: promise.on for number, promise in promises_of(cases).items()}
    act()
    return sum(promise.on != before[number] for number, promise in promises_of(cases).items())


def _year(typed: date | None) -> int:
    asked = request.args.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and 2000 <= int(asked) <= 2100:
        return int(asked)
    return typed.year if typed else clock.today().year
