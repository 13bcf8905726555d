"""The app, and in the same processes a bare Flask view that returns bytes from memory: the floor of what a feed can cost.

The bytes are those of files in the instance's folder, each read once: `/floor/public`."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from app import create_app
from app.core.ical import etag

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

house = create_app()
floor = Flask("floor")


@cache
def _kept(name: str) -> tuple[bytes, str]:
    body = Path(os.environ["INSTANCE"], f"{name}.floor").read_bytes()
    return body, etag(body)


@floor.get("/floor/<name>")
def from_memory(name: str) -> Response:
    body, tag = _kept(name)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.set_etag(tag)
    return answer.make_conditional(request)  # type: ignore[return-value]


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    return (floor if environ["PATH_INFO"].startswith("/floor/") else house)(environ, start_response)
