"""Rendering: one function for pages, and the filters that templates use."""

from math import ceil
from typing import Any

from flask import Flask, make_response, render_template
from flask_babel import format_decimal
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from app.core import text
from app.web.forms import BaseForm
from app.web.language import locale
from app.web.times import clock, day, moment, span, weekday


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        bi=lambda thing, name: text.pick(thing, name, locale()),
        day=day,
        file_size=file_size,
        clock=clock,
        moment=moment,
        weekday=weekday,
        span=span,
        as_written=as_written,
        paragraphs=lambda value: [p for p in (value or "").split("\n\n") if p.strip()],
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def page(template: str, *, form: BaseForm | None = None, status: int | None = None, **context: Any) -> Response:
    """Render; a form that carries errors makes it 422, or 429 for too many tries, unless `status` says otherwise."""
    wait = form.wait if form is not None else None
    refused = form is not None and bool(form.error_list)
    usual = 429 if wait is not None else 422 if refused else 200
    answer = make_response(render_template(template, form=form, **context), status or usual)
    if wait is not None:
        answer.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return answer


def as_written(words: str | None) -> Markup:
    """What somebody wrote; Vietnamese says that it is on a page in another language, so that it is read aloud well."""
    if not hasattr(words, "__html__") and locale() != "vi" and text.is_vietnamese(str(words or "")):
        return Markup('<span lang="vi">{}</span>').format(words)
    return escape(words)


def file_size(size: int) -> str:
    """430 KB, 1,2 MB: the way file managers here say it, in the reader's decimal mark."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"
