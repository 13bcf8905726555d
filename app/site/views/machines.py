"""What machines read."""

from flask import current_app, make_response, url_for
from werkzeug.wrappers import Response

from app.site.views.home import blueprint
from app.web.guard import anyone, guard


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
        "/dev/",
        "/language/",
        "/sign-in",
        "/sign-up",
    )
    lines = ["User-agent: *", "Allow: /calendars/", *(f"Disallow: {path}" for path in closed)]
    site = current_app.config["SETTINGS"].site_url
    answer = make_response("\n".join([*lines, "", f"# {site}{url_for('site.home')}", ""]))
    answer.content_type = "text/plain; charset=utf-8"
    return answer
