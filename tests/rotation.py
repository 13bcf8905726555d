"""What the run of one commit leaves to the runs of others.

Some things are dear and told the same in many ways: a service on the second database, the fourteenth hostile value in
the same field, a page in the other colours. Of those every commit tries a part, which the commit itself decides, so that
all of it comes round within a few. Nothing is left out that only one of the ways can show. The run says at its head
what decided, and after a failure how to have the same choice again; `FULL=1` (`make test-all`) takes everything.
"""

import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
LEFT = (
    "services, queries and rules that do not speak of the database, and screens, on one database each",
    "the drills and the race over HTTP on one database",
    "some of the hostile values in every form",
    "every page of the browser in one of its two views",
    "two loads of the demo late in Tết in one commit of three",
)


def full() -> bool:
    return os.environ.get("FULL", "") not in {"", "0"}


def seed() -> str:
    """Of the commit; kept in the environment, where the parallel workers find it."""
    if "ROTATION" not in os.environ:
        asked = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True)
        os.environ["ROTATION"] = asked.stdout.strip() or "no-commit"
    return os.environ["ROTATION"]


def turn(name: str, of: int) -> int:
    """Whose turn it is among so many, in this commit."""
    drawn = hashlib.sha256(f"{seed()} {name}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % of


def some(of: Sequence[T], most: int, name: str) -> list[T]:
    """So many that follow each other in the round, beginning with whose turn it is; all of them in a full run."""
    if full() or most >= len(of):
        return list(of)
    first = turn(name, len(of))
    return [of[(first + place) % len(of)] for place in range(most)]


def said() -> str:
    if full():
        return "rotation: none, everything is tried (FULL=1)"
    return f"rotation {seed()}: this run tries {'; '.join(LEFT)}. FULL=1 or make test-all: everything"
