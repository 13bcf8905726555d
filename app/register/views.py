from datetime import date
from functools import partial

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.memberships.models import MembershipEvent
from app.memberships.queries import standing_of
from app.memberships.rules import validity
from app.memberships.words import GROUND_NAMES
from app.register import downloads, exports, figures, queries, rules, words
from app.register.forms import OnDayForm, RegisterForm
from app.settings.queries import value
from app.spaces.queries import space_by_slug, spaces_with
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES, locale
from app.web.pages import page
from app.web.paging import paged

blueprint = Blueprint("register", __name__, url_prefix="/register")


@blueprint.get("")
@guard(anyone)
def members() -> Response:
    form = RegisterForm(request.args)
    lines = queries.lines_on(form.day)
    form.offer_wards_of(lines)
    fits = rules.narrowed(lines, **form.chosen) if form.validate() else []
    return page(
        "register/members.html",
        form=form,
        shown=paged(fits, rules.LINES_ON_A_PAGE),
        total=len(lines),
        day=form.day,
        today=clock.today(),
        kept=_kept(form),
        meanings=exports.MEANINGS,
        licence=value("register.licence"),
        licence_url=value("register.licence_url"),
    )


def _kept(form: RegisterForm) -> dict[str, str]:
    """What the files are asked for with, to hold what the page shows in the language it is read in."""
    day = {"on": form.day.isoformat()} if form.on.data else {}
    language = {"lang": locale()} if locale() != LANGUAGES[0] else {}
    return {**form.asked, **day, **language}


@blueprint.get("/members.<any(csv, json, geojson):ending>")
@guard(anyone)
def download(ending: str) -> Response:
    """Honours every filter of the page, and the day."""
    return downloads.download(RegisterForm(request.args), ending)


@blueprint.get("/statistics")
@guard(anyone)
def statistics() -> Response:
    found = queries.counted(clock.today())
    return page(
        "register/statistics.html",
        found=found,
        figures=queries.figures(found),
        wards=sum(1 for code in found.wards if code),
        address=partial(url_for, "register.figure", lang=locale()),
    )


@blueprint.get("/statistics/<name>.<any(svg, csv, xlsx):ending>")
@guard(anyone)
def figure(name: str, ending: str) -> Response:
    return downloads.figure_file(found(name if name in figures.MAKERS else None), ending)


@blueprint.get("/<slug>")
@guard(anyone)
def entry(slug: str) -> Response:
    """What stands in the ledger about one space, whatever became of it: never a person, never why in words, never
    what opens the check page."""
    today = clock.today()
    space = found(space_by_slug(slug))
    member = found(queries.entry_of(space, today))
    form = OnDayForm(request.args)
    asked = form.on.data if "on" in request.args and form.validate() else None
    told = rules.public_events(member.events, on=today)
    answer = page(
        "register/entry.html",
        form=form,
        line=queries.line_of(member, today),
        standing=member.standing,
        first_day=_first_day(member.standing.since, told),
        asked=asked,
        then=standing_of(space.id, asked) if asked else None,
        events=told,
        merged_into=spaces_with({event.merged_into_id for event in told if event.merged_into_id}),
        certificates=[
            (one, validity(one, member.certificates, member.standing, on=today)) for one in member.certificates
        ],
        today=today,
        words=words,
        ground_names=GROUND_NAMES,
    )
    if not member.standing.is_member:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _first_day(since: date | None, told: list[MembershipEvent]) -> date | None:
    """Of the standing; of a space that is yet to become a member, the day it will."""
    return since or (told[-1].effective_on if told else None)
