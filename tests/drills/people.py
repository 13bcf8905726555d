"""People at work over HTTP: some book the same hours, some upload; every try and its answer is written down."""

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPException
from itertools import count
from urllib.error import URLError

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.accounts.models import User
from app.applications.models import Application, Evidence
from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db, transact
from app.workdays.queries import day_off
from tests.applications.factories import make_call, make_draft, make_space
from tests.bookings import factories as bookings
from tests.cast import PASSWORD, Cast, email_of
from tests.files.factories import PDF
from tests.machine import Browser

OPENS, SHUTS = 8, 20
ASKED_FOR_EACH_HOUR = 3


@dataclass(frozen=True)
class Try:
    what: str
    began: float
    ended: float
    answer: int | None  # None: the line broke, nobody knows

    @property
    def acknowledged(self) -> bool:
        return self.answer == 302

    @property
    def refused(self) -> bool:
        return self.answer is not None and 400 <= self.answer < 500


@dataclass
class Crowd:
    """Begin, let time pass, `stop`; then `booked` and `uploaded` tell what everybody was answered."""

    app: Flask
    url: str
    bookers: int = 4
    uploaders: int = 2
    booked: list[Try] = field(default_factory=list)
    uploaded: dict[str, list[Try]] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)

    def begin(self) -> None:
        self._over = threading.Event()
        self._number = count()
        with self.app.app_context():
            self.host, drafts = transact(self._things)
            self.days = self._free_days()
        self.uploaded = {public_id: [] for public_id in drafts}
        work = [(self._book, self._signed_in("tuan"), "") for _ in range(self.bookers)]
        work += [(self._upload, self._signed_in("lan"), draft) for draft in drafts]
        self._threads = [threading.Thread(target=self._safely, args=one, daemon=True) for one in work]
        for thread in self._threads:
            thread.start()

    def work_on(self, *, bookings: int, uploads: int) -> None:
        """Wait until so many more have been answered, however slow the machine is."""
        uploaded = sum(map(len, self.uploaded.values()))
        wanted = len(self.booked) + bookings, uploaded + uploads
        deadline = time.monotonic() + 90
        while len(self.booked) < wanted[0] or sum(map(len, self.uploaded.values())) < wanted[1]:
            assert time.monotonic() < deadline and not self.faults, f"nobody gets on: {self.faults}"
            time.sleep(0.05)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(90)
        assert self.faults == []

    def statuses(self) -> Counter[int | None]:
        return Counter(one.answer for one in self.tries())

    def tries(self) -> Iterator[Try]:
        yield from self.booked
        for tries in self.uploaded.values():
            yield from tries

    def _things(self) -> tuple[str, list[str]]:
        lan: User = Cast(self.app).user("lan")
        host = bookings.space(lan, "Xưởng Mây")
        call = make_call()
        drafts = [
            make_draft(lan, space=make_space(lan, name=f"Nhà {n}"), call=call).public_id
            for n in range(self.uploaders)
        ]
        return host.public_id, drafts

    def _free_days(self) -> list[date]:
        days = (clock.today() + timedelta(days=n) for n in range(20, 80))
        return [day for day in days if not day_off(day)]

    def _safely(self, work: Callable[[Browser, str], None], browser: Browser, thing: str) -> None:
        try:
            work(browser, thing)
        except BaseException as fault:
            self.faults.append(fault)

    def _book(self, browser: Browser, _thing: str) -> None:
        form = self._patiently(browser, f"/desk/bookings/new?venue=lang-nghe&day={self.days[0]}")
        while not self._over.is_set():
            number = next(self._number)
            hour = number // ASKED_FOR_EACH_HOUR
            day = self.days[hour // (SHUTS - OPENS) % len(self.days)]
            opens = OPENS + hour % (SHUTS - OPENS)
            title = f"Lần {number}"
            wish = {"space": self.host, "title_vi": title, "starts_at": f"{opens:02}:00", "ends_at": f"{opens + 1:02}:00",
                    "day": day.isoformat(), "key": f"drill-{number}"}  # fmt: skip
            self.booked.append(self._try(title, browser, "/desk/bookings/new", form | wish))

    def _upload(self, browser: Browser, draft: str) -> None:
        page = f"/my/applications/{draft}/sections/A4"
        for number in count():
            if self._over.is_set():
                return
            name = f"to-{number}.pdf"
            data = PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + f"{draft} {number} ".encode() + b"x" * 200_000 + b"\n")
            fields = self._patiently(browser, page)
            file = FileStorage(io.BytesIO(data), name, content_type="application/pdf")
            self.uploaded[draft].append(self._try(name, browser, page, fields | {"file-A4": file}))  # type: ignore[dict-item]

    def _try(self, what: str, browser: Browser, path: str, data: dict[str, str]) -> Try:
        """A door that is shut is tried again; a line that breaks is not, for the answer may have been yes."""
        while True:
            began = time.monotonic()
            try:
                answer: int | None = browser.send(path, data)[0]
            except URLError as error:
                if isinstance(error.reason, ConnectionRefusedError) and not self._over.is_set():
                    time.sleep(0.1)
                    continue
                answer = None
            except (OSError, HTTPException):
                answer = None
            return Try(what, began, time.monotonic(), answer)

    def _signed_in(self, key: str) -> Browser:
        browser = Browser(self.url)
        browser.sign_in(email_of(key), PASSWORD)
        return browser

    def _patiently(self, browser: Browser, page: str) -> dict[str, str]:
        """Reading again does no harm, so what broke off is read again."""
        while True:
            try:
                return browser.fields_of(page)
            except (OSError, HTTPException):
                time.sleep(0.1)


def titles_in(app: Flask) -> set[str]:
    with app.app_context():
        confirmed = select(Booking.title_vi).where(
            Booking.title_vi.like("Lần %"), Booking.status == BookingStatus.CONFIRMED
        )
        return set(db.session.scalars(confirmed))


def evidence_in(app: Flask) -> dict[str, str]:
    """The name of the file that each draft got last."""
    with app.app_context():
        found = db.session.scalars(
            select(Evidence).join(Application, Application.id == Evidence.application_id).order_by(Evidence.id)
        ).all()
        ids = {one.id: one.public_id for one in db.session.scalars(select(Application))}
        return {ids[one.application_id]: one.file.name for one in found}
