"""Forty posts of the real form in the same moment, in six shapes that are hard in different ways, and what must be true
of the answers and the rows afterwards. `test_race_http` runs each shape once, `python -m bench.races` all of it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import select, text

from app.bookings.models import Booking
from app.bookings.rules import BLOCKING
from app.core import clock
from app.core.db import db
from app.workdays.queries import day_off
from tests.machine import Browser

AT_ONCE, PATIENCE = 40, 120
FORM, TRIVIAL = "/desk/bookings/new", "/account"
A, B, C = "lang-nghe", "di-san-cong-nghiep", "trung-tam-trong-nha"
OVERLAPS = text(
    "SELECT count(*) FROM occupancies a JOIN occupancies b ON a.area_id = b.area_id AND a.id < b.id "
    "AND a.blocking AND b.blocking AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
)


@dataclass(frozen=True)
class Wish:
    """`name` makes it one of its own: the same name twice is the same form sent twice."""

    name: str
    starts: int  # minutes since midnight
    ends: int
    venues: tuple[str, ...] = (A,)


@dataclass(frozen=True)
class Shape:
    """Of what is asked, `allowed` bookings come to stand: not one more, not one less."""

    name: str
    allowed: int
    wishes: Sequence[Wish]


@dataclass(frozen=True)
class Answer:
    wish: Wish
    status: int  # 0: no answer at all
    went_to: str
    seconds: float


@dataclass
class Verdict:
    """`faults` are words for what is wrong; empty when all is as it must be."""

    accepted: int
    faults: list[str] = field(default_factory=list)


def _hour(number: int) -> int:
    return 60 * (8 + number)


SHAPES = (
    Shape("identical", 1, [Wish(f"same {n}", 600, 660) for n in range(AT_ONCE)]),
    Shape("staggered", 1, [Wish(f"later {n}", 480 + 5 * n, 720 + 5 * n) for n in range(AT_ONCE)]),
    Shape("enclosing", 1, [Wish(f"within {n}", 480 + 5 * n, 1140 - 5 * n) for n in range(AT_ONCE)]),
    Shape("touching", 10, [Wish(f"next {n}", _hour(n % 10), _hour(n % 10 + 1)) for n in range(AT_ONCE)]),
    Shape(
        "several areas, opposite order",
        1,
        [
            Wish(f"both {n}", 600, 660, ((A, B), (B, A), (B, C), (C, B), (C, A), (A, C))[n % 6])
            for n in range(AT_ONCE)
        ],
    ),
    Shape("double click", 8, [Wish(f"twice {n % 8}", _hour(n % 8), _hour(n % 8 + 1)) for n in range(AT_ONCE)]),
)


def free_days(app: Flask, count: int) -> list[date]:
    with app.app_context():
        days = (clock.today() + timedelta(days=n) for n in range(20, 320))
        return [day for day in days if not day_off(day)][:count]


class Contest:
    """Everybody is the same coordinator, so that only the floor can refuse them."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app = app
        self._browser = browser
        self._form = browser.fields_of(f"{FORM}?venue={A}")
        self._account = browser.fields_of(TRIVIAL)
        self._to = urlsplit(browser.url)
        self._headers = {
            "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar),
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def run(self, shape: Shape, day: date, round_: int = 0) -> list[Answer]:
        bodies = [self._body(wish, day, round_) for wish in shape.wishes]
        return self._together([(wish, FORM, body) for wish, body in zip(shape.wishes, bodies, strict=True)])

    def trivial(self) -> list[Answer]:
        """As many posts that write one row and look at no floor."""
        return self._together([(Wish("", 0, 0), TRIVIAL, urlencode(self._account))] * AT_ONCE)

    def incomplete(self) -> list[Answer]:
        """As many posts of the same form that are refused before anybody looks at the floor: what showing it again costs."""
        return self._together([(Wish("", 0, 0), FORM, urlencode(self._form | {"title_vi": ""}))] * AT_ONCE)

    def one(self, wish: Wish, day: date, round_: int = 0) -> Answer:
        return self._post(wish, FORM, self._body(wish, day, round_))

    def verdict(self, shape: Shape, answers: Sequence[Answer], day: date, round_: int = 0) -> Verdict:
        """What people were told, held against the rows."""
        told = Counter(one.status for one in answers)
        yes = {one.wish.name for one in answers if one.status == 302}
        no = {one.wish.name for one in answers if one.status != 302}
        with self.app.app_context():
            prefix = _title("", day, round_)
            rows = db.session.execute(
                select(Booking.title_vi, Booking.status, Booking.public_id).where(Booking.title_vi.startswith(prefix))
            ).all()
            overlaps = db.session.execute(OVERLAPS).scalar_one()
        names = Counter(title.removeprefix(prefix) for title, _status, _id in rows)
        standing = {title.removeprefix(prefix) for title, status, _id in rows if status in BLOCKING}
        ids = {title.removeprefix(prefix): public_id for title, _status, public_id in rows}
        verdict = Verdict(len(standing))
        for wrong, words in (
            (set(told) - {302, 422}, f"answers {dict(told)}"),
            (len(standing) != shape.allowed, f"{len(standing)} stand, {shape.allowed} may"),
            (overlaps, f"{overlaps} overlaps"),
            (yes - standing, f"acknowledged, but lost: {yes - standing}"),
            (no & set(names), f"refused, but there: {no & set(names)}"),
            (max(names.values(), default=0) > 1, "one form, two bookings"),
            ([one for one in answers if one.status == 302 and ids.get(one.wish.name, "?") not in one.went_to], "sent to another's"),
        ):  # fmt: skip
            if wrong:
                verdict.faults.append(words)
        return verdict

    def _body(self, wish: Wish, day: date, round_: int) -> str:
        said = self._form | {
            "space": "centre",
            "title_vi": _title(wish.name, day, round_),
            "key": f"{round_} {day} {wish.name}",
            "day": day.isoformat(),
            "starts_at": f"{wish.starts // 60:02}:{wish.starts % 60:02}",
            "ends_at": f"{wish.ends // 60:02}:{wish.ends % 60:02}",
        }
        del said["venues"]
        return urlencode([*said.items(), *(("venues", slug) for slug in wish.venues)])

    def _together(self, posts: Sequence[tuple[Wish, str, str]]) -> list[Answer]:
        answers: list[Answer] = []
        start = threading.Barrier(len(posts))

        def send(post: tuple[Wish, str, str]) -> None:
            start.wait(PATIENCE)
            answers.append(self._post(*post))

        in_threads(send, posts)
        return answers

    def _post(self, wish: Wish, path: str, body: str) -> Answer:
        began = time.monotonic()
        line = HTTPConnection(self._to.hostname or "", self._to.port, timeout=PATIENCE)
        try:
            line.request("POST", path, body, self._headers)
            answer = line.getresponse()
            answer.read()
            return Answer(wish, answer.status, answer.headers.get("Location", ""), time.monotonic() - began)
        except (OSError, HTTPException) as error:
            return Answer(wish, 0, repr(error), time.monotonic() - began)
        finally:
            line.close()


def in_threads(work: Callable[[Any], object], things: Sequence[Any]) -> None:
    threads = [threading.Thread(target=work, args=(one,)) for one in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)


def _title(name: str, day: date, round_: int) -> str:
    return f"Vòng {round_}, {day}: {name}"
