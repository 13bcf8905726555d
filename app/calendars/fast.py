"""Calendars that poll are answered before the house wakes: outside Flask, with one statement, and nothing is built.

Takes what is plainly a reading of a feed and answers it from what is remembered, exactly as `views/answers.py` would.
Whatever is odd, unknown, out of date or goes wrong is passed on to Flask as it came.
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import structlog
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.sansio.utils import host_is_trusted

from app.calendars import asking, brake, counting, freshness, queries, rules, service
from app.calendars.definition import Site
from app.calendars.epoch import epoch_of
from app.calendars.freshness import Address, Known, Told, Verdict, Wanted
from app.calendars.shelf import Bytes, Shelf
from app.core import clock
from app.core.db import transact
from app.core.ids import digest
from app.web import headers

log = structlog.get_logger()

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
_OPEN = re.compile(r"/calendars/((?:[a-z]+/)?[a-z0-9-]+)\.ics")
_PRIVATE = re.compile(r"/calendars/private/([A-Za-z0-9_-]{43})\.ics")
_PRIVATE_RULE = "/calendars/private/<token>.ics"
_LONGEST = 500  # of what is remembered as it was sent: no client says more
# Of these, Flask knows what to make.
_ODD = ("HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "SCRIPT_NAME")


def init_app(app: Flask) -> None:
    app.extensions["feed_shelf"] = Shelf()
    brake.init_app(app)
    app.wsgi_app = FastFeeds(app)  # type: ignore[method-assign]


def note(app: Flask, link_id: int, user_agent: str, *, status: int, known: Known, at: datetime, head: bool) -> None:
    """A reading of a private feed, for the brake and for its owner's page."""
    brake.note(app, link_id, status)
    counting.buffer_of(app).add(
        link_id,
        rules.client_of(user_agent),
        status=status,
        events=known.events,
        revised_at=known.latest_revised_at,
        at=at,
        head=head,
    )


