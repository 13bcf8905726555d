"""How much one space may have of a venue or of all together, and who decides about it."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.venues import queries, service
from app.venues.forms import ApproversForm, QuotaForm
from app.venues.models import QuotaMeasure, QuotaPeriod
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import blueprint, venue_of
from app.venues.words import MEASURE_NAMES, PERIOD_NAMES
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/quotas", methods=["GET", "POST"])
@guard(can_manage_venues)
def quotas_together() -> Response:
    return _quotas(None)


@blueprint.route("/<slug>/quotas", methods=["GET", "POST"])
@guard(can_manage_venues)
def quotas(slug: str) -> Response:
    return _quotas(slug)


def _quotas(slug: str | None) -> Response:
    venue = venue_of(slug) if slug else None
    form = QuotaForm()
    if form.validate_on_submit() and form.attempt(lambda: _add(slug, form)):
        flash(_("Đã thêm hạn mức. Áp dụng cho yêu cầu gửi từ bây giờ."))
        return redirect(_quotas_address(slug))
    return page(
        "venues/quotas.html",
        form=form,
        venue=venue,
        quotas=queries.quotas_of(venue),
        together=queries.quotas_of(None),
        periods=PERIOD_NAMES,
        measures=MEASURE_NAMES,
    )


def _add(slug: str | None, form: QuotaForm) -> None:
    service.add_quota(
        venue_of(slug) if slug else None,
        period=QuotaPeriod(form.period.data),
        measure=QuotaMeasure(form.measure.data),
        amount=form.amount.data or 0,
        actor=actor(),
    )


def _quotas_address(slug: str | None) -> str:
    return url_for("venues_staff.quotas", slug=slug) if slug else url_for("venues_staff.quotas_together")


@blueprint.post("/quotas/<public_id>/remove")
@guard(can_manage_venues)
def remove_quota(public_id: str) -> Response:
    quota = found(queries.quota_by_public_id(public_id))
    venue = next(iter(queries.venues_by_id([quota.venue_id] if quota.venue_id else [])), None)
    back, form = _quotas_address(venue.slug if venue else None), BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.remove_quota(found(queries.quota_by_public_id(public_id)), actor=actor())
    ):
        flash(_("Đã bỏ hạn mức."))
    return redirect(back)


@blueprint.route("/<slug>/approvers", methods=["GET", "POST"])
@guard(can_manage_venues)
def approvers(slug: str) -> Response:
    venue, form = venue_of(slug), ApproversForm()
    coordinators = users_with_role(Role.COORDINATOR)
    form.offer(coordinators)
    if not form.filled:
        form.was.data = service.approvers_seen(venue)
        form.approvers.data = [one.user.public_id for one in queries.approvers_of(venue)]
    if form.validate_on_submit() and form.attempt(
        lambda: service.set_approvers(
            venue_of(slug), form.approvers.data or [], actor=actor(), was=form.was.data or ""
        )
    ):
        flash(_("Đã lưu người duyệt."))
        return redirect(url_for("venues_staff.overview", slug=slug))
    return page("venues/approvers.html", form=form, venue=venue_of(slug))
