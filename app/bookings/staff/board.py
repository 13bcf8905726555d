"""All venues side by side over time: drawn, and the same as a list. Nothing here writes; moving has a page of its own."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator
from app.bookings import board as shown
from app.bookings import board_words, queries, words
from app.bookings.board import LONGEST_LOOK, Chosen, Item, Scale, State
from app.bookings.schedule import everywhere, table_of_day, table_of_month
from app.bookings.screens import asked_day
from app.bookings.staff.desk import blueprint
from app.core import clock, http_cache
from app.core.text import Bilingual, sort_key
from app.core.timespan import Timespan, day_span
from app.revisions import queries as revisions
from app.venues.models import Venue
from app.web.fields import YEARS, read_day
from app.web.guard import actor, guard
from app.web.language import locale
from app.web.pages import page

TOPICS = ("bookings", "spaces", "venues")


class View(StrEnum):
    """Without a wish, what suits the window: drawn where there is room and script, else the list."""

    AUTO = ""
    TIMELINE = "timeline"
    TABLE = "table"


@dataclass(frozen=True)
class Asked:
    """What the address of the board says; what makes no sense is as if it were not there."""

    scale: Scale
    day: date
    view: View
    chosen: Chosen

    def link(self, **changes: Any) -> str:
        one = replace(self, **changes)
        return url_for(
            "bookings_staff.board",
            scale=one.scale.value,
            day=one.day.isoformat(),
            view=one.view.value or None,
            venue=list(one.chosen.venues) or None,
            state=one.chosen.state or None,
            host=one.chosen.host or None,
        )


@blueprint.get("/board")
@guard(is_centre_staff)
def board() -> Response:
    asked, venues, now = _asked(), everywhere(), clock.now()
    days = shown.days_of(asked.scale, asked.day)
    span = shown.span_of(days, clock.HOUSE_ZONE)
    everything = _items(span, now)
    before, after = shown.days_around(asked.scale, asked.day)
    return page(
        "bookings/board.html",
        asked=asked,
        days=days,
        today=clock.today(),
        now=now,
        previous=asked.link(day=before) if before.year in YEARS else None,
        following=asked.link(day=after) if after.year in YEARS else None,
        items=shown.kept(everything, asked.chosen, venues),
        places=shown.place_names(venues),
        wholes=[venue for venue in venues if venue.whole_id is None],
        venues=venues,
        hosts=_hosts(everything, asked.chosen.host),
        may_act=is_coordinator(actor()),
        feed=_feed_address(asked, span),
        board=board_words,
        words=words,
        **_grid(asked, venues),
    )


def _grid(asked: Asked, venues: list[Venue]) -> dict[str, Any]:
    """Hours or days as a table, where the list is asked for. Not with some states or hosts left out: what a filter hides
    would look free."""
    if asked.view != View.TABLE or asked.chosen.state or asked.chosen.host:
        return {}
    slugs = asked.chosen.venues
    there = [v for v in venues if not slugs or v.slug in slugs]
    if asked.scale == Scale.DAY:
        return {"table": table_of_day(there, asked.day, depth="staff")}
    if asked.scale == Scale.MONTH:
        return {"month": table_of_month(there, asked.day.replace(day=1), depth="staff")}
    return {}


@blueprint.get("/board.json")
@guard(is_centre_staff)
def board_feed() -> Response:
    """`from` and `to` are days, `to` the first no longer meant; filters as on the page. Asked again and again, so a
    304 costs two small selects."""
    span = _span(request.args)
    if span is None:
        return Response(
            _("Hãy cho biết from và to là hai ngày, cách nhau nhiều nhất %(days)d ngày.", days=LONGEST_LOOK.days)
            + "\n",
            status=422,
            content_type="text/plain; charset=utf-8",
        )
    now = clock.now()
    tag = _tag(span, now)
    if http_cache.not_modified(request.headers.get("If-None-Match"), None, etag=tag, changed_at=None):
        answer = Response(status=304)
    else:
        answer = Response(_written(span, now), content_type="application/json")
    answer.set_etag(tag)
    return answer


def _tag(span: Timespan, now: datetime) -> str:
    """Of all that the answer depends on: what was written, what has run out by the clock, the day, the reader."""
    counted = [(revision.topic, revision.number) for revision in revisions.of(TOPICS)]
    said = (counted, queries.count_run_out(now), clock.today(), span, locale(), is_coordinator(actor()), _chosen())
    return sha256(repr(said).encode()).hexdigest()[:32]


def _written(span: Timespan, now: datetime) -> str:
    venues, chosen = everywhere(), _chosen()
    items = shown.kept(_items(span, now), chosen, venues)
    return feed(items, venues, chosen, now=now, language=locale(), may_act=is_coordinator(actor()))


def feed(
    items: list[Item], venues: list[Venue], chosen: Chosen, *, now: datetime, language: str, may_act: bool
) -> str:
    """The JSON itself. Times are wall-clock times of the house, whatever the clock of the browser says."""
    groups = shown.groups_of(venues, chosen.venues)
    there = {row.area.id: row.area.code for group in groups for row in group.rows}
    places = shown.place_names(venues)
    rows = [
        {
            "venue": group.venue.slug,
            "name": Bilingual.of(group.venue, "name").read_in(language),
            "rows": [
                {
                    "id": row.area.code,
                    "venue": row.venue.slug,
                    "name": Bilingual.of(row.area, "name").read_in(language),
                }
                for row in group.rows
            ],
        }
        for group in groups
    ]
    zone = clock.HOUSE_ZONE
    local: dict[datetime, str] = {}

    def wall(moment: datetime) -> str:
        said = local.get(moment)
        if said is None:
            said = local[moment] = moment.astimezone(zone).isoformat()[:16]
        return said

    named: dict[tuple[int, ...], str] = {}
    events = []
    for item in items:
        where = named.get(item.areas)
        if where is None:
            where = named[item.areas] = places.name(item.areas, language)
        event = {
            "id": item.key,
            "of": item.public_id,
            "state": item.state,
            "title": item.title.read_in(language),
            "host": item.host.read_in(language) if item.host else "",
            "centre": item.host_id == shown.CENTRE,
            "where": where,
            "rows": [there[area] for area in item.areas if area in there],
            "wide": len(item.areas),
            "start": wall(item.start),
            "end": wall(item.end),
            "from": wall(item.public_start),
            "to": wall(item.public_end),
        }
        if may_act and item.movable(now):
            event["move"] = True
        if item.wished:
            event["wished"] = True
        events.append(event)
    return json.dumps({"rows": rows, "events": events}, ensure_ascii=False, separators=(",", ":"))


@blueprint.get("/schedule")
@guard(is_centre_staff)
def day() -> Response:
    """Where the table of a day was before the board."""
    return redirect(_table_of(Scale.DAY, asked_day(), ""))


@blueprint.get("/schedule/month")
@guard(is_centre_staff)
def month() -> Response:
    first = read_day(f"{request.args.get('month', '')}-01") or clock.today()
    return redirect(_table_of(Scale.MONTH, first, request.args.get("venue", "")))


def _table_of(scale: Scale, day: date, venue: str) -> str:
    return Asked(scale, day, View.TABLE, Chosen(venues=(venue,) if venue else ())).link()


def _items(span: Timespan, now: datetime) -> list[Item]:
    return shown.items_of(
        queries.taken_on_board(span, now=now), queries.closed_on_board(span), queries.wished_on_board(now)
    )


def _asked() -> Asked:
    args = request.args
    return Asked(
        scale=Scale(args["scale"]) if args.get("scale") in set(Scale) else Scale.WEEK,
        day=asked_day(),
        view=View(args["view"]) if args.get("view") in set(View) else View.AUTO,
        chosen=_chosen(),
    )


def _chosen() -> Chosen:
    args = request.args
    return Chosen(
        venues=tuple(sorted({slug for slug in args.getlist("venue") if slug})),
        state=args["state"] if args.get("state") in set(State) else "",
        host=args.get("host", ""),
    )


def _span(args: MultiDict[str, str]) -> Timespan | None:
    first, last = read_day(args.get("from")), read_day(args.get("to"))
    if first is None or last is None or not first < last <= first + LONGEST_LOOK:
        return None
    zone = clock.HOUSE_ZONE
    return Timespan(day_span(first, zone).start, day_span(last, zone).start)


def _feed_address(asked: Asked, span: Timespan) -> str:
    zone = clock.HOUSE_ZONE
    wanted: dict[str, Any] = {
        "from": span.start.astimezone(zone).date().isoformat(),
        "to": span.end.astimezone(zone).date().isoformat(),
        "venue": list(asked.chosen.venues) or None,
        "state": asked.chosen.state or None,
        "host": asked.chosen.host or None,
    }
    return url_for("bookings_staff.board_feed", **wanted)


def _hosts(items: list[Item], chosen: str) -> list[tuple[str, Bilingual | None]]:
    """For the filter: who has something there, in alphabetical order, after the Centre; and who was chosen."""
    found = shown.hosts_of(items)
    if chosen and chosen not in found:
        found[chosen] = Bilingual(_("Đơn vị đã chọn")) if chosen != shown.CENTRE else None
    return sorted(found.items(), key=lambda one: sort_key(one[1].read_in(locale())) if one[1] else ())
