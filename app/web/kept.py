"""A form that comes after its session is over is not lost: what was typed is put aside for the person whose session
it was, and laid into the same form on the same page once they are back. Nothing is sent by itself.

Only a browser with the cookie of a real sign-in, living or over, can put anything aside (docs/adr/0009).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlencode, urlsplit

import structlog
from flask import Flask, current_app, g, has_request_context, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import parse_form_data
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.fields.core import UnboundField

from app.config import MAX_SIZE, MEGABYTE
from app.core.db import transact
from app.web.redirects import safe_path

log = structlog.get_logger()
MARK = "kept"  # the parameter that names what was put aside, and the place on the page where it is said
TOKEN = "csrf_token"  # noqa: S105
LONGEST = 200_000  # characters of a whole form: several times the longest there is
READ_AT_MOST = 64 * MEGABYTE
ANEW = "once"  # a field of this name is made anew with its form: what is made from it may be a secret
SECRET_KINDS = {"current-password", "new-password", "one-time-code"}
_secret_names: set[str] = set()


@dataclass(frozen=True)
class Shelf:
    """How the feature with the table keeps, finds and drops; all three are asked with the user's id first."""

    keep: Callable[..., str]
    find: Callable[[int, str], Any]
    drop: Callable[[int, str], None]


@dataclass(frozen=True)
class Sent:
    """What came with a form, as far as it may be kept."""

    prefix: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    left_files: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What a person wrote, without the codes and numbers between: to be copied where no form can hold it."""
        return [value.strip() for _name, value in self.fields if " " in value.strip()]


@dataclass
class Kept:
    public_id: str
    sent: Sent
    shown: bool = False

    def note_shown(self) -> None:
        """A form of the page holds it before the reader's eyes."""
        self.shown = True


def init_app(app: Flask) -> None:
    app.after_request(_drop_what_was_sent)
    app.context_processor(lambda: {"kept_form": kept_here()})


def note_secrets(fields: Iterable[tuple[str, Any]]) -> None:
    """Remember the names under which some form of the house asks for a password or a code."""
    for name, one in fields:
        if isinstance(one, UnboundField) and _asks_for_a_secret(one):
            _secret_names.add(one.name or name)


def _asks_for_a_secret(unbound: UnboundField) -> bool:
    attributes = unbound.kwargs.get("render_kw") or {}
    return issubclass(unbound.field_class, PasswordField) or attributes.get("autocomplete") in SECRET_KINDS


def sent_from_here() -> bool:
    """Whether the browser itself says that a page of ours has sent this: nobody else's page can make it say so."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def what_was_sent() -> Sent:
    return _kept_of(request.form, request.files)


def read_without_files() -> Sent | None:
    """The fields of a form that was refused unread for its size, letting its files go; None if it is far too large.

    Reading it to its end also lets the browser finish: it would report a broken connection instead of our answer.
    """
    if not MAX_SIZE < (request.content_length or 0) <= READ_AT_MOST:
        return None
    try:
        _stream, form, files = parse_form_data(
            request.environ, stream_factory=_nowhere, max_form_memory_size=request.max_form_memory_size
        )
    except RequestEntityTooLarge:
        return None
    return _kept_of(form, files)


def _nowhere(*_args: Any, **_kwargs: Any) -> BinaryIO:
    return Path(os.devnull).open("wb")


def _kept_of(form: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> Sent:
    """Without tokens; nothing of a form with a password in it, nor of one that is too long."""
    prefix = next((name.removesuffix(TOKEN) for name in form if name.endswith(TOKEN)), "")
    fields = [
        (name, value.replace("\x00", ""))
        for name, value in form.items(multi=True)
        if not name.endswith(TOKEN) and name != MARK and name.removeprefix(prefix) != ANEW
    ]
    secret = _secret_names & {name.removeprefix(prefix) for name in form}
    if secret or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return Sent(prefix)
    return Sent(prefix, fields, [file.filename for file in files.values() if file.filename])


def put_aside(user_id: int, sent: Sent) -> tuple[str, bool]:
    """(The page of the form, naming what was put aside, and whether anything was.) A transaction of its own."""
    page = page_of_form()
    if not sent.fields:
        return page, False
    values = {"prefix": sent.prefix, "fields": sent.fields, "left_files": sent.left_files}
    public_id = transact(lambda: _shelf().keep(user_id, page=page.partition("?")[0], **values))
    return f"{page}{'&' if '?' in page else '?'}{urlencode({MARK: public_id})}#{MARK}", True


def page_of_form() -> str:
    """Where the form of this POST stands: the page that sent it, else the nearest page above where it was sent."""
    return next((safe_path(page, "/") for page in _pages() if _opens(page)), "/")


def _pages() -> Iterator[str]:
    sender = urlsplit(request.referrer or "")
    if sender.netloc == request.host:
        query = "&".join(pair for pair in sender.query.split("&") if pair and not pair.startswith(f"{MARK}="))
        yield f"{sender.path}?{query}" if query else sender.path
    path = iri_to_uri(request.path)
    while path:
        yield path
        path = path.rpartition("/")[0]


def _opens(page: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(unquote(page.partition("?")[0]), method="GET"))
    except HTTPException:
        return False


def kept_here() -> Kept | None:
    """What was put aside for this person on this page, if the address names it."""
    if not has_request_context() or request.method != "GET" or MARK not in request.args:
        return None
    if "kept_form" not in g:
        g.kept_form = _found(request.args[MARK])
    kept: Kept | None = g.kept_form
    return kept


def _found(public_id: str) -> Kept | None:
    row = _shelf().find(current_user.id, public_id) if current_user.is_authenticated else None
    if row is None or row.page != iri_to_uri(request.path):
        return None
    return Kept(row.public_id, Sent(row.prefix, [(name, value) for name, value in row.fields], row.left_files))


def kept_for(prefix: str, names: Iterable[str]) -> Kept | None:
    """For a form of that prefix with those fields."""
    kept = kept_here()
    if kept is None or kept.sent.prefix != prefix:
        return None
    return None if set(names).isdisjoint(name for name, _value in kept.sent.fields) else kept


def _drop_what_was_sent(response: Response) -> Response:
    """The answer to a form that went through leads on. Failing here must not undo what is done."""
    if request.method != "POST" or not 300 <= response.status_code < 400 or "form" not in vars(request):
        return response
    mark = request.form.get(MARK)
    if mark and current_user.is_authenticated:
        user_id = current_user.id
        try:
            transact(lambda: _shelf().drop(user_id, mark))
        except SQLAlchemyError:
            log.exception("kept_form_stays")
    return response


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["kept_forms"]
    return shelf
