"""Events and private addresses by the thousand, planted straight into the tables, and a client that costs little."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from app.accounts.models import User
from app.bookings.models import Booking, booking_venues
from app.calendars.models import FeedFetch, FeedLink
from app.core import clock
from app.core.db import db
from app.core.ids import digest, new_public_id
from app.core.timespan import Timespan
from app.spaces.models import Space, TeamMember, TeamRole
from app.venues.queries import all_venues
from bench.many import booking_row

AT_ONCE = 1000
ABOUT = "Vào cửa tự do, có phiên dịch ký hiệu; trẻ em đi cùng người lớn. " * 3
EACH = 10  # addresses a person may have


def plant_events(count: int, *, owner: int, space_ids: Sequence[int | None] = (None,)) -> None:
    """Public events from tomorrow on, side by side at all venues, until there are so many; without their floor."""
    have = db.session.scalar(select(func.count()).select_from(Booking)) or 0
    venues, now = [venue.id for venue in all_venues()], clock.now()
    first = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for start in range(have + 1, count + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count + 1))
        rows = [
            booking_row(n, _span(first, n, count), owner=owner)
            | {"title_vi": f"Đêm nhạc “Hà Nội xưa của ngày hôm nay”, buổi {n}", "about_vi": ABOUT, "open_to_public": True,
               "shown_publicly_at": now, "space_id": space_ids[n % len(space_ids)]}
            for n in numbers
        ]  # fmt: skip
        db.session.execute(insert(Booking), rows)
        places = [{"booking_id": n, "venue_id": venues[n % len(venues)]} for n in numbers]
        db.session.execute(booking_venues.insert(), places)


def _span(first: Any, number: int, count: int) -> Timespan:
    """Spread over 700 days, which the feed's window holds."""
    start = first + timedelta(minutes=number * 700 * 1440 // count)
    return Timespan(start, start + timedelta(hours=2))


def secret(number: int) -> str:
    return f"{number:043d}"


def plant_tokens(count: int, *, spaces: int = 200) -> None:
    """Ten addresses a person, each person on the team of one of these spaces."""
    now, people = clock.now(), -(-count // EACH)
    for start in range(0, people, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, people))
        _insert(User, [_person(n, now) for n in numbers])
    mail = select(User.id).where(User.email.like("nguoi-%@bench.example")).order_by(User.id)
    users = db.session.scalars(mail).all()
    spaces_there = db.session.scalars(select(Space.id).order_by(Space.id).limit(spaces)).all()
    team = [
        {"space_id": spaces_there[n % len(spaces_there)], "user_id": user, "role": TeamRole.MEMBER, "joined_at": now}
        for n, user in enumerate(users)
    ]
    _insert(TeamMember, team)
    made = now - timedelta(days=1)
    _insert(FeedLink, [_link(n, users[n // EACH], made) for n in range(count)])
    links = db.session.scalars(select(FeedLink.id).where(FeedLink.name == "Máy đo").order_by(FeedLink.id))
    _insert(FeedFetch, [{"link_id": link} for link in links])


def _person(number: int, now: Any) -> dict[str, Any]:
    return {
        "public_id": new_public_id(), "email": f"nguoi-{number}@bench.example", "name": f"Người {number}",
        "password_hash": "không ai vào", "created_at": now, "confirmed_at": now, "mail_host": "bench.example",
        "credentials_changed_at": now - timedelta(days=2),
    }  # fmt: skip


def _link(number: int, user: int, made: Any) -> dict[str, Any]:
    return {
        "public_id": new_public_id(), "user_id": user, "secret_digest": digest(secret(number)), "name": "Máy đo",
        "scope": "mine", "created_at": made,
    }  # fmt: skip


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(model), rows[start : start + AT_ONCE])


class Wire:
    """One connection that stays open: asks, and reads an answer to its end."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"127.0.0.1:{port}"
        self._room = bytearray(1 << 20)

    def ask(self, path: str, headers: dict[str, str] | None = None) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n{more}\r\n".encode())

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their small letters, body."""
        head, rest = self._head()
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        status = int(lines[0][9:12])
        length = 0 if status == 304 else int(headers["content-length"])
        return status, headers, self._rest(rest, length)

    def _head(self) -> tuple[bytes, bytes]:
        found = b""
        while b"\r\n\r\n" not in found:
            found += self._read()
        head, _, rest = found.partition(b"\r\n\r\n")
        return head, rest

    def _rest(self, begun: bytes, length: int) -> bytes:
        parts, have = [begun], len(begun)
        while have < length:
            parts.append(self._read())
            have += len(parts[-1])
        return b"".join(parts)

    def _read(self) -> bytes:
        size = self._socket.recv_into(self._room)
        if not size:
            raise ConnectionError("the server hung up")
        return bytes(memoryview(self._room)[:size])

    def close(self) -> None:
        self._socket.close()


@contextmanager
def wires(port: int, count: int) -> Iterator[list[Wire]]:
    made = [Wire(port) for _ in range(count)]
    try:
        yield made
    finally:
        for wire in made:
            wire.close()


def rate(lines: Sequence[Wire], path: str, headers: dict[str, str], *, status: int, seconds: float) -> int:
    """How many answers came in that time with every connection asking at once; another status is a fault."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for line in lines:
            line.ask(path, headers)
        for line in lines:
            told, _headers, _body = line.answer()
            if told != status:
                raise AssertionError(f"{path}: {told} instead of {status}")
        count += len(lines)
    return count
