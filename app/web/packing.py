"""Pages packed for the way, where that gives nothing away.

A page that holds a secret beside words of the reader's own choosing can be made to tell the secret by its packed
length (BREACH). So only what is the same for everybody is packed: pages of people who are not signed in, without a
form's token and without a cookie. Whatever comes with `no-store` is somebody's own.
"""

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

SMALLEST = 1024
LEVEL = 5
TOKEN = b"csrf_token"


def init_app(app: Flask) -> None:
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Runs last: it looks at what the answer says of itself."""
    if not _may_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        # No time in it: the same page is the same bytes.
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _may_be_packed(response: Response) -> bool:
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.mimetype != "text/html":
        return False
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return False
    if "ETag" in response.headers or "Set-Cookie" in response.headers or response.cache_control.no_store:
        return False
    body = response.get_data()
    return len(body) >= SMALLEST and TOKEN not in body
