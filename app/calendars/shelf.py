"""Bodies at hand in the memory of this process. Copies: which of them is current, the tables say."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

ROOM = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bytes:
    plain: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed or b"")


class Shelf:
    def __init__(self, room: int = ROOM) -> None:
        self._room, self._taken, self._lock = room, 0, Lock()
        self._kept: OrderedDict[str, Bytes] = OrderedDict()

    def get(self, digest: str) -> Bytes | None:
        with self._lock:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
            return found

    def put(self, digest: str, found: Bytes) -> None:
        """What has not been asked for the longest goes; nothing stays that would take the room of all others."""
        with self._lock:
            self._take_off(digest)
            if found.size > self._room // 2:
                return
            self._kept[digest] = found
            self._taken += found.size
            while self._taken > self._room:
                self._take_off(next(iter(self._kept)))

    def _take_off(self, digest: str) -> None:
        if (gone := self._kept.pop(digest, None)) is not None:
            self._taken -= gone.size

    @property
    def taken(self) -> int:
        return self._taken
