"""How fresh the devices are that read a private calendar: for its owner, and for administrators without its content."""

from datetime import datetime

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, signed_in
from app.calendars import choices, queries, rules, service
from app.calendars.client_words import FAMILY_NAMES, FAMILY_PACES, WHEN_QUIET
from app.calendars.contents import contents
from app.calendars.health import QUIET_AFTER, Health, State, health_of, week_from
from app.calendars.models import FeedLink
from app.calendars.service.reads import KEPT_DAYS
from app.calendars.views.answers import site
from app.core import clock
from app.core.text import searchable
from app.web import times
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.paging import paged

blueprint = Blueprint("calendar_health", __name__, url_prefix="/my/calendars")
staff_blueprint = Blueprint("calendars_staff", __name__, url_prefix="/desk/calendars")

DAYS_SHOWN = 20
LINKS_SHOWN = 25

STATES = {
    State.NEVER: (_l("Chưa có thiết bị nào đọc"), "plain"),
    State.FRESH: (_l("Không sót thay đổi nào"), "ok"),
    State.WAITS: (_l("Chờ lần đọc tới"), "wait"),
    State.LATE: (_l("Lâu hơn thường lệ"), "due"),
    State.QUIET: (_l("Không đọc hơn 7 ngày"), "due"),
}
NOTICES = {State.NEVER: "info", State.FRESH: "ok", State.WAITS: "info", State.LATE: "warn", State.QUIET: "warn"}


@blueprint.get("/<public_id>")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _page("calendars/health.html", found(queries.link_of(actor(), public_id)), titled=True)


@staff_blueprint.get("")
@guard(is_administrator)
def index() -> Response:
    """Whose device has been away the longest comes first."""
    q, shown = request.args.get("q", "").strip()[:100], request.args.get("show", "")
    now = clock.now()
    rows = queries.living_links(
        read_before=now - QUIET_AFTER if shown == "quiet" else None, never_read=shown == "never"
    )
    terms = searchable(q).split()
    fitting = [link_id for link_id, name in rows if all(f" {term}" in searchable(name) for term in terms)]
    listed = paged(fitting, LINKS_SHOWN)
    links = queries.links_by_id(listed.items)
    reads = queries.reads_since(week_from(now), listed.items)
    return page(
        "calendars/all_links.html",
        q=q,
        shown=shown if shown in ("quiet", "never") else "",
        listed=listed,
        rows=[(links[link_id], _away(links[link_id], now), reads.get(link_id, (0, 0))) for link_id in listed.items],
        families=FAMILY_NAMES,
        when=_when,
    )


@staff_blueprint.get("/<public_id>")
@guard(is_administrator)
def one(public_id: str) -> Response:
    return _page("calendars/health_staff.html", found(queries.link_by_public_id(public_id)), titled=False)


def _page(template: str, link: FeedLink, *, titled: bool) -> Response:
    alive = rules.is_alive(link, link.user)
    health = _health(link, alive, titled)
    return page(
        template,
        link=link,
        alive=alive,
        health=health,
        days=paged(health.days, DAYS_SHOWN),
        states=STATES,
        notices=NOTICES,
        families=FAMILY_NAMES,
        paces=FAMILY_PACES,
        when_quiet=WHEN_QUIET,
        when=_when,
        kept_days=KEPT_DAYS,
        told_late=choices.told_late(service.definition_of(link, language=locale())),
    )


def _health(link: FeedLink, alive: bool, titled: bool) -> Health:
    """Of a dead link only the past is told: it holds nothing any more."""
    meant = service.definition_of(link, language=locale(), with_cancelled=True)
    entries = contents(meant, today=clock.today(), site=site()).entries() if alive else ()
    return health_of(link, entries, depth=meant.depth, now=clock.now(), titled=titled)


def _away(link: FeedLink, now: datetime) -> int:
    """Whole days since anybody read it; since it was made, where nobody has."""
    return (now - (link.fetch.last_at or link.created_at)).days


def _when(at: datetime) -> str:
    days = (clock.today() - at.astimezone(clock.HOUSE_ZONE).date()).days
    if days == 0:
        return str(_("%(clock)s hôm nay", clock=times.clock(at)))
    if days == 1:
        return str(_("%(clock)s hôm qua", clock=times.clock(at)))
    return times.moment(at)
