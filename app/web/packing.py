"""Pages packed for the way, where that gives nothing away.

A page that holds a secret beside words of somebody else's choosing can be made to tell the secret by its packed length,
if that somebody can make the reader's browser fetch it again and again (BREACH). So what is the same for everybody is
always packed: pages of people who are not signed in, without a form's token and without a cookie (whatever comes with
`no-store` is somebody's own). Every other page is packed only where the browser says that the reader came from a page
of this very site, or typed the address: no script and no page elsewhere can say so for it (Fetch Metadata, W3C).
"""

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

SMALLEST = 1024
LEVEL = 5
TOKEN = b"csrf_token"
OURS = {"same-origin", "none"}


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
    if "ETag" in response.headers or len(response.get_data()) < SMALLEST:
        return False
    return _same_for_everybody(response) or request.headers.get("Sec-Fetch-Site") in OURS


def _same_for_everybody(response: Response) -> bool:
    personal = "Set-Cookie" in response.headers or response.cache_control.no_store
    return not personal and TOKEN not in response.get_data()