def pack(app: Flask, name: str, plain: bytes) -> None:
    """After the answer has gone out. Where the database is busy, the next reader's answer is followed by it."""
    packed = freshness.pack(plain)
    app.extensions["feed_shelf"].put(name, Bytes(plain, packed))
    with app.app_context():
        try:
            transact(lambda: service.keep_bytes(name, plain, packed))
        except DBAPIError as error:
            log.warning("feed_not_packed", kind=type(error.orig).__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """What to say, under which rule it is logged, and what is to be packed once it is said."""

    told: Told
    rule: str
    unpacked: tuple[str, bytes] | None = None


class FastFeeds:
    def __init__(self, app: Flask) -> None:
        self._app, self._next = app, app.wsgi_app
        config = app.config["SETTINGS"]
        self._site = Site(url=config.site_url, uid_domain=config.uid_domain)
        self._hosts = app.config["TRUSTED_HOSTS"]
        self._rows = _Rows(app)
        self._standing = list(headers.standing(app).items())
        self._rules: dict[str, str] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith("/calendars/") and path.endswith(".ics"):
            began = time.perf_counter()
            try:
                found = self._answer(path, environ)
            except Exception as error:
                log.warning("fast_feed_passed_on", kind=type(error).__name__)
                found = None
            if found is not None:
                return self._send(found, environ, start_response, began)
        return self._next(environ, start_response)

    def _answer(self, path: str, environ: Environ) -> "_Found | None":
        """None for Flask's turn."""
        query, method, host = (
            environ.get("QUERY_STRING", ""),
            environ.get("REQUEST_METHOD"),
            environ.get("HTTP_HOST", ""),
        )
        if len(query) > _LONGEST or len(host) > _LONGEST:
            return None
        asked = _plainly_asked(query)
        if asked is None or method not in {"GET", "HEAD"} or any(environ.get(name) for name in _ODD):
            return None
        if self._hosts and not _is_trusted(host, tuple(self._hosts)):
            return None
        variant, attachment = asked
        wanted = Wanted(
            at=clock.now(),
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
            attachment=attachment,
        )
        if secret := _PRIVATE.fullmatch(path):
            return self._private(secret[1], variant, wanted, environ)
        named = _OPEN.fullmatch(path)
        return self._open(named[1], variant, wanted) if named else None

    def _open(self, key: str, variant: str, wanted: Wanted) -> "_Found | None":
        rule = self._rule_of(key)
        row = self._rows.one(queries.OPEN_FEED, key=f"{key}|{variant}") if rule else None
        if row is None or rule is None:
            return None
        return self._told(self._rows.known(row), rule, wanted, Address(asking.file_name(key), private=False))

    def _private(self, secret: str, variant: str, wanted: Wanted, environ: Environ) -> "_Found | None":
        row = self._rows.one(queries.PRIVATE_FEED, digest=digest(secret), variant=variant)
        if row is None:
            return _Found(freshness.refusal(404), _PRIVATE_RULE)
        link_id, scope, revoked_at, created_at, disabled_at, credentials_changed_at, *rest = row
        instant = self._rows.instant
        if not rules.opens(
            instant(revoked_at), instant(created_at), instant(disabled_at), instant(credentials_changed_at)
        ):
            return _Found(freshness.refusal(410), _PRIVATE_RULE)
        if (seconds := brake.wait(self._app, link_id)) is not None:
            return _Found(freshness.refusal(429, retry_after=seconds), _PRIVATE_RULE)
        if rest[0] is None:
            return None
        known = self._rows.known(rest)
        found = self._told(known, _PRIVATE_RULE, wanted, Address(scope, private=True))
        if found is not None:
            agent, head = environ.get("HTTP_USER_AGENT", ""), environ["REQUEST_METHOD"] == "HEAD"
            note(self._app, link_id, agent, status=found.told.status, known=known, at=wanted.at, head=head)
        return found

    def _told(self, known: Known, rule: str, wanted: Wanted, address: Address) -> "_Found | None":
        match freshness.verdict(known, wanted, epoch_of(self._site)):
            case Verdict.SAME:
                return _Found(freshness.same(known, wanted, address), rule)
            case Verdict.SEND if (found := self._bytes(known.digest)) is not None:
                told = freshness.whole(known, found.plain, found.packed, wanted, address)
                return _Found(told, rule, None if found.packed else (known.digest, found.plain))
        return None

    def _bytes(self, name: str) -> Bytes | None:
        shelf: Shelf = self._app.extensions["feed_shelf"]
        found = shelf.get(name)
        if found is None and (row := self._rows.one(queries.CONTENT, digest=name)) is not None:
            found = Bytes(bytes(row[0]), None if row[1] is None else bytes(row[1]))
            shelf.put(name, found)
        return found

    def _send(
        self, found: "_Found", environ: Environ, start_response: StartResponse, began: float
    ) -> Iterable[bytes]:
        told = found.told
        ours = {name for name, _value in told.headers}
        number = secrets.token_hex(8)
        standing = [pair for pair in self._standing if pair[0] not in ours]
        start_response(
            f"{told.status} {HTTP_STATUS_CODES[told.status].upper()}",
            [*told.headers, *standing, ("X-Request-Id", number)],
        )
        log.info(
            "request",
            request=number,
            method=environ["REQUEST_METHOD"],
            rule=found.rule,
            status=told.status,
            ms=round((time.perf_counter() - began) * 1000),
        )
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else told.body
        if found.unpacked is None:
            return [body]
        name, plain = found.unpacked
        return _Then(body, lambda: pack(self._app, name, plain))

    def _rule_of(self, key: str) -> str | None:
        """Of the feeds' own routes, found once. The log has the rule and never the path."""
        if not self._rules:
            for rule in self._app.url_map.iter_rules():
                if rule.endpoint.startswith("calendars.") and rule.rule.endswith(".ics"):
                    self._rules[asking.feed_key(rule.rule).partition("<")[0]] = rule.rule
        group, slash, _name = key.rpartition("/")
        return self._rules.get(f"{group}/" if slash else key)


class _Then:
    """A body, and what is done once it is on its way."""

    def __init__(self, body: bytes, after: Callable[[], None]) -> None:
        self._body, self._after = body, after

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    def close(self) -> None:
        self._after()


class _Rows:
    """Bare connections, one for each thread: no session, no pool, no transaction beyond the statement."""

    def __init__(self, app: Flask) -> None:
        self._app, self._local = app, threading.local()

    def one(self, statement: str, **values: str) -> Any:
        connection = self._connection()
        try:
            rows = connection.execute(self._spelt(statement), values).fetchall()
        except Exception:
            self._forget()
            raise
        return rows[0] if rows else None

    def known(self, row: Any) -> Known:
        body_digest, changed_at, for_day, epoch, topics_sum, events, latest_revised_at, sum_now = row
        changed = self.instant(changed_at)
        return Known(
            digest=body_digest,
            changed_at=changed,
            for_day=for_day if isinstance(for_day, date) else date.fromisoformat(for_day),
            epoch=epoch,
            topics_sum=topics_sum,
            sum_now=int(sum_now),
            events=events,
            latest_revised_at=self.instant(latest_revised_at),
        )

    def instant(self, value: Any) -> Any:
        """SQLite keeps text."""
        if isinstance(value, str):
            return datetime.fromisoformat(f"{value}+00:00")
        return None if value is None else value.astimezone(UTC)

    def _connection(self) -> Any:
        """Of the engine's present pool: whoever disposes of that is rid of these as well."""
        engine: Engine = self._app.extensions["database"]
        if getattr(self._local, "pool", None) is not engine.pool:
            self._forget()
            arguments, options = engine.dialect.create_connect_args(engine.url)
            connection: Any = engine.dialect.connect(*arguments, **options)
            if engine.dialect.name == "sqlite":
                connection.isolation_level = None
                connection.execute("PRAGMA busy_timeout=5000")
                connection.execute("PRAGMA query_only=ON")
            else:
                connection.autocommit = True
                connection.prepare_threshold = 1
            self._local.connection, self._local.pool = connection, engine.pool
            self._local.is_sqlite = engine.dialect.name == "sqlite"
        return self._local.connection

    def _spelt(self, statement: str) -> str:
        return statement if self._local.is_sqlite else _of_postgres(statement)

    def _forget(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.pool = self._local.connection = None
        if connection is not None:
            connection.close()


@lru_cache(8)
def _of_postgres(statement: str) -> str:
    return re.sub(r":([a-z]+)", r"%(\1)s", statement)


@lru_cache(64)
def _is_trusted(host: str, hosts: tuple[str, ...]) -> bool:
    return host_is_trusted(host, hosts)


@lru_cache(1024)
def _plainly_asked(query: str) -> tuple[str, bool] | None:
    """(What is asked of the feed, whether as a download); None for what only Flask should read."""
    if not query:
        return "", False
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
        args = dict(pairs)
        asked = asking.variant(asking.asked_in(args))
    except ValueError:
        return None
    odd = len(args) != len(pairs) or any("\x00" in part for pair in pairs for part in pair)
    return None if odd else (asked, asking.DOWNLOAD in args)
