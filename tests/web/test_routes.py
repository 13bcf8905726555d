"""Who gets in where: one row for every route, tried by everybody, with real things of the demo in the address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.applications.models import Application
from app.bookings.models import (
    Booking,
)
from app.core.db import db
from app.evaluations.models import (
    Review,
)
from app.memberships.models import Certificate
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from tests.web.demo import ROLES, Demo, changed, read
from tests.web.doors import all_doors, all_things
from tests.web.doors.door import Door
from tests.web.doors.here import file_in, here_in, user

pytestmark = pytest.mark.xdist_group("demo")

RELATIONS = ("owner", "team", "stranger")
# Everybody who tries every door: nobody, and each role (none, too) in each relation to the things in the addresses.
TRIED = ("nobody", *(name if role else relation for relation in RELATIONS for role in ("", *ROLES)
                     for name in [role if relation == "stranger" else f"{role}_{relation}"]))  # fmt: skip
DOORS = all_doors()
# What a door wants to be told after its address.
TOLD = {"bookings_staff.board_feed": {"from": "2026-11-25", "to": "2026-11-26"}}


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    path: str

    @property
    def door(self) -> Door:
        return DOORS[self.endpoint]


@pytest.fixture
def routes(demo: Demo) -> list[Route]:
    """Every route and method, with the owner's things in the addresses (or what waits at the Centre)."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Thư", "a@example.org", "b@example.org"
    letter.set_content("Chào chị.")
    folder = demo.file.parent / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "thu.eml").write_bytes(letter.as_bytes())
    with demo.app.test_request_context():
        return list(_routes(demo, all_things(here_in(demo))))


def _routes(demo: Demo, things: dict[str, dict[str, str]]) -> Iterator[Route]:
    for rule in demo.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        blueprint = rule.endpoint.partition(".")[0]
        known = {**things[""], **things.get(blueprint, {}), **things.get(rule.endpoint, {})}
        values: dict[str, Any] = {name: known[name] for name in rule.arguments}
        path = url_for(rule.endpoint, **values, **TOLD.get(rule.endpoint, {}))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Route(rule.endpoint, method, path)


def test_every_route_stands_in_the_table_with_its_guard(demo: Demo) -> None:
    views = {name: view for name, view in demo.app.view_functions.items() if name != "static"}
    guards = {name: getattr(view, "guard").__name__ for name, view in views.items()}  # noqa: B009
    assert guards == {name: door.guard for name, door in DOORS.items()}


def _met(answer: TestResponse) -> str:
    if answer.status_code in {301, 302, 303}:
        return "sign in" if answer.headers["Location"].startswith("/sign-in") else "in"
    return str(answer.status_code) if answer.status_code in {403, 404} or answer.status_code >= 500 else "in"


@pytest.mark.parametrize("name", TRIED)
def test_pages_open_for_whom_the_table_says(
    demo: Demo, routes: list[Route], name: str, record_property: Callable[[str, object], None]
) -> None:
    wrong = []
    asked = [one for one in routes if one.method == "GET"]
    record_property("route_table", (name, len(asked), len({one.endpoint for one in routes})))
    for route in asked:
        answer = demo.clients[name].get(route.path)
        expected = "in" if route.door.lets_in(name) else route.door.refusal(name)
        if _met(answer) != expected or (expected == "in" and answer.status_code not in {200, 302}):
            wrong.append(f"{route.endpoint} {route.path}: {answer.status_code}, not {expected}")
        wrong += [f"{route.endpoint}: {fault}" for fault in _careless(answer, name)]
    assert not wrong, "\n".join(wrong)


def _careless(answer: TestResponse, name: str) -> Iterator[str]:
    """What is wrong with the headers of an answer, whoever got it and whatever it says."""
    headers = answer.headers
    if "unsafe" in headers.get("Content-Security-Policy", "unsafe"):
        yield "no content security policy"
    if headers.get("X-Content-Type-Options") != "nosniff" or not headers.get("Referrer-Policy"):
        yield "no nosniff or no referrer policy"
    if answer.mimetype == "text/html" and name != "nobody" and headers.get("Cache-Control") != "no-store":
        yield f"a signed-in page may be stored: {headers.get('Cache-Control')}"
    if not headers.get("Cache-Control"):
        yield "says nothing about storing"


