"""Decisions that were signed and held back, made public together."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.rules import is_approver
from app.core.db import transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import sort_key
from app.evaluations import queries, rules, service, words
from app.evaluations.forms import PublishForm
from app.evaluations.models import Decision
from app.memberships.queries import newest_certificates
from app.web.errors import say
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("decisions_staff", __name__, url_prefix="/desk/decisions")


class Failure(NamedTuple):
    case_code: str
    name: str
    reason: str


@blueprint.route("/staged", methods=["GET", "POST"])
@guard(is_approver)
def staged() -> Response:
    waiting = queries.decisions_staged(actor())
    form = PublishForm(prefix="publish")
    form.offer([(one.public_id, one.application.case_code or "") for one in waiting])
    failures: list[Failure] = []
    if form.validate_on_submit():
        run, chosen = new_public_id(), rules.in_publishing_order(_chosen(waiting, form.chosen.data), form.order.data)
        failures = _publish(chosen, run, form.decision_number.data or "")
        done = len(chosen) - len(failures)
        if not failures:
            flash(ngettext("Đã công bố %(num)d quyết định.", "Đã công bố %(num)d quyết định.", done))
            return redirect(url_for("decisions_staff.staged", run=run))
        form.summary += [f"{one.case_code} · {one.name}: {one.reason}" for one in failures]
        return _page(form, run, failures)
    return _page(form, request.args.get("run", ""), failures)


def _chosen(waiting: Sequence[Decision], public_ids: Sequence[str]) -> list[tuple[str, str, Any]]:
    """Plain values: each transaction ends the read before it. (public id, case code, key of the name)"""
    return [
        (one.public_id, one.application.case_code or "", sort_key(one.application.space.name_vi))
        for one in waiting
        if one.public_id in public_ids
    ]


def _publish(chosen: Sequence[str], run: str, number: str) -> list[Failure]:
    """Each in a transaction of its own: one that fails holds nobody up, and what is left stays in the list."""
    failures = []
    for public_id in chosen:
        try:
            transact(partial(_publish_one, public_id, run, number))
        except DomainError as error:
            decision = found(queries.decision_for(actor(), public_id))
            application = decision.application
            failures.append(Failure(application.case_code or "", application.space.name_vi, say(error)))
    return failures


def _publish_one(public_id: str, run: str, number: str) -> None:
    decision = found(queries.decision_for(actor(), public_id))
    service.publish_decision(decision, actor=actor(), decision_number=number, run=run)


def _page(form: PublishForm, run: str, failures: list[Failure]) -> Response:
    waiting = queries.decisions_staged(actor())
    form.offer([(one.public_id, one.application.case_code or "") for one in waiting])
    published = queries.decisions_of_run(actor(), run) if run else []
    return page(
        "evaluations/staged.html",
        form=form,
        status=422 if failures or form.error_list else 200,
        waiting=waiting,
        published=published,
        failures=failures,
        certificates=newest_certificates([one.application.space_id for one in published]),
        words=words,
    )
