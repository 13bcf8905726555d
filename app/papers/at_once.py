"""Papers printed while somebody waits: one at a time in this process, and the last ones kept in memory. They are made
of what everybody may see, so a copy may go to anybody."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

KEPT = 24
PATIENCE = 5  # seconds


class BusyError(Exception):
    """Others hold the press for longer than somebody should wait."""


class Press:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._turn = Lock()

    def kept(self, key: str) -> bytes | None:
        pdf = self._kept.get(key)
        if pdf is not None:
            with suppress(KeyError):  # it may go in the same moment
                self._kept.move_to_end(key)
        return pdf

    def print(self, key: str, draw: Callable[[], bytes], *, patience: float = PATIENCE) -> bytes:
        """What was drawn under this key, by whoever came first. Raises BusyError."""
        if not self._turn.acquire(timeout=patience):
            raise BusyError
        try:
            pdf = self.kept(key)
            if pdf is None:
                pdf = self._kept[key] = draw()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return pdf
        finally:
            self._turn.release()
