"""Pages for everybody, split by what they show. All hang on one blueprint."""

from flask import Flask
from flask_babel import format_decimal

from app.site import meta, rules
from app.site.views import directory, events, machines, space, venues
from app.site.views.home import blueprint
from app.web.language import locale
from app.web.times import month_name

__all__ = ["blueprint", "directory", "events", "init_app", "machines", "space", "venues"]


def length_away(metres: int) -> str:
    """350 m, 1,2 km: no nearer than ten metres, which nobody walking could tell."""
    if metres < 1000:
        return f"{max(10, round(metres, -1))} m"
    return f"{format_decimal(round(metres / 1000, 1))} km"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        local_day=rules.local_day,
        last_local_day=rules.last_local_day,
        zone_of=rules.zone_of,
        length_away=length_away,
        month=lambda day: month_name(day, locale()),
    )
    app.jinja_env.globals.update(
        on_site=meta.on_site,
        shared_picture=meta.shared_picture,
        in_another_language=meta.in_another_language,
    )
