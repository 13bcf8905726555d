"""What the Centre tells everybody: news, and pages that stay."""

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from app.content import queries, rules
from app.content.markup import html
from app.content.models import PageKind
from app.content.queries import Line
from app.core import clock
from app.web.guard import anyone, found, guard
from app.web.pages import page

blueprint = Blueprint("content", __name__)
NEWS_SHOWN = 50
_AROUND = "app.content.around"


def init_app(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = html
    app.jinja_env.globals.update(banners=_banners, foot_pages=_foot_pages)


@blueprint.get("/news")
@guard(anyone)
def news() -> Response:
    return page("content/news.html", news=queries.public_pages(PageKind.NEWS, clock.now(), limit=NEWS_SHOWN))


@blueprint.get("/news/<slug>")
@guard(anyone)
def article(slug: str) -> Response:
    return _shown(PageKind.NEWS, slug)


@blueprint.get("/pages/<slug>")
@guard(anyone)
def fixed(slug: str) -> Response:
    return _shown(PageKind.PAGE, slug)


def _shown(kind: PageKind, slug: str) -> Response:
    return page("content/page.html", written=found(queries.public_page(kind, slug, clock.now())))


def _around() -> list[Line]:
    """Asked once a request."""
    if _AROUND not in request.environ:
        request.environ[_AROUND] = queries.around(clock.now())
    lines: list[Line] = request.environ[_AROUND]
    return lines


def _banners() -> list[Line]:
    """The most urgent on top."""
    lines = [line for line in _around() if line.kind == PageKind.BANNER]
    return sorted(lines, key=lambda line: rules.loudest_first(line.tone))


def _foot_pages() -> list[Line]:
    return [line for line in _around() if line.kind != PageKind.BANNER]
