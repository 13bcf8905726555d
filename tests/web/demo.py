"""The whole demo in one process: every role signed in, and every test on a fresh copy of the same database.

Going through all pages of a role takes as long as reading them many times, so it is done once in each language
(`Demo.seen`), and whoever has something to ask of every page asks it of what was written down on the way.
"""

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from app.accounts.models import Role
from app.accounts.queries import user_by_email
from app.accounts.service import add_user, grant_role
from app.demo.people import DOMAIN, PASSWORD
from app.spaces.models import Space, TeamRole
from app.spaces.service import add_to_team
from app.web import pace
from tests.conftest import NOW
from tests.statements import counted

ACTORS = {
    "nobody": None,
    "stranger": "hoa",
    "owner": "lan",
    "draft_owner": "minh",
    "coordinator": "tuan",
    "reviewer": "mai",
    "approver": "dung",
    "administrator": "ha",
}
CRAWLERS = tuple(name for name in ACTORS if name != "stranger")
LANGUAGES = ("vi", "en")
# For the route table: people of the Centre who are also on the team of the things in its addresses, and a plain member.
ROLES = ("coordinator", "reviewer", "approver", "administrator")
RELATED = ("team", *(f"{role}_{relation}" for relation in ("owner", "team") for role in ROLES))
ACTORS |= {name: name for name in RELATED}
# What one person's reading may leave behind (sign_ins has it in one column).
READING_LEAVES = {
    "access_log", "feed_fetches", "feed_reads", "feed_bodies", "feed_topics", "feed_contents", "feed_fragments",
}  # fmt: skip
_VARYING = re.compile(r"(?<=/)([0-9a-f]{24}|[a-z0-9]{26}|KGST-[^/]+|\d+[\d-]*)(?=/|$|\.ics$|\.pdf$|\.xlsx$)")
_CODE = re.compile(r"[-/][A-Z]\d+(\.\d+)?$")  # of a criterion: all are asked in the same form
_OF_ONE = re.compile(r"[0-9a-f]{24}|(?<=^scan-)[a-z0-9]{8}(?=-)")  # what of many the field is about
_EACH = 2


def add_related(*spaces: Space) -> None:
    """Everybody of `RELATED`, on the teams of these spaces."""
    hoa = user_by_email(f"hoa@{DOMAIN}")
    assert hoa is not None
    for name in RELATED:
        role, _, relation = name.rpartition("_")
        user = add_user(
            email=f"{name}@{DOMAIN}", name=name, password_hash=hoa.password_hash, confirmed=True, actor=None
        )
        if role:
            grant_role(user, Role(role), actor=None)
        for space in spaces:
            add_to_team(space, user, TeamRole.OWNER if relation == "owner" else TeamRole.MEMBER, actor=None)


@dataclass
class Seen:
    """What an address answered, and what that cost. `wrote` names tables, but for those in `READING_LEAVES`."""

    address: str
    status: int
    mimetype: str
    location: str
    body: bytes
    statements: int
    wrote: set[str]

    @property
    def is_page(self) -> bool:
        return self.mimetype == "text/html" and not self.location

    @property
    def text(self) -> str:
        return self.body.decode()

    @cached_property
    def read(self) -> "Read":
        return read(self.text if self.mimetype == "text/html" else "")

    def targets(self) -> Iterator[str]:
        for link in [self.location] if self.location else self.read.links:
            target = urlsplit(urljoin("http://localhost" + self.address, link))
            ours = target.scheme == "http" and target.hostname in {"localhost", "127.0.0.1"}
            if ours and not target.path.startswith(("/static/", "/language/")):
                yield target.path + (f"?{target.query}" if target.query else "")


