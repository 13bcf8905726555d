"""A feed as an answer of Flask's: what the fast path has not answered. It builds, remembers, and packs afterwards."""

from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask, current_app, request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.calendars import asking, fast, freshness, queries, service
from app.calendars.definition import Definition, Site
from app.calendars.epoch import epoch_of
from app.calendars.freshness import Address, Known, Told, Verdict, Wanted
from app.calendars.shelf import Bytes, Shelf
from app.core import clock
from app.core.db import db, transact

log = structlog.get_logger()


def site() -> Site:
    config = current_app.config["SETTINGS"]
    return Site(url=config.site_url, uid_domain=config.uid_domain)


def answer(asked: Definition, *, key: str, name: str, link_id: int | None = None) -> Response:
    """The feed, or 304. `key` names the feed among all, `name` its file; what the address asks of it is added here.
    A private one is counted for its `link_id`."""
    wanted = wanted_now()
    known, told = _answer(asked, key, wanted, Address(name, private=link_id is not None))
    if link_id is not None:
        fast.note(
            current_app,
            link_id,
            request.headers.get("User-Agent", ""),
            status=told.status_code,
            known=known,
            at=wanted.at,
            head=request.method == "HEAD",
        )
    return told


def _answer(asked: Definition, key: str, wanted: Wanted, address: Address) -> tuple[Known, Response]:
    key = f"{key}|{asking.variant(asking.asked_in(request.args))}"
    epoch = epoch_of(site())
    known = queries.known_body(key)
    verdict = freshness.verdict(known, wanted, epoch)
    if known is not None and verdict is Verdict.SAME:
        return known, _response(freshness.same(known, wanted, address))
    if known is not None and verdict is Verdict.SEND and (found := _at_hand(known.digest)) is not None:
        return known, _whole(known, found, wanted, address)
    known, built = _built(asked, key, known, wanted, epoch)
    if freshness.is_same(known, wanted):
        return known, _response(freshness.same(known, wanted, address))
    return known, _whole(known, Bytes(built.plain, None), wanted, address, is_kept=built.is_kept)


def refusal(status: int, *, retry_after: int | None = None) -> Response:
    return _response(freshness.refusal(status, retry_after=retry_after))


def wanted_now() -> Wanted:
    headers = request.headers
    return Wanted(
        at=clock.now(),
        if_none_match=headers.get("If-None-Match"),
        if_modified_since=headers.get("If-Modified-Since"),
        accept_encoding=headers.get("Accept-Encoding", ""),
        attachment=asking.DOWNLOAD in request.args,
    )


def _built(
    asked: Definition, key: str, seen: Known | None, wanted: Wanted, epoch: str
) -> tuple[Known, service.Built]:
    """Made anew, and what is known of it from now on."""
    built = service.build(asked, today=wanted.today, site=site())
    known_already = seen is not None and seen.holds(wanted.today, epoch) and seen.digest == built.digest
    new = not known_already and (seen is not None or service.has_room(key))

    def keep() -> datetime | None:
        service.keep_fragments(built.made)
        return service.remember(key, built, seen=seen, epoch=epoch) if new else None

    changed_at = None
    if new or built.made:
        try:
            changed_at = transact(keep)
        except DBAPIError as error:  # the bytes are right all the same
            log.warning("feed_not_remembered", kind=type(error.orig).__name__)
            db.session.rollback()
    if seen is not None and known_already:
        return seen, built
    return service.as_known(built, epoch=epoch, changed_at=changed_at), built


def _at_hand(digest: str) -> Bytes | None:
    shelf: Shelf = current_app.extensions["feed_shelf"]
    found = shelf.get(digest)
    if found is None and (content := queries.content(digest)) is not None:
        found = Bytes(content.plain, content.packed)
        shelf.put(digest, found)
    return found


def _whole(known: Known, found: Bytes, wanted: Wanted, address: Address, *, is_kept: bool = True) -> Response:
    told = _response(freshness.whole(known, found.plain, found.packed, wanted, address))
    if is_kept and found.packed is None:
        told.call_on_close(_packing(known.digest, found.plain))
    return told


def _packing(digest: str, plain: bytes) -> Callable[[], None]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return lambda: fast.pack(app, digest, plain)


def _response(told: Told) -> Response:
    answer = Response(told.body, status=told.status)
    answer.headers.clear()
    answer.headers.extend(told.headers)
    return answer
