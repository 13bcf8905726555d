"""What the Centre's pages cost with a thousand cases and three hundred bookings that wait: CPU time of a request, median
of five, as a ratio to the page that asks nothing of the database, in the same run; and how many statements each takes.
The first look at the desk is told apart: it reckons what later looks find kept."""

import re
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from app import config, create_app
from app.accounts.models import Role, User
from app.accounts.queries import user_by_email
from app.accounts.service import add_user, grant_role, hash_password
from app.bookings.models import Booking, BookingStatus, booking_venues
from app.core import clock, schema
from app.core.db import db, make_engine, transact
from app.core.timespan import Timespan
from app.seed import seed
from app.venues.queries import all_venues
from bench.many import booking_row, plant

RUNS, FEW, MANY, BOOKINGS = 5, 10, 1000, 300
TRIVIAL = "/privacy"
PAGES = ("/desk", "/desk/applications", "/desk/applications?q=nhieu", "/desk/calibration")
_PASSWORD = "bench-cau-kinh-2026"  # noqa: S105 - of a database that lives for a minute


def _app(folder: Path) -> Flask:
    settings = config.load({"MODE": "test", "INSTANCE": str(folder), "SECRET_KEY": "bench-" * 10})
    engine = make_engine(settings.database_url)
    schema.upgrade(engine)
    engine.dispose()
    return create_app(settings)


def _people() -> None:
    hashed = hash_password(_PASSWORD)
    for key, role in (("tuan", Role.COORDINATOR), ("mai", Role.REVIEWER), ("son", Role.REVIEWER), ("lan", None)):
        user = add_user(email=f"{key}@bench.example", name=key.title(), password_hash=hashed, confirmed=True)
        if role:
            grant_role(user, role, actor=None)


def _person(key: str) -> User:
    user = user_by_email(f"{key}@bench.example")
    assert user is not None
    return user


def _plant(count: int, first: int) -> None:
    people = [_person(key) for key in ("mai", "son")]
    plant(count, coordinator=_person("tuan"), owner=_person("lan"), reviewers=people, first=first)


def _wait(count: int) -> None:
    """Requests for hours of the coming months, a few for each."""
    venues = all_venues()
    begin = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    rows = []
    for number in range(1, count + 1):
        start = begin + timedelta(hours=number // 2)
        row = booking_row(number, Timespan(start, start + timedelta(hours=2)), owner=_person("lan").id)
        rows.append(row | {"status": BookingStatus.REQUESTED})
    db.session.execute(insert(Booking), rows)
    places = [{"booking_id": one["id"], "venue_id": venues[one["id"] % len(venues)].id} for one in rows]
    db.session.execute(insert(booking_venues), places)


def _statements(app: Flask, client: FlaskClient, page: str) -> int:
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client.get(page)
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in said if one.lstrip().upper().startswith("SELECT")])


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    data = {"csrf_token": token[1], "email": "tuan@bench.example", "password": _PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 302
    return client


def _cpu(client: FlaskClient, page: str) -> float:
    assert client.get(page).status_code == 200
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        client.get(page)
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            transact(seed)
            transact(_people)
            transact(lambda: _plant(FEW, 1))
        client = _signed_in(app)
        few = {page: _cpu(client, page) for page in PAGES}
        with app.app_context():
            transact(lambda: _plant(MANY - FEW, FEW + 1))
            transact(lambda: _wait(BOOKINGS))
        begin = time.process_time()
        client.get("/desk")
        first = time.process_time() - begin
        floor = _cpu(client, TRIVIAL)
        for page in PAGES:
            took = _cpu(client, page)
            if page == "/desk":
                print(f"{page}, the first look: {first / floor:.1f} x {TRIVIAL}")
            print(
                f"{page} with {MANY} cases, {BOOKINGS} bookings: {took * 1000:.0f} ms CPU, {took / floor:.1f} x {TRIVIAL} "
                f"({floor * 1000:.1f} ms); with {FEW}: {few[page] / floor:.1f} x; "
                f"{_statements(app, client, page)} statements"
            )


if __name__ == "__main__":
    main()
