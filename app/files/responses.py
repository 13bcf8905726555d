import structlog
from flask import abort, send_file
from werkzeug.wrappers import Response

from app.files.models import StoredFile
from app.files.service import path_of

log = structlog.get_logger()


def send(stored: StoredFile, *, inline: bool = False) -> Response:
    """The file as an answer that runs nothing in the reader's browser. The caller has checked who asks."""
    path = path_of(stored)
    if not path.is_file():
        log.error("file_missing", file=stored.id)
        abort(404)
    answer = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=not inline,
        download_name=stored.name,
        conditional=False,
        etag=False,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
