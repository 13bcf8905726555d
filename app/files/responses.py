from pathlib import Path

import structlog
from flask import Response as Answer
from flask import abort, send_file
from werkzeug.wrappers import Response

from app.files.models import StoredFile
from app.files.service import path_of

log = structlog.get_logger()


YEAR = 31_536_000


def send(stored: StoredFile, *, inline: bool = False, name: str | None = None) -> Response:
    """The file as an answer that runs nothing in the reader's browser, under its own name unless another is given.

    The caller has checked who asks.
    """
    answer = send_file(
        _path(stored),
        mimetype=stored.media_type,
        as_attachment=not inline,
        download_name=name or stored.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return _harmless(answer)


def send_made(data: bytes, name: str, kind: str, *, inline: bool = False) -> Response:
    """Bytes made for whoever asks and kept nowhere. The caller has checked who asks."""
    answer = Answer(data, mimetype=kind)
    answer.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def send_to_all(stored: StoredFile) -> Response:
    """What everybody may see, under an address whose bytes never change: kept for a year by whoever passes it on."""
    answer = send_file(_path(stored), mimetype=stored.media_type, etag=stored.sha256, conditional=True)
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return _harmless(answer)


def _path(stored: StoredFile) -> Path:
    path = path_of(stored)
    if not path.is_file():
        log.error("file_missing", file=stored.id)
        abort(404)
    return path


def _harmless(answer: Response) -> Response:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    return answer
