"""The page that hands out the public feeds."""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.calendars import queries
from app.calendars.client_words import APPS, CLIENTS, App
from app.calendars.views.feeds import blueprint
from app.calendars.views.offers import Subscription, feed_url
from app.core.text import pick
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.words import FIELD_NAMES
from app.venues.models import Venue
from app.venues.queries import parts_of, whole_venues
from app.web.guard import anyone, guard
from app.web.language import locale
from app.web.pages import page

SPACES_SHOWN = 12


@blueprint.get("")
@guard(anyone)
def subscribe() -> Response:
    q = request.args.get("q", "").strip()[:100]
    app = request.args.get("app", "")
    chosen = [one for one in APPS if one.key == app]
    fitting = queries.spaces_with_feed(q) if q else []
    return page(
        "calendars/subscribe.html",
        everything=Subscription(key="all", title=_network_name(), href=feed_url("calendars.public")),
        venues=[_of_venue(venue, tuple(_of_venue(part) for part in parts_of(venue))) for venue in whole_venues()],
        fields=[_of_field(code, str(name)) for code, name in FIELD_NAMES.items()],
        of_centre=_of_centre(),
        q=q,
        spaces=[_of_space(space) for space in fitting[:SPACES_SHOWN]],
        more_spaces=len(fitting) > SPACES_SHOWN,
        clients=CLIENTS,
        chosen=chosen[0] if chosen else None,
    )


@blueprint.app_template_global("calendar_apps")
def _apps() -> Sequence[App]:
    return APPS


def _network_name() -> str:
    return str(value(f"network.name_{locale()}"))


def _of_venue(venue: Venue, parts: tuple[Subscription, ...] = ()) -> Subscription:
    href = feed_url("calendars.venue", slug=venue.slug)
    return Subscription(key=venue.slug, title=pick(venue, "name", locale()), href=href, parts=parts)


def _of_space(space: Space) -> Subscription:
    href = feed_url("calendars.space", slug=space.slug)
    return Subscription(key=f"space-{space.slug}", title=pick(space, "name", locale()), href=href)


def _of_field(code: str, name: str) -> Subscription:
    return Subscription(key=f"field-{code}", title=name, href=feed_url("calendars.field", code=code))


def _of_centre() -> list[Subscription]:
    return [
        Subscription(
            key="closures",
            title=_("Đóng cửa và thông báo"),
            href=feed_url("calendars.closures"),
            about=_("Ngày giờ các địa điểm đóng cửa, và những thông báo về địa điểm."),
        ),
        Subscription(
            key="holidays",
            title=_("Ngày nghỉ, ngày làm bù"),
            href=feed_url("calendars.holidays"),
            about=_("Ngày lễ, ngày Trung tâm nghỉ và ngày làm bù: hạn của hồ sơ tính theo lịch này."),
        ),
    ]
