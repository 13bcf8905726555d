"""A feed as an answer: headers, 304, and the refusals that machines read."""

from datetime import datetime

from flask import request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.calendars import queries, service
from app.core import http_cache
from app.core.db import transact
from app.core.ical import etag


def answer(body: bytes, *, key: str, name: str, variant: str) -> Response:
    """The feed, or 304. `key` is where its last change is remembered, `name` that of the file."""
    tag = etag(body)
    changed_at = _changed_at(f"{key}|{variant}", tag)
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


def refusal(status: int, sentence: str, retry_after: int | None = None) -> Response:
    """For a machine, so a line of text: the site's own page would ask who is signed in and cost far more."""
    answer = Response(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _changed_at(key: str, tag: str) -> datetime:
    known = queries.feed_body(key)
    if known is not None and known.body_digest == tag:
        return known.changed_at
    try:
        return transact(lambda: service.note_body(key, tag))
    except IntegrityError:  # somebody else fetched the same new feed in the same moment
        return transact(lambda: service.note_body(key, tag))
