"""The disk: one file per content under `INSTANCE/files`, named by its SHA-256. Bytes first, rows after."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app

from app.core import clock

ORPHAN_AGE = timedelta(hours=1)
_TORN = ".new-"  # what a write begins with; a name like this is not yet, or never was, a file


def folder() -> Path:
    root: Path = current_app.config["SETTINGS"].instance / "files"
    return root


def path_of_digest(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def all_files() -> list[Path]:
    """Every whole file, in the order of their names."""
    return sorted(path for path in folder().glob("??/*") if not path.name.startswith(_TORN))


def write(data: bytes) -> str:
    """Put `data` on the disk for good (fsync of file and folder) and return its SHA-256.

    What lies there already is only made young again, so that no sweep takes it before its row is written.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of_digest(sha256)
    with _lock(fcntl.LOCK_SH):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_whole(path, data)
        now = clock.now().timestamp()
        os.utime(path, (now, now))  # ages are counted on the clock of the house, not the disk's
    return sha256


def _write_whole(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_TORN)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for directory in (path.parent, path.parent.parent):
        descriptor = os.open(directory, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def remove_orphans(is_wanted: Callable[[str], bool]) -> int:
    """Remove files older than an hour that no row names, and torn ones; returns how many."""
    removed = 0
    with _lock(fcntl.LOCK_EX):
        limit = (clock.now() - ORPHAN_AGE).timestamp()
        for path in sorted(folder().glob("??/*")):
            if path.stat().st_mtime < limit and (path.name.startswith(_TORN) or not is_wanted(path.name)):
                path.unlink()
                removed += 1
    return removed


@contextmanager
def nothing_swept() -> Iterator[None]:
    """While a backup copies what its rows name: people go on writing, the sweep waits."""
    with _lock(fcntl.LOCK_SH):
        yield


@contextmanager
def _lock(how: int) -> Iterator[None]:
    """Writers share, a sweep is alone: what one has just made young is not taken by the other."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("a") as handle:
        fcntl.flock(handle, how)
        yield
