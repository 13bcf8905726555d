"""What the directory costs with a thousand spaces: CPU time of a request, median of five, as a ratio to the page that asks
nothing of the database, in the same run; and how many statements it takes, which must be as many as with ten. The first
request after a change reads everything anew, so it is measured too."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.core import clock
from app.core.db import db, transact
from app.memberships.models import EventKind, MembershipEvent
from app.places.models import Ward
from app.revisions.service import bump
from app.seed import seed
from app.spaces.models import Space, SpaceHours, SpaceKind
from app.spaces.rules import FIELDS
from bench.cases import TRIVIAL, _app, _people
from bench.many import space_row
from tests.statements import counted

FEW, MANY, RUNS = 10, 1000, 5
PAGES = ("/spaces", "/spaces?q=nha+nhieu", "/spaces?kind=gallery&open=now", "/spaces?view=map", "/spaces.geojson",
         "/spaces/nhieu-7", "/sitemap.xml")  # fmt: skip


def _plant(first: int, last: int) -> None:
    """Members, each with a week of hours, in all wards."""
    random = Random(first)
    wards = db.session.scalars(select(Ward.code).order_by(Ward.code)).all()
    rows = [
        space_row(number, wards[number % len(wards)])
        | {
            "kinds": random.sample(list(SpaceKind), 2),
            "fields": random.sample(FIELDS, 2),
            "step_free": number % 2 == 0,
        }
        for number in range(first, last)
    ]
    db.session.execute(insert(Space), rows)
    ids = db.session.scalars(select(Space.id).where(Space.slug.in_([row["slug"] for row in rows]))).all()
    today = clock.today()
    hours, ledger = [], []
    for space_id in ids:
        opens = clock.now().replace(hour=random.randint(6, 10), minute=0, second=0, microsecond=0).time()
        closes = opens.replace(hour=random.randint(16, 22))
        hours += [{"space_id": space_id, "weekday": day, "opens": opens, "closes": closes} for day in range(7)]
        ledger.append(
            {"space_id": space_id, "kind": EventKind.ADMITTED, "grade": "full", "effective_on": today - timedelta(days=9),
             "recorded_at": clock.now(), "reason": ""}
        )  # fmt: skip
    db.session.execute(insert(SpaceHours), hours)
    db.session.execute(insert(MembershipEvent), ledger)
    bump("spaces", "members")


def _cpu(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(RUNS):
        before()
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def _statements(app: Flask, client: FlaskClient, page: str) -> int:
    assert client.get(page).status_code == 200, page
    with counted(app) as seen:
        client.get(page)
    return len(seen)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            transact(seed)
            transact(_people)
            transact(lambda: _plant(1, FEW + 1))
        client = app.test_client()

        def changed() -> None:
            with app.app_context():
                transact(lambda: bump("spaces"))

        few = {page: _statements(app, client, page) for page in PAGES}
        with app.app_context():
            transact(lambda: _plant(FEW + 1, MANY + 1))
        client.get(TRIVIAL)
        floor = _cpu(lambda: client.get(TRIVIAL))
        for page in PAGES:
            asked = _statements(app, client, page)
            later = _cpu(lambda page=page: client.get(page))  # type: ignore[misc]
            first = _cpu(lambda page=page: client.get(page), changed)  # type: ignore[misc]
            print(
                f"{page} with {MANY} spaces: {later * 1000:.0f} ms CPU, {later / floor:.1f} x {TRIVIAL} "
                f"({floor * 1000:.1f} ms); after a change {first / floor:.1f} x; {asked} statements, with {FEW} {few[page]}"
            )
        tag = client.get("/spaces.geojson").headers["ETag"]
        same = _cpu(lambda: client.get("/spaces.geojson", headers={"If-None-Match": tag}))
        print(
            f"304 of /spaces.geojson: {same / floor:.1f} x {TRIVIAL}; {len(client.get('/spaces.geojson').data)} bytes whole"
        )


if __name__ == "__main__":
    main()
