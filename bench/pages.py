"""What every page of the demo costs, for everybody who reaches it: statements, CPU time of a request (median of three, as a
ratio to the page that asks nothing of the database, in the same process and the same run) and bytes.

Written into docs/measures.md. Addresses as arguments take these alone, and only print.
"""

import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.exceptions import HTTPException

from app import config, create_app
from app.core import schema
from app.core.db import transact
from app.demo.load import load_demo
from app.demo.people import DOMAIN, PASSWORD
from app.seed import seed
from bench.measures import put

RUNS, EACH, MOST = 3, 1, 25
TRIVIAL = "/privacy"
ROLES = {
    "visitor": "",
    "operator": "lan",
    "operator with a draft": "minh",
    "coordinator": "tuan",
    "reviewer": "mai",
    "approver": "dung",
    "administrator": "ha",
}


@dataclass(frozen=True)
class Cost:
    role: str
    page: str  # the rule of its address
    address: str
    statements: int
    ratio: float
    size: int


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


class Reader:
    """One role, and what it asks."""

    def __init__(self, app: Flask, role: str) -> None:
        self.app, self.role, self.client = app, role, app.test_client()
        self._asked: list[str] = []
        event.listen(app.extensions["database"], "before_cursor_execute", self._note)
        if ROLES[role]:
            _sign_in(self.client, f"{ROLES[role]}@{DOMAIN}")
        self.floor = self._cpu(TRIVIAL)

    def costs(self, addresses: list[str]) -> Iterator[Cost]:
        for address in addresses or self._reached():
            self._asked.clear()
            answer = self.client.get(address)
            statements = len(self._asked)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                ratio = self._cpu(address) / self.floor
                yield Cost(self.role, self._page(address), address, statements, ratio, len(answer.data))

    def _reached(self) -> Iterator[str]:
        """One of each kind of address, as links lead to them."""
        waiting = ["/", *(["/home"] if ROLES[self.role] else [])]
        known, kinds = set(waiting), Counter[str]()
        while waiting:
            address = waiting.pop(0)
            yield address
            for target in self._targets(address):
                kind = (
                    f"{self._page(target)}?{','.join(sorted({key for key, _ in parse_qsl(urlsplit(target).query)}))}"
                )
                if target not in known and kinds[kind] < EACH:
                    kinds[kind] += 1
                    known.add(target)
                    waiting.append(target)

    def _targets(self, address: str) -> Iterator[str]:
        answer = self.client.get(address)
        links = _Links()
        if 300 <= answer.status_code < 400:
            links.found.append(answer.headers["Location"])
        elif answer.mimetype == "text/html":
            links.feed(answer.text)
        for link in links.found:
            target = urlsplit(urljoin(f"http://localhost{address}", link))
            ours = target.hostname == "localhost" and not target.path.startswith(("/static/", "/language/", "/dev/"))
            if ours and self._is_page(target.path):
                yield target.path + (f"?{target.query}" if target.query else "")

    def _is_page(self, path: str) -> bool:
        return not re.search(r"\.\w{2,4}$|/(pdf|file|download)$", path)

    def _page(self, address: str) -> str:
        try:
            rule, _values = self.app.url_map.bind("localhost").match(urlsplit(address).path, return_rule=True)
        except HTTPException as refused:
            return str(refused.code)
        return rule.rule

    def _cpu(self, address: str) -> float:
        taken = []
        self.client.get(address)
        for _ in range(RUNS):
            begin = time.process_time()
            self.client.get(address)
            taken.append(time.process_time() - begin)
        return statistics.median(taken)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._asked.append(statement)


def _sign_in(client: FlaskClient, email: str) -> None:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    data = {"csrf_token": token[1], "email": email, "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 302


def _demo(folder: Path) -> Flask:
    app = create_app(config.load({"MODE": "demo", "INSTANCE": str(folder), "SECRET_KEY": "bench-" * 10}))
    schema.upgrade(app.extensions["database"])
    with app.app_context():
        transact(seed)
        load_demo()
    return app


def _worst(costs: list[Cost]) -> dict[str, list[Cost]]:
    """By page, the dearest first."""
    pages: dict[str, list[Cost]] = {}
    for cost in costs:
        pages.setdefault(cost.page, []).append(cost)
    return dict(sorted(pages.items(), key=lambda item: -max(one.ratio for one in item[1])))


def _table(costs: list[Cost]) -> Iterator[str]:
    yield "| who | pages | statements, median and most | CPU, median and most |"
    yield "|---|---|---|---|"
    for role in ROLES:
        own = [one for one in costs if one.role == role]
        asked, ratios = [one.statements for one in own], [one.ratio for one in own]
        yield (
            f"| {role} | {len(own)} | {statistics.median(asked):.0f}, {max(asked)} "
            f"| {statistics.median(ratios):.1f} ×, {max(ratios):.1f} × |"
        )
    yield ""
    yield "| page | roles | statements | CPU | kB |"
    yield "|---|---|---|---|---|"
    for page, own in _worst(costs).items():
        most = max(one.statements for one in own)
        yield (
            f"| `{page}` | {len({one.role for one in own})} | {f'**{most}**' if most > MOST else most} "
            f"| {max(one.ratio for one in own):.1f} × | {max(one.size for one in own) / 1000:.0f} |"
        )


def main(addresses: list[str]) -> None:
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        app = _demo(Path(folder))
        for role in ROLES:
            costs += Reader(app, role).costs(addresses)
        app.extensions["database"].dispose()
    lines = list(_table(costs))
    print("\n".join(lines))
    if not addresses:
        put(
            "pages",
            f"Every page that links of the demo lead to, as whoever reaches it; the dearest role counts. CPU as a ratio to "
            f"`{TRIVIAL}` in the same process, median of {RUNS} requests. More than {MOST} statements stand out.",
            lines,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
