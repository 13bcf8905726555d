"""The form of the calendar that is one's own."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.calendars import choices, queries, service, words
from app.calendars.choices import Choice
from app.calendars.forms import PersonalForm
from app.calendars.views.links import blueprint, how_many, lost
from app.core.text import clean
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from app.venues.queries import all_venues, parts_of, whole_venues
from app.web.guard import actor, guard
from app.web.language import locale
from app.web.pages import page

FOUND_AT_MOST = 12


@blueprint.route("/edit", methods=["GET", "POST"])
@guard(signed_in)
def edit() -> Response:
    stored = service.choice_of(actor(), language=locale())
    form, venues = PersonalForm(all_venues()), all_venues()
    fitting = _fitting(form.q.data or "")
    spaces = _offered(form, stored, fitting)
    form.offer_spaces(spaces)
    asked = "look" in request.form or "count" in request.form
    if not form.filled:
        form.show(choices.within_rights(stored, actor()), venues, spaces)
        form.version.data = str(queries.version_of_personal(actor().id))
    elif not asked and form.validate_on_submit():
        choice, version = form.choice(venues, spaces), _number(form.version.data)
        if form.attempt(lambda: service.change_personal(choice, version=version, actor=actor())):
            flash(_("Đã lưu lịch của bạn. Địa chỉ trên các thiết bị không đổi."))
            return redirect(url_for("calendar_links.mine"))
        if form.summary:  # changed in another window: pressed again, it is meant
            form.version.data = str(queries.version_of_personal(actor().id))
    events = None
    if not form.filled or (asked and form.validate()):
        seen = form.choice(venues, spaces)
        events = how_many(choices.definition_of(seen, actor())) if seen.chosen.parts else 0
    return page(
        "calendars/personal.html",
        form=form,
        venue_groups=[(venue, parts_of(venue)) for venue in whole_venues()],
        part_hints=words.PART_HINTS,
        looked="look" in request.form,
        none_found=not fitting,
        more_spaces=len(fitting) > FOUND_AT_MOST,
        events=events,
        lost=lost(stored, choices.within_rights(stored, actor())),
        has_devices=any(link.scope == "personal" for link in queries.links_of(actor())),
    )


def _fitting(q: str) -> list[Space]:
    return list(queries.spaces_with_feed(q[:100])) if q.strip() else []


def _offered(form: PersonalForm, stored: Choice, fitting: list[Space]) -> list[Space]:
    """Own spaces first, then those chosen, then what fits the search."""
    ticked = queries.choosable_spaces(
        actor(), [clean(one[:40]) for one in (form.spaces.data or [])][: choices.CHOSEN_MAX * 2]
    )
    every = [*spaces_of(actor()), *queries.spaces_chosen(stored.chosen.space_ids), *ticked, *fitting[:FOUND_AT_MOST]]
    return list({space.id: space for space in every}.values())


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1