class Demo:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.file = Path(app.config["SETTINGS"].instance) / "app.db"
        self.clients: dict[str, FlaskClient] = {name: app.test_client() for name in ACTORS}
        self._kept, self._notes = self.file.with_suffix(".kept"), self.file.with_suffix(".json")
        notes = json.loads(self._notes.read_text()) if self._notes.exists() else {}
        self.feed_token: str = notes.get("feed_token", "")  # of a private calendar of the owner's
        self._cookies: dict[str, str] = notes.get("cookies", {})
        self._watch: sqlite3.Connection | None = None
        self._seen: dict[tuple[str, str], list[Seen]] = {}
        self.forms: dict[str, dict[str, tuple[str, Form]]] = {}  # what `post_forms` found for somebody

    def rule(self, address: str) -> str:
        """What its address is made by, or the status with which it is refused."""
        try:
            rule, _values = self.app.url_map.bind("localhost").match(address.partition("?")[0], return_rule=True)
        except HTTPException as refused:
            return str(refused.code)
        return rule.rule

    def sign_everybody_in(self) -> None:
        for name, key in ACTORS.items():
            if key is not None:
                given = {"email": f"{key}@{DOMAIN}", "password": PASSWORD}
                answer = self.clients[name].submit("/sign-in", given)  # type: ignore[attr-defined]
                assert answer.status_code == 302, answer.text
            self.clients[name].get("/sign-in")  # a form, so that the session has the secret its tokens come from

    def version(self) -> int:
        """Moves with every commit of anybody: far cheaper to ask for than `contents`."""
        if self._watch is None:
            self._watch = sqlite3.connect(self.file)
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def keep(self) -> None:
        """What stands now is what every test begins with, also of those that find this folder later."""
        self._copy(self.file, self._kept)
        cookies = {
            name: cookie.value for name, client in self.clients.items() if (cookie := client.get_cookie("session"))
        }
        self._notes.write_text(json.dumps({"feed_token": self.feed_token, "cookies": cookies}))

    def reset(self) -> None:
        """Cookies too: one signed later in a test would be of the future in the next, and so refused. And who came too
        often: every test begins at the same second, so nobody's minute would ever be over."""
        self._copy(self._kept, self.file)
        pace.init_app(self.app)
        self.app.extensions["feed_pace"] = pace.Pace()
        for name, client in self.clients.items():
            client.delete_cookie("session")
            if name in self._cookies:
                client.set_cookie("session", self._cookies[name])

    def _copy(self, source: Path, target: Path) -> None:
        """Through SQLite itself, which tells the connections that are open; files swapped below them break them."""
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            new.execute("PRAGMA synchronous=OFF")
            old.backup(new)

    def contents(self) -> dict[str, str]:
        """A digest per table; of sign-ins without the minute somebody was last seen."""
        with closing(sqlite3.connect(self.file)) as raw:
            tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {table: _digest(raw, table) for table in sorted(tables)}

    def seen(self, name: str, language: str = "vi") -> list[Seen]:
        """All that this role reaches, asked once for all tests. To be asked for before a test changes anything.

        At the second in which every test begins: a token that was given later would be of the future in the next test,
        and so refused.
        """
        if (name, language) not in self._seen:
            self.reset()
            self.clients[name].set_cookie("lang", language)
            with time_machine.travel(NOW, tick=False):
                self._seen[name, language] = list(self.walk(name))
            self.clients[name].delete_cookie("lang")
            self.reset()
        return self._seen[name, language]

    def walk(self, name: str) -> Iterator[Seen]:
        """Up to two of each kind of address that links and search forms of this role lead to, as things stand now."""
        waiting = ["/", *(["/home"] if ACTORS[name] else [])]
        known, kinds = set(waiting), Counter[str]()
        before = self.contents()
        while waiting:
            one, before = self._ask(name, waiting.pop(0), before)
            yield one
            for target in one.targets():
                kind = kind_of(target)
                if target not in known and kinds[kind] < _EACH:
                    kinds[kind] += 1
                    known.add(target)
                    waiting.append(target)

    def _ask(self, name: str, address: str, before: dict[str, str]) -> tuple[Seen, dict[str, str]]:
        """What it answers, and what stands in the tables then."""
        version = self.version()
        with counted(self.app) as statements:
            answer = self.clients[name].get(address)
        after = before if self.version() == version else self.contents()
        location = answer.headers["Location"] if 300 <= answer.status_code < 400 else ""
        wrote = changed(before, after) - READING_LEAVES
        cost = sum(statement != "BEGIN" for statement in statements)
        return Seen(address, answer.status_code, answer.mimetype, location, answer.data, cost, wrote), after


def _digest(raw: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    told = ", ".join(f'"{name}"' for name in names if (table, name) != ("sign_ins", "last_seen_at"))
    rows = raw.execute(f'SELECT {told} FROM "{table}" ORDER BY {told}')
    return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}


