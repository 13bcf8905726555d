"""Words, facts, terms, layouts and the plan of one venue: a page for each."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.venues import queries, service
from app.venues.forms import ColumnsForm, FactsForm, LayoutsForm, PlanForm, TermsForm, WordsForm
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import blueprint, venue_of
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.route("/<slug>/words", methods=["GET", "POST"])
@guard(can_manage_venues)
def words(slug: str) -> Response:
    done = _("Đã lưu. Trang công khai và lịch theo dõi dùng lời mới ngay.")
    return _columns(slug, WordsForm.of(venue_of(slug)), "venue.changed", "venues/words.html", done)


@blueprint.route("/<slug>/facts", methods=["GET", "POST"])
@guard(can_manage_venues)
def facts(slug: str) -> Response:
    done = _("Đã lưu. Trang công khai hiện ngay.")
    return _columns(slug, FactsForm.of(venue_of(slug)), "venue.facts_set", "venues/facts.html", done)


@blueprint.route("/<slug>/terms", methods=["GET", "POST"])
@guard(can_manage_venues)
def terms(slug: str) -> Response:
    done = _("Đã lưu. Điều khoản mới áp dụng cho yêu cầu gửi từ bây giờ.")
    return _columns(slug, TermsForm.of(venue_of(slug)), "venue.terms_set", "venues/terms.html", done)


def _columns(slug: str, form: ColumnsForm, action: str, template: str, done: str) -> Response:
    if form.validate_on_submit() and form.attempt(
        lambda: service.change_venue(
            venue_of(slug), actor=actor(), was=form.was.data or "", action=action, **form.read_values()
        )
    ):
        flash(done)
        return redirect(url_for("venues_staff.overview", slug=slug))
    return page(template, form=form, venue=venue_of(slug))


@blueprint.route("/<slug>/layouts", methods=["GET", "POST"])
@guard(can_manage_venues)
def layouts(slug: str) -> Response:
    form, venue = LayoutsForm(), venue_of(slug)
    if not form.filled:
        form.show(venue, queries.layouts_of(venue))
    if form.validate_on_submit() and form.attempt(
        lambda: service.set_layouts(
            venue_of(slug),
            form.read_layouts(),
            capacity=form.capacity.data,
            actor=actor(),
            was=form.was.data or "",
        )
    ):
        flash(_("Đã lưu sức chứa. Trang công khai hiện ngay."))
        return redirect(url_for("venues_staff.overview", slug=slug))
    return page("venues/layouts.html", form=form, venue=venue_of(slug))


@blueprint.route("/<slug>/plan", methods=["GET", "POST"])
@guard(can_manage_venues)
def plan(slug: str) -> Response:
    venue_of(slug)
    form = PlanForm()
    if form.validate_on_submit() and _kept(slug, form):
        flash(_("Đã lưu sơ đồ."))
        return redirect(url_for("venues_staff.plan", slug=slug))
    return page("venues/plan.html", form=form, venue=venue_of(slug))


def _kept(slug: str, form: PlanForm) -> bool:
    """The file is checked and written before the transaction: that takes a moment."""
    prepared = form.prepared()
    return prepared is not None and form.attempt(
        lambda: service.set_plan(venue_of(slug), prepared, actor=actor()).public_id
    )


@blueprint.post("/<slug>/plan/remove")
@guard(can_manage_venues)
def remove_plan(slug: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: service.remove_plan(venue_of(slug), actor=actor())):
        flash(_("Đã gỡ sơ đồ."))
        return redirect(url_for("venues_staff.plan", slug=slug))
    return page("venues/plan.html", form=PlanForm(formdata=None), status=422, venue=venue_of(slug))
