"""What an address asks of the list, and addresses of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from app.accounts.queries import Named
from app.core import clock
from app.desk import tasks
from app.desk.rules import Asked, Kind, Step, Task, When, of_kind
from app.desk.tasks.look import Look
from app.web.guard import actor

PARTS = ("show", "step", "who", "due", "put")
ME, NOBODY = "me", "nobody"


def parts() -> dict[str, str]:
    """Of the address, what is understood; the rest is left out as if nobody had asked for it."""
    known: dict[str, set[str]] = {
        "show": {*Kind, "pressing"},
        "step": set(Step),
        "due": set(When),
        "put": {"off"},
    }
    given = {name: request.args.get(name, "") for name in PARTS}
    return {name: text for name, text in given.items() if text and (name not in known or text in known[name])} | (
        {"who": given["who"][:40]} if given["who"] else {}
    )


def address(asked: Mapping[str, str], **changed: str | None) -> str:
    wanted: dict[str, Any] = {**asked, **changed}
    return url_for("desk.home", **{name: wanted[name] for name in PARTS if wanted.get(name)})


@dataclass(frozen=True)
class Seen:
    """The list as somebody sees it: `all` without what they put off, `put_off` that, `shown` what was asked for."""

    look: Look
    asked: dict[str, str]
    all: list[Task]
    put_off: list[Task]
    shown: list[Task]
    people: dict[int, Named]
    """Whose some of it is, by id."""


def seen(now: datetime) -> Seen:
    look, asked = tasks.look_at(actor(), now), parts()
    found, puts = tasks.waiting(look), look.put_off
    hidden = [one for one in found if one.key in puts and puts[one.key].hides(one, now, clock.HOUSE_ZONE)]
    keys = {one.key for one in hidden}
    there = [one for one in found if one.key not in keys]
    ids = {one.person for one in found if one.person is not None}
    people = {number: one for number, one in look.people.items() if number in ids}
    wanted = Asked(step=asked.get("step", ""), due=asked.get("due", ""), people=_people(look, asked.get("who", "")))
    base = hidden if asked.get("put") else there
    narrowed = of_kind([one for one in base if wanted.takes(one, now, clock.HOUSE_ZONE)], asked.get("show", ""), now)
    return Seen(look, asked, there, hidden, narrowed, people)


def _people(look: Look, who: str) -> frozenset[int] | None:
    """Nobody at all is asked for by a name that nobody has."""
    if not who:
        return None
    if who == ME:
        return look.answers_for
    if who == NOBODY:
        return frozenset()
    return frozenset(one.id for one in look.people.values() if one.public_id == who) or frozenset({0})
