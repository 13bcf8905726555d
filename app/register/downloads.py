"""Files of the register over HTTP: the address alone decides what they say, and who holds one is told so cheaply."""

from collections.abc import Callable
from datetime import datetime, time
from hashlib import sha256
from urllib.parse import quote

from flask import current_app, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock, http_cache
from app.register import exports, queries, rules
from app.register.exports import About
from app.register.forms import RegisterForm
from app.settings.queries import value
from app.web.language import LANGUAGES

MINUTES_KEPT = 5
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
    answer.headers["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
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
