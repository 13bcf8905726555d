"""How papers come about that were asked for in a request: printed, signed and attached by a job, and where that fails,
why is noted for the Centre to see. Each kind of paper says what is its own; the order is one for all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import structlog
from flask import current_app

from app.core import clock
from app.core.db import db, transact
from app.papers.keys import key_of
from app.papers.press import PaperError
from app.papers.signing import Pen, SigningError

P = TypeVar("P")
UNPRINTABLE, BROKEN = "unprintable", "broken"
log = structlog.get_logger()


@dataclass(frozen=True)
class Draft:
    """What is to be printed, as plain values that need no database: `draw` takes a good part of a second."""

    name: str
    draw: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Making(Generic[P]):
    """`read` gives None where another run was quicker. `store` puts the PDF on the disk; `attach` and `note` run
    inside a transaction, and `attach` is False where there is a paper already."""

    kind: str
    waiting: Callable[[], Sequence[int]]
    read: Callable[[int], Draft | None]
    store: Callable[[bytes, str], P]
    attach: Callable[[int, P, str], bool]
    note: Callable[[Sequence[int], str], None]

    def make_missing(self) -> int:
        """Returns how many were made. One that cannot be set does not hold up the others and is tried again next time.

        Without the key none is made at all: one that should be signed is never handed out without.
        """
        waiting = list(self.waiting())
        db.session.rollback()
        if not waiting:
            return 0
        made = 0
        try:
            with signing_pen() as pen:
                while waiting:
                    made += self._made_or_noted(waiting[0], pen)
                    waiting.pop(0)
        except SigningError as fault:
            log.error("papers_not_signed", kind=self.kind, code=fault.code, reason=str(fault), waiting=len(waiting))
            self._note(waiting, fault.code)
        return made

    def make(self, paper_id: int, pen: Pen | None) -> bool:
        """False when another run was quicker. Raises PaperError or SigningError, and then nothing was kept."""
        draft = self.read(paper_id)
        db.session.rollback()  # no transaction may be open while the press runs
        if draft is None:
            return False
        pdf = draft.draw()
        if pen is not None:
            pdf = pen.sign(pdf)
        stored = self.store(pdf, draft.name)
        return transact(partial(self.attach, paper_id, stored, pen.signed_by if pen else ""))

    def _made_or_noted(self, paper_id: int, pen: Pen | None) -> bool:
        try:
            return self.make(paper_id, pen)
        except SigningError:
            raise
        except Exception as error:
            log.exception("paper_not_printed", kind=self.kind, paper=paper_id)
            self._note([paper_id], UNPRINTABLE if isinstance(error, PaperError) and error.missing else BROKEN)
            return False

    def _note(self, paper_ids: Sequence[int], code: str) -> None:
        transact(partial(self.note, list(paper_ids), code))


@contextmanager
def signing_pen() -> Iterator[Pen | None]:
    """The key of this installation, open for a batch; None where papers are not signed. Raises SigningError."""
    key = key_of(current_app.config["SETTINGS"])
    if key is None:
        yield None
        return
    with key.opened(clock.now()) as pen:
        yield pen