def kind_of(address: str) -> str:
    """The address without what varies: ids, numbers, days, names of spaces and venues, values of the query."""
    parts = urlsplit(address)
    path = re.sub(r"^(/desk|/calendars)?/(spaces|venues|fields)/(?!day$)[^/]+?(?=$|/|\.ics$)", r"\1/\2/*", parts.path)
    path = re.sub(r"^/register/(?!members\.|statistics)[^/]+$", "/register/*", path)
    path = re.sub(r"^/verify/.+", "/verify/*", path)
    path = re.sub(r"^/desk/reports/figures/[^/.]+", "/desk/reports/figures/*", path)
    return _VARYING.sub("*", path) + "?" + ",".join(sorted({key for key, _value in parse_qsl(parts.query)}))


@dataclass
class Control:
    """A field of a form as a person meets it. `values` are what it would send untouched."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    multipart: bool
    controls: dict[str, Control] = field(default_factory=dict)

    def untouched(self) -> dict[str, list[str]]:
        return {c.name: list(c.values) for c in self.controls.values() if c.kind != "file" and c.values}

    @property
    def token(self) -> str:
        return next((c.name for c in self.controls.values() if c.name.endswith("csrf_token")), "")


class Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.errors = 0
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attributes}
        self.errors += (
            "data-error-summary" in a or a.get("aria-invalid") == "true" or "field-error" in a.get("class", "")
        )
        match tag:
            case "a" if a.get("href"):
                self.links.append(a["href"])
            case "form":
                self._form = Form(
                    a.get("action", ""), a.get("method", "get").lower(), "multipart" in a.get("enctype", "")
                )
                self.forms.append(self._form)
            case "input" | "button" if a.get("name"):
                self._input(tag, a)
            case "textarea" if a.get("name"):
                self._area = self._control(a["name"], "textarea")
                self._area.values.append("")
            case "select" if a.get("name"):
                self._select = self._control(a["name"], "select")
            case "option" if self._select:
                self._select.offered.append(a.get("value", ""))
                if "selected" in a:
                    self._select.values.append(a.get("value", ""))

    def _control(self, name: str, kind: str) -> Control:
        controls = self._form.controls if self._form else {}
        return controls.setdefault(name, Control(name, kind))

    def _input(self, tag: str, a: dict[str, str]) -> None:
        kind = "submit" if tag == "button" else a.get("type", "text").lower()
        control = self._control(a["name"], kind)
        if kind in {"checkbox", "radio"}:
            control.offered.append(a.get("value", "on"))
        if kind not in {"checkbox", "radio", "submit", "file"} or "checked" in a:
            control.values.append(a.get("value", "on" if "checked" in a else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area:
            self._area.values[-1] = self._area.values[-1].removeprefix("\r\n").removeprefix("\n")
            self._area = None
        elif tag == "select" and self._select:
            if not self._select.values:
                self._select.values += self._select.offered[:1]
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area.values[-1] += data


def read(html: str) -> Read:
    reader = Read()
    reader.feed(html)
    return reader


def post_forms(demo: Demo, name: str) -> dict[str, tuple[str, Form]]:
    """By a key for what differs: (the page it stands on, the form). One of each kind."""
    if name not in demo.forms:
        found = demo.forms[name] = {}
        for one in demo.seen(name):
            for form in one.read.forms:
                action = urljoin(one.address, form.action) if form.action else one.address
                names = {_OF_ONE.sub("*", _CODE.sub("-*", name)) for name in form.controls}
                key = f"{_kind_of_action(action)} {','.join(sorted(names))}"
                if form.method == "post" and action != "/sign-out" and key not in found:
                    found[key] = (one.address, replace(form, action=action))
    return demo.forms[name]


def _kind_of_action(action: str) -> str:
    """The pages of all benefits and of all rules are opened, as they do not all have the same forms; but what two of
    them have alike is one form."""
    path = _CODE.sub("/*", kind_of(action).partition("?")[0])
    path = re.sub(r"^/desk/(benefits|licences)/(?!new$|export$)[^/]+", r"/desk/\1/*", path)
    return re.sub(r"(?<=/neighbours/)[^/]+/[^/]+", "*", path)
