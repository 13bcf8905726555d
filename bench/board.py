"""What the board of venues costs with ten thousand bookings on eight venues: CPU time of building its JSON for a day and
for a month, median of five, as a ratio to the same select run raw, without the application, in the same run. And what a
304 costs beside it, which is what nearly every look is.

Then pages that show bookings: what their HTML costs as a ratio to the page that asks nothing of the database, and how many
statements they take, which must be as many as with ten bookings."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from app.bookings import board, queries
from app.bookings.models import Booking, Occupancy, booking_venues
from app.bookings.rules import LIVE
from app.bookings.schedule import everywhere
from app.bookings.staff.board import feed
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan, at, day_span
from app.seed import seed
from bench.cases import TRIVIAL, _app, _people, _person, _signed_in
from bench.many import booking_row
from tests.statements import counted

FEW, BOOKINGS, VENUES, A_DAY, RUNS, LIMIT = 10, 10_000, 8, 16, 5, 10
FIRST = date(2027, 1, 1)
PAGES = (
    f"/desk/board?view=table&scale=day&day={FIRST}",
    f"/desk/board?view=table&scale=week&day={FIRST}",
    f"/desk/board?view=table&scale=month&day={FIRST}",
    f"/desk/bookings/new?venue=lang-nghe&day={FIRST}",
    "/desk/bookings",
    "/desk/today",
    "/desk/waiting",
    f"/venues/day?day={FIRST}",
    "/venues/lang-nghe",
    "/bookings/find",
    "/my/bookings",
)
AS_KEPT = "%Y-%m-%d %H:%M:%S.%f"  # how SQLite's rows write an instant
RAW = """
SELECT o.booking_id, o.kind, o.area_id, o.starts_at, o.ends_at, b.public_id, b.status, b.title_vi, b.title_en,
       b.public_starts_at, b.public_ends_at, s.public_id, s.name_vi, s.name_en
FROM occupancies o JOIN bookings b ON o.booking_id = b.id LEFT JOIN spaces s ON b.space_id = s.id
WHERE o.starts_at < ? AND o.ends_at > ? AND b.status IN (?, ?, ?, ?)
ORDER BY o.starts_at, o.booking_id, o.kind, o.area_id
"""


def _plant(first: int, last: int) -> None:
    """An hour each from six to ten in the evening, one after another: sixteen a day at each of eight venues."""
    venues = [venue for venue in everywhere() if venue.whole_id is None][:VENUES]
    owner = _person("lan").id
    bookings, places, floor = [], [], []
    for number in range(first, last):
        venue = venues[number % len(venues)]
        days, hour = divmod(number // len(venues), A_DAY)
        day = FIRST + timedelta(days=days)
        start = at(day, datetime.min.time().replace(hour=6 + hour), clock.HOUSE_ZONE)
        end = start + timedelta(hours=1)
        quarter = timedelta(minutes=15)
        bookings.append(
            booking_row(number + 1, Timespan(start, end), owner=owner)
            | {"public_starts_at": start + quarter, "public_ends_at": end - quarter}
        )
        places.append({"booking_id": number + 1, "venue_id": venue.id})
        floor += [
            {"area_id": area.id, "starts_at": start, "ends_at": end, "blocking": True, "kind": "booking",
             "booking_id": number + 1}
            for area in venue.areas
        ]  # fmt: skip
    for model, rows in ((Booking, bookings), (booking_venues, places), (Occupancy, floor)):
        for begin in range(0, len(rows), 500):
            db.session.execute(insert(model), rows[begin : begin + 500])


def _cpu(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def _raw(span: Timespan) -> list[Any]:
    """Through the driver alone, with times as the database keeps them."""
    cursor = db.session.connection().connection.cursor()
    cursor.execute(RAW, (f"{span.end:{AS_KEPT}}", f"{span.start:{AS_KEPT}}", *sorted(LIVE)))
    return list(cursor.fetchall())


def _statements(app: Flask, client: FlaskClient, page: str) -> int:
    assert client.get(page).status_code == 200, page
    with counted(app) as seen:
        client.get(page)
    return len(seen)


def _built(span: Timespan) -> str:
    now, venues = clock.now(), everywhere()
    items = board.items_of(queries.taken_on_board(span, now=now), queries.closed_on_board(span))
    return feed(items, venues, board.Chosen(), now=now, language="vi", may_act=True)


def main() -> None:
    within = True
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            transact(seed)
            transact(_people)
            transact(lambda: _plant(0, FEW))
        client = _signed_in(app)
        few = {page: _statements(app, client, page) for page in PAGES}
        with app.app_context():
            transact(lambda: _plant(FEW, BOOKINGS))
        for name, days in (("day", 1), ("month", 31)):
            last = FIRST + timedelta(days=days)
            span = Timespan(day_span(FIRST, clock.HOUSE_ZONE).start, day_span(last, clock.HOUSE_ZONE).start)
            with app.app_context():
                rows, size = len(_raw(span)), len(_built(span).encode())
                floor, took = _cpu(lambda span=span: _raw(span)), _cpu(lambda span=span: _built(span))  # type: ignore[misc]
            within = within and took <= LIMIT * floor
            address = f"/desk/board.json?from={FIRST}&to={last}"
            tag = client.get(address).headers["ETag"]
            whole = _cpu(lambda address=address: client.get(address))  # type: ignore[misc]
            same = _cpu(lambda address=address, tag=tag: client.get(address, headers={"If-None-Match": tag}))  # type: ignore[misc]
            print(
                f"board of a {name}: {rows} rows, {size} bytes, {took * 1000:.1f} ms CPU, {took / floor:.1f} x the raw "
                f"select ({floor * 1000:.1f} ms); as a request {whole * 1000:.1f} ms, 304 in {same * 1000:.1f} ms"
            )
        least = _cpu(lambda: client.get(TRIVIAL))
        for page in PAGES:
            took, many = _cpu(lambda page=page: client.get(page)), _statements(app, client, page)  # type: ignore[misc]
            within = within and many == few[page]
            print(
                f"{page}: {took * 1000:.0f} ms CPU, {took / least:.1f} x {TRIVIAL} ({least * 1000:.1f} ms); {many} "
                f"statements, with {FEW} bookings {few[page]}"
            )
    print(
        f"all within {LIMIT} x, and statements as many" if within else f"NOT all within {LIMIT} x, or more statements"
    )


if __name__ == "__main__":
    main()
