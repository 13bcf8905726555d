"""What machines read."""

from collections.abc import Iterator
from datetime import date

from flask import current_app, make_response, url_for
from markupsafe import escape
from werkzeug.wrappers import Response

from app.content.models import PageKind
from app.content.queries import public_pages
from app.core import clock
from app.events.queries import Wanted, happenings
from app.events.rules import cards
from app.site import directory
from app.site.meta import on_site
from app.site.views.home import blueprint
from app.venues.queries import whole_venues
from app.web.guard import anyone, guard

# The pages of which there is one each.
ALONE = (
    "site.home", "site.spaces", "site.events", "site.venues", "register.members", "register.statistics", "criteria.show",
    "calls.show", "self_check.show", "memberships.verify_form", "benefits.show", "licences.show", "calendars.subscribe", "accounts.privacy", "content.news",
)  # fmt: skip


@blueprint.get("/robots.txt")
@guard(anyone)
def robots() -> Response:
    """Feeds are for machines and stay open; what needs a sign-in or a code is nobody's to index."""
    closed = (
        "/my/",
        "/desk",
        "/home",
        "/confirm/",
        "/opinions/",
        "/verify/",
        "/r/",
        "/unsubscribe/",
        "/dev/",
        "/language/",
        "/sign-in",
        "/sign-up",
    )
    site = current_app.config["SETTINGS"].site_url
    lines = ["User-agent: *", "Allow: /calendars/", *(f"Disallow: {path}" for path in closed)]
    answer = make_response(
        "\n".join([*lines, "", f"Sitemap: {on_site(url_for('site.sitemap'))}", f"# {site}{url_for('site.home')}", ""])
    )
    answer.content_type = "text/plain; charset=utf-8"
    return answer


@blueprint.get("/sitemap.xml")
@guard(anyone)
def sitemap() -> Response:
    """Every page that may be found by searching, once: pages speak both languages under one address."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path, changed_on in _pages():
        changed = f"<lastmod>{changed_on.isoformat()}</lastmod>" if changed_on else ""
        lines.append(f"<url><loc>{escape(on_site(path))}</loc>{changed}</url>")
    answer = make_response("\n".join([*lines, "</urlset>", ""]))
    answer.content_type = "application/xml; charset=utf-8"
    return answer


def _pages() -> Iterator[tuple[str, date | None]]:
    now = clock.now()
    for endpoint in ALONE:
        yield url_for(endpoint), None
    for one in directory.kept().entries:
        yield url_for("site.space", slug=one.slug), one.changed_on
    for venue in whole_venues():
        yield url_for("site.venue", slug=venue.slug), None
    for card in cards(happenings(Wanted(), now)):
        yield url_for("site.event", public_id=card.nearest.key), None
    for kind, endpoint in ((PageKind.NEWS, "content.article"), (PageKind.PAGE, "content.fixed")):
        for written in public_pages(kind, now):
            yield url_for(endpoint, slug=written.slug), written.updated_at.astimezone(clock.HOUSE_ZONE).date()
