"""Feeds for machines, and the pages that hand them out."""

from flask import Flask

from app.calendars import counting, fast
from app.calendars.views import month as _month  # these hang on the feeds' blueprint
from app.calendars.views import personal as _personal
from app.calendars.views import single as _single
from app.calendars.views import subscribe as _subscribe
from app.calendars.views.feeds import blueprint
from app.calendars.views.health import blueprint as health_blueprint
from app.calendars.views.health import staff_blueprint
from app.calendars.views.links import blueprint as links_blueprint

__all__ = [
    "_month",
    "_personal",
    "_single",
    "_subscribe",
    "blueprint",
    "health_blueprint",
    "links_blueprint",
    "staff_blueprint",
]


def init_app(app: Flask) -> None:
    counting.init_app(app)
    fast.init_app(app)
