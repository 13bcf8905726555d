"""The feeds themselves, and the page that hands out the public ones."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.calendars import queries, rules, service
from app.calendars.models import FeedLink
from app.calendars.service import Asked
from app.calendars.views.offers import Subscription, feed_url
from app.core import clock, http_cache
from app.core.db import transact
from app.core.ical import etag
from app.core.text import pick
from app.settings.queries import value
from app.spaces.models import Space
from app.venues.models import Venue
from app.venues.queries import parts_of, venue_by_slug, whole_venues
from app.web.guard import anyone, found, guard
from app.web.language import LANGUAGES, locale
from app.web.pages import page

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")
SPACES_SHOWN = 12


@blueprint.get("/public.ics")
@guard(anyone)
def public() -> Response:
    return _public_answer("public", None, None)


@blueprint.get("/venues/<slug>.ics")
@guard(anyone)
def venue(slug: str) -> Response:
    return _public_answer(f"venue-{slug}", found(venue_by_slug(slug)), None)


@blueprint.get("/spaces/<slug>.ics")
@guard(anyone)
def space(slug: str) -> Response:
    return _public_answer(f"space-{slug}", None, found(queries.space_with_feed(slug)))


@blueprint.get("/private/<token>.ics")
@guard(anyone)
def private(token: str) -> Response:
    """No sign-in and no cookie: calendars have neither. The secret in the address is all there is to show."""
    link = queries.link_by_secret(token)
    if link is None:
        return _refusal(404, "There is no calendar at this address.")
    if not rules.is_alive(link, link.user):
        return _refusal(410, "This calendar link was taken back. Make a new one on the site.")
    if wait := _too_often(link):
        return _refusal(429, "Too often. Calendars need to ask once in five minutes at the most.", retry_after=wait)
    asked = _asked()
    body = service.private_feed(link, asked)
    answer = _answer(body, key=f"link-{link.public_id}", name=link.scope, asked=asked)
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _too_often(link: FeedLink) -> int | None:
    """Seconds to wait. Asked without a write first: a client in a loop must not keep the database busy."""
    link_id, client = link.id, rules.client_of(request.headers.get("User-Agent", ""))
    wait = rules.wait_before_fetch(link.fetch, clock.now()) or transact(lambda: service.note_fetch(link_id, client))
    return None if wait is None else int(wait.total_seconds()) + 1


def _refusal(status: int, sentence: str, retry_after: int | None = None) -> Response:
    """For a machine, so a line of text: the site's own page would ask who is signed in and cost far more."""
    answer = Response(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _public_answer(name: str, venue: Venue | None, space: Space | None) -> Response:
    asked = _asked()
    answer = _answer(service.feed(venue, space, asked), key=name, name=name, asked=asked)
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def _asked() -> Asked:
    """No cookie, no language negotiation: the address alone decides what a feed says."""
    language = request.args.get("lang", "vi")
    config = current_app.config["SETTINGS"]
    return Asked(
        language=language if language in LANGUAGES else "vi",
        with_cancelled=request.args.get("cancelled") != "0",
        site_url=config.site_url,
        uid_domain=config.uid_domain,
    )


def _answer(body: bytes, *, key: str, name: str, asked: Asked) -> Response:
    """The feed, or 304. `key` is where its last change is remembered, `name` that of the file."""
    tag = etag(body)
    changed_at = _changed_at(f"{key}|{asked.language}|{int(asked.with_cancelled)}", tag)
    same = http_cache.not_modified(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        etag=tag,
        changed_at=changed_at,
    )
    answer = Response(status=304) if same else Response(body, content_type="text/calendar; charset=utf-8")
    answer.set_etag(tag)
    if modified := http_cache.last_modified(changed_at):
        answer.headers["Last-Modified"] = modified
    answer.headers["X-Robots-Tag"] = "noindex"
    if not same:
        way = "attachment" if "download" in request.args else "inline"
        answer.headers["Content-Disposition"] = f'{way}; filename="{name}.ics"'
    return answer


def _changed_at(key: str, tag: str) -> datetime:
    known = queries.feed_body(key)
    if known is not None and known.body_digest == tag:
        return known.changed_at
    try:
        return transact(lambda: service.note_body(key, tag))
    except IntegrityError:  # somebody else fetched the same new feed in the same moment
        return transact(lambda: service.note_body(key, tag))


@dataclass(frozen=True)
class Client:
    """How soon a calendar program shows a change, for people."""

    name: str
    reads_again: str
    note: str


def _clients() -> list[Client]:
    return [
        Client("Google", _("8 đến 24 giờ, có khi vài ngày"), _("Không có nút đọc lại; sự kiện bị huỷ được ẩn đi.")),
        Client(
            "Apple", _("Máy Mac: 5 phút đến một tuần, bạn chọn khi thêm lịch"), _("Sự kiện bị huỷ được gạch ngang.")
        ),
        Client(_("iPhone, iPad"), _("Mỗi giờ đến mỗi ngày, theo tài khoản"), _("Sự kiện bị huỷ được gạch ngang.")),
        Client(_("Outlook trên web, Outlook mới"), _("3 đến 24 giờ"), ""),
        Client(_("Outlook cũ"), _("Khi mở máy, rồi 1 đến 24 giờ"), ""),
        Client("Thunderbird", _("30 phút, đổi được cho từng lịch"), ""),
        Client("Nextcloud", _("Mỗi giờ đến vài ngày"), ""),
    ]


@blueprint.get("")
@guard(anyone)
def subscribe() -> Response:
    q = request.args.get("q", "").strip()[:100]
    fitting = queries.spaces_with_feed(q) if q else []
    return page(
        "calendars/subscribe.html",
        everything=Subscription(key="all", title=_network_name(), href=feed_url("calendars.public")),
        venues=[_of_venue(venue, tuple(_of_venue(part) for part in parts_of(venue))) for venue in whole_venues()],
        q=q,
        spaces=[_of_space(space) for space in fitting[:SPACES_SHOWN]],
        more_spaces=len(fitting) > SPACES_SHOWN,
        clients=_clients(),
    )


def _network_name() -> str:
    return str(value(f"network.name_{locale()}"))


def _of_venue(venue: Venue, parts: tuple[Subscription, ...] = ()) -> Subscription:
    href = feed_url("calendars.venue", slug=venue.slug)
    return Subscription(key=venue.slug, title=pick(venue, "name", locale()), href=href, parts=parts)


def _of_space(space: Space) -> Subscription:
    href = feed_url("calendars.space", slug=space.slug)
    return Subscription(key=f"space-{space.slug}", title=pick(space, "name", locale()), href=href)
