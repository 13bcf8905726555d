"""`/dev/mail`: the letters of the demo, as files. Registered only in demo mode."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from app.web.guard import anyone, found, guard
from app.web.pages import page

blueprint = Blueprint("dev_mail", __name__, url_prefix="/dev/mail")
SHOWN = 100


@blueprint.get("")
@guard(anyone)
def letters() -> Response:
    files = sorted(_folder().glob("*.eml"), reverse=True)[:SHOWN]
    return page("mail/dev_mail.html", letters=[(file.stem, _read(file)) for file in files])


@blueprint.get("/<name>")
@guard(anyone)
def letter(name: str) -> Response:
    message = _read(_file(name))
    return page(
        "mail/dev_letter.html",
        name=name,
        letter=message,
        sender=_whole(message, "from"),
        receiver=_whole(message, "to"),
    )


@blueprint.get("/<name>/body")
@guard(anyone)
def body(name: str) -> Response:
    """The letter's own content, for a frame that may run nothing."""
    text = _read(_file(name)).get_body(("plain", "html"))
    answer = Response(text.get_content() if text else "", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    return answer


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance / "mail"
    return folder


def _file(name: str) -> Path:
    return found(next((file for file in _folder().glob("*.eml") if file.stem == name), None))


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=default)


def _whole(message: EmailMessage, header: str) -> str:
    """Python's own reading of a name that fills two lines leaves a blank where they meet."""
    raw = next((value for name, value in message.raw_items() if name.lower() == header), "")
    return str(make_header(decode_header(str(raw))))
