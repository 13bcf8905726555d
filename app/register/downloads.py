"""Files of the register over HTTP: the address alone decides what they say, and who holds one is told so cheaply."""

from collections.abc import Callable, Collection
from datetime import datetime, time
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from flask import current_app, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.charts import drawing
from app.charts.figures import Figure
from app.core import clock, http_cache
from app.files.listing import XLSX, csv_file, workbook
from app.memberships.rules import badge_kept_for
from app.register import exports, queries, rules
from app.register.exports import About
from app.register.forms import RegisterForm
from app.settings.queries import value
from app.web.language import LANGUAGES

FIGURE_TYPES = {"svg": "image/svg+xml; charset=utf-8", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}
# Opened by itself a drawing may load and run nothing.
CSP_OF_DRAWINGS = "sandbox; default-src 'none'; frame-ancestors 'self'"
_OF_ADDRESSES = ":/?#[]@!$&'()*+,;=%"
WRITERS = {
    "csv": (exports.as_csv, "text/csv; charset=utf-8"),
    "json": (exports.as_json, "application/json"),
    "geojson": (exports.as_geojson, "application/geo+json"),
}


def language_asked() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def kept_answer(said: object, make: Callable[[], bytes], media_type: str) -> Response:
    """What `make` gives, or 304 to who holds it already: nothing is made for them. `said` is what the answer depends
    on beside the register's edition and the day, which is also when a term may have ended by itself."""
    edition, today = queries.edition(), clock.today()
    midnight = datetime.combine(today, time(), clock.HOUSE_ZONE)
    changed_at = max(filter(None, (edition.changed_at, midnight)))
    tag = sha256(repr((exports.SHAPE, edition.counted, today, said)).encode()).hexdigest()[:32]
    same = http_cache.not_modified(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        etag=tag,
        changed_at=changed_at,
    )
    answer = Response(status=304) if same else Response(make(), content_type=media_type)
    answer.set_etag(tag)
    if modified := http_cache.last_modified(changed_at):
        answer.headers["Last-Modified"] = modified
    answer.headers["Cache-Control"] = f"public, max-age={badge_kept_for(clock.now().astimezone(clock.HOUSE_ZONE))}"
    return answer


def download(form: RegisterForm, kind: str) -> Response:
    language = language_asked()
    with force_locale(language):
        form.offer_wards_of([])
        if not form.validate():
            return _refused(form)
        write, media_type = WRITERS[kind]
        about = _about(form, language)
        answer = kept_answer(
            (kind, language, form.day, form.chosen),
            lambda: write(rules.narrowed(queries.lines_on(form.day), **form.chosen), about),
            media_type,
        )
    name = _("so-thanh-vien")
    way = "attachment" if kind == "csv" else "inline"
    answer.headers["Content-Disposition"] = f'{way}; filename="{name}-{form.day.isoformat()}.{kind}"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if about.licence and about.licence_url:
        answer.headers["Link"] = f'<{quote(about.licence_url, safe=_OF_ADDRESSES)}>; rel="license"'
    return answer


def figure_file(name: str, ending: str) -> Response:
    """A figure of the statistics: drawn, or its table. Beside the language, a drawing is asked for by its colours and
    its width, as pages of both themes and all widths show it."""
    language = language_asked()
    theme, size = _one_of("theme", drawing.THEMES), _one_of("size", drawing.SIZES)
    with force_locale(language):
        answer = kept_answer(
            ("figure", name, ending, language, theme, size),
            lambda: _FIGURE_WRITERS[ending](queries.figure(name), theme, size),
            FIGURE_TYPES[ending],
        )
        title = _("thong-ke-thanh-vien")
    answer.headers["Content-Disposition"] = (
        f'{"inline" if ending == "svg" else "attachment"}; filename="{title}-{name}.{ending}"'
    )
    answer.headers["Content-Security-Policy"] = CSP_OF_DRAWINGS
    return answer


def _one_of(name: str, known: Collection[str]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else next(iter(known))


def _drawn(figure: Figure, theme: str, size: str) -> bytes:
    styles = Path(current_app.static_folder or "") / "css" / "tokens.css"
    return drawing.draw(figure, drawing.tokens(styles, theme), drawing.SIZES[size])


_FIGURE_WRITERS: dict[str, Callable[[Figure, str, str], bytes]] = {
    "svg": _drawn,
    "csv": lambda figure, _theme, _size: csv_file(figure.columns, figure.rows),
    "xlsx": lambda figure, _theme, _size: workbook(figure.title, figure.columns, figure.rows),
}


def _about(form: RegisterForm, language: str) -> About:
    network = value(f"network.name_{language}")
    return About(
        title=_("Sổ thành viên %(network)s", network=network),
        publisher=value(f"centre.name_{language}"),
        source=current_app.config["SETTINGS"].site_url + url_for("register.members"),
        licence=value("register.licence"),
        licence_url=value("register.licence_url"),
        on=form.day,
        asked=form.asked,
    )


def _refused(form: RegisterForm) -> Response:
    """For a machine, so lines of text."""
    sentences = "".join(f"{name}: {errors[0]}\n" for name, errors in form.errors.items())
    answer = Response(sentences, status=422, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
