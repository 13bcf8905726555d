"""Folders that are dear to make and depend on our files alone: made once, and kept for the runs that follow."""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

KEPT = 4  # of each name: the branches that one works on


def copy(name: str, sources: Iterable[Path], make: Callable[[Path], None], target: Path) -> None:
    """Fill `target` with what `make` makes of these sources. Who asks meanwhile waits for the first who makes it."""
    home = Path(tempfile.gettempdir()) / f"cau-kinh-put-aside-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.stat().st_uid != os.getuid():
        raise PermissionError(f"{home} belongs to somebody else")
    made = home / f"{name}-{_digest(sources)}"
    with (home / f"{made.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = Path(tempfile.mkdtemp(dir=home, prefix=".half-"))
            try:
                make(half)
                half.rename(made)
            finally:
                shutil.rmtree(half, ignore_errors=True)
        os.utime(made)
        shutil.copytree(made, target, dirs_exist_ok=True)
    _forget(home, name)


def _digest(sources: Iterable[Path]) -> str:
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(set(sources)):
        found.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return found.hexdigest()[:20]


def _forget(home: Path, name: str) -> None:
    folders = sorted(home.glob(f"{name}-*/"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for old in folders[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
