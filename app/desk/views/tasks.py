"""Acts on tasks of the list, one or many: a page that says what will happen, and the click that does it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.queries import people_of_centre, user_by_public_id
from app.accounts.rules import is_administrator, is_centre_staff
from app.core import clock
from app.core.errors import DomainError
from app.desk import queries, rules, service, tasks, words
from app.desk.models import SavedFilter
from app.desk.rules import Act, Kind, Task
from app.desk.service import Done
from app.desk.task_forms import FilterForm, HandForm, LaterForm, ManyForm
from app.desk.views.asked import address, parts
from app.job_slots.queries import failures
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("desk_tasks", __name__, url_prefix="/desk/tasks")
KEY_MAX = 80


@blueprint.get("")
@guard(is_centre_staff)
def plan() -> Response:
    act = _act(request.args.get("act", Act.TAKE))
    return _planned(act, _form(act, formdata=None), _keys(request.args.getlist("task")))


@blueprint.post("/<act>")
@guard(is_centre_staff)
def do(act: str) -> Response:
    chosen = _act(act)
    form = _form(chosen)
    keys = _keys(form.task.data or [])
    if form.validate_on_submit() and form.attempt(lambda: _done(chosen, form, keys)):
        _say(chosen, form.outcome)
        return redirect(url_for("desk.home"))
    return _planned(chosen, form, keys)


@blueprint.route("/filters", methods=["GET", "POST"])
@guard(is_centre_staff)
def filters() -> Response:
    form, asked = FilterForm(), parts()
    if form.validate_on_submit() and form.attempt(
        lambda: service.save_filter(form.name.data or "", asked, shared=form.shared.data, actor=actor())
    ):
        flash(_("Đã lưu bộ lọc."))
        return redirect(address(asked))
    return page("desk/filters.html", form=form, asked=asked, **_kept())


@blueprint.post("/filters/<public_id>/remove")
@guard(is_centre_staff)
def remove_filter(public_id: str) -> Response:
    form = BaseForm()
    found(queries.own_filter(actor(), public_id))
    if form.validate_on_submit() and form.attempt(lambda: service.remove_filter(_own(public_id))):
        flash(_("Đã xoá bộ lọc."))
        return redirect(url_for("desk_tasks.filters"))
    return page("desk/filters.html", form=form, asked={}, **_kept())


@blueprint.get("/machine")
@guard(is_administrator)
def machine() -> Response:
    waiting = tasks.waiting(tasks.look_at(actor(), clock.now()))
    return page(
        "desk/machine.html",
        failures=failures(),
        papers=[task for task in waiting if task.step == rules.Step.PRINT],
        words=words,
    )


def _own(public_id: str) -> SavedFilter:
    return found(queries.own_filter(actor(), public_id))


def _kept() -> dict[str, Any]:
    return {"filters": queries.filters_for(actor()), "address": address, "words": words, "me": actor()}


def _act(text: str) -> Act:
    return found(next((act for act in Act if act == text), None))


def _keys(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(key for key in given if len(key) <= KEY_MAX))


def _form(act: Act, **given: Any) -> Any:
    if act == Act.LATER:
        return LaterForm(**given)
    if act != Act.HAND:
        return ManyForm(**given)
    form = HandForm(**given)
    form.offer([one for one in people_of_centre() if one.id != actor().id])
    return form


def _done(act: Act, form: Any, keys: Sequence[str]) -> Done:
    to = user_by_public_id(form.to.data) if act == Act.HAND else None
    until = form.until(clock.today()) if act == Act.LATER else None
    done = service.act_on(keys, act, actor=actor(), to=to, until=until)
    if act == Act.LATER and not done.done and len(done.refused) == 1:
        raise DomainError(next(iter(done.refused)), field="day" if form.when.data == "day" else "when")
    return done


def _say(act: Act, done: Done) -> None:
    if done.done and act == Act.TAKE:
        flash(ngettext("Bạn đã nhận %(num)d việc.", "Bạn đã nhận %(num)d việc.", done.done))
    elif done.done:
        flash(f"{words.ACTS[act]}: {ngettext('xong %(num)d việc.', 'xong %(num)d việc.', done.done)}")
    if done.gone:
        flash(ngettext("%(num)d việc đã có người làm.", "%(num)d việc đã có người làm.", done.gone), "info")
    for code, many in done.refused.items():
        flash(
            f"{ngettext('%(num)d việc để nguyên.', '%(num)d việc để nguyên.', many)} {say(DomainError(code))}", "warn"
        )


def _planned(act: Act, form: Any, keys: Sequence[str]) -> Response:
    now = clock.now()
    chosen = [task for task in tasks.waiting(tasks.look_at(actor(), now)) if task.key in set(keys[: service.MOST])]
    whole, _cases = tasks.loaded(chosen, actor())
    fits = [task for task in whole if rules.fits(act, task)]
    mine = [task for task in fits if act == Act.TAKE and task.person == actor().id]
    fitting = [task for task in fits if task not in mine]
    return page(
        "desk/act.html",
        form=form,
        act=act,
        fitting=fitting,
        mine=mine,
        others=[task for task in whole if not rules.fits(act, task)],
        gone=len(keys[: service.MOST]) - len(whole),
        of_cases=_charges(act, fitting),
        today=clock.today(),
        zone=clock.HOUSE_ZONE,
        words=words,
    )


def _charges(act: Act, fitting: Sequence[Task]) -> int:
    """How many cases change hands."""
    return len({t.subject.id for t in fitting if t.step in rules.OF_CASES and t.kind == Kind.APPLICATION}) * (
        act in (Act.TAKE, Act.HAND)
    )