@pytest.mark.parametrize("name", TRIED)
def test_what_is_sent_is_taken_only_from_whom_the_table_says(
    demo: Demo, routes: list[Route], name: str, record_property: Callable[[str, object], None]
) -> None:
    """With a good token and nothing else, so that the door itself answers; nothing is written for the wrong ones."""
    client, wrong, before, version = demo.clients[name], [], demo.contents(), demo.version()
    asked = [one for one in routes if one.method == "POST" and one.endpoint != "accounts.sign_out"]
    record_property("route_table", (name, len(asked), len({one.endpoint for one in routes})))
    token = _token(demo, name)
    for route in asked:
        door = route.door
        answer = client.post(route.path, data=_under_every_name(token, route.path))
        # Signing in and confirming an address are the two that lead to the sign-in page when they go well.
        met = "in" if route.endpoint == "accounts.confirm" else _met(answer)
        expected = "in" if door.lets_in(name) else door.refusal(name)
        if met != expected or answer.status_code >= 500:
            wrong.append(f"{route.endpoint} {route.path}: {answer.status_code}, not {expected}")
        wrong += [f"{route.endpoint}: {fault}" for fault in _careless(answer, name)]
        if demo.version() != version:
            if not door.may_act(name) and (touched := changed(before, demo.contents())):
                wrong.append(f"{route.endpoint}: {name} changed {touched}")
            demo.reset()
            token, version = _token(demo, name), demo.version()
    assert not wrong, "\n".join(wrong)


def _token(demo: Demo, name: str) -> str:
    """Of a page that everybody may open; one token serves all forms of a session."""
    forms = read(demo.clients[name].get("/sign-in").text).forms
    return next(form.controls[form.token].values[0] for form in forms if form.token)


def _under_every_name(token: str, path: str) -> dict[str, str]:
    """Whatever prefix a form looks for it under."""
    prefixes = (
        "",
        "confirm-",
        "decline-",
        "cancel-",
        "return-",
        "assign-",
        "propose-",
        "sign-",
        "back-",
        "recuse-",
        "opinion-",
        "conflict-",
        "visit-",
        "unvisit-",
        "finish-",
        "photo-",
        "appeal-",
        "appealback-",
        "again-",
        "later-",
    )
    of_a_ceremony = ("ask-", "waive-", "off-", "invite-", "remove-", "issue-", "print-", "sort-", "seats-", "held-")
    more = (
        "suspend-",
        "hours-",
        "exception-",
        "codes-",
        "off-",
        "disable-",
        *of_a_ceremony,
        "close-",
        "correct-",
        "coming-",
        "paper-",
        "noshow-",
        "leave-",
    )
    of_a_guest = ("decline", "waive", "hand", "back", "posted", "unpost")
    of_one = [f"{word}-{part}-" for word in ("met", "extend", "answer", *of_a_guest) for part in path.split("/")]
    return {f"{prefix}csrf_token": token for prefix in (*prefixes, *more, *of_one)}


def test_a_reviewer_opens_only_the_sheets_given_to_them(demo: Demo) -> None:
    with demo.app.app_context():
        mine = user("mai").id
        others = db.session.scalars(select(Review).where(Review.reviewer_id != mine).order_by(Review.id)).all()
        addresses = [f"/reviews/{one.public_id}" for one in others]
        addresses += [f"/reviews/{one.public_id}/files/{file_in(one.application)}" for one in others]
    assert addresses
    assert {demo.clients["reviewer"].get(address).status_code for address in addresses} == {404}


def test_everybody_elses_things_are_not_there(demo: Demo) -> None:
    """Every application, space, booking and certificate of the demo, asked for by somebody who owns none of them."""
    with demo.app.app_context():
        own = {space.id for space in spaces_of(user("hoa"))}
        addresses = []
        for application in db.session.scalars(select(Application)):
            if application.space_id not in own:
                addresses += [
                    f"/my/applications/{application.public_id}{tail}" for tail in ("", "/check", "/receipt")
                ]
        addresses += [f"/my/spaces/{s.public_id}" for s in db.session.scalars(select(Space)) if s.id not in own]
        addresses += [
            f"/bookings/{b.public_id}" for b in db.session.scalars(select(Booking)) if b.space_id not in own
        ]
        addresses += [
            f"/my/certificates/{c.number}/pdf"
            for c in db.session.scalars(select(Certificate))
            if c.space_id not in own
        ]
    assert len(addresses) > 50
    assert [a for a in addresses if demo.clients["stranger"].get(a).status_code != 404] == []
