"""Which tests run on both databases, and which on one of the two.

Whatever may depend on the database runs on both: services, queries, rules kept by constraints and locks, races,
migrations, backups. A test that only looks at the app from outside, as a browser does (it takes `client` or `cast`, not
`ctx`), runs on one, which its name decides: half of the screens are seen on each, and what they ask of the
database is asked of both by the tests of the services. `both_engines` keeps such a test on both (two people at once, a
guard of the database); `--both-engines` does so for all, and so does asking for one test by its name.
"""

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

import pytest

# Nothing in these is about screens.
ALWAYS_BOTH = {"backup", "core", "demo", "deploy", "drills", "job_slots"}
OUTSIDE = {"client", "cast"}


def dealt(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Those left out: the other half of each pair of a test from outside."""
    pairs: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        engine = engine_of(item)
        if engine and from_outside(item):
            pairs[name_without(engine, item.nodeid)][engine] = item
    return [pair[loser(name)] for name, pair in pairs.items() if len(pair) == 2]


def engine_of(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return str(call.params.get("database_url", "")) if call else ""


def from_outside(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return (
        bool(asked & OUTSIDE)
        and "ctx" not in asked
        and item.path.parent.name not in ALWAYS_BOTH
        and not item.get_closest_marker("both_engines")
    )


def name_without(engine: str, nodeid: str) -> str:
    """The same for both of a pair."""
    test, _, values = nodeid.partition("[")
    return f"{test}[{'-'.join(one for one in values.rstrip(']').split('-') if one != engine)}]"


def loser(name: str) -> str:
    return ("sqlite", "postgres")[crc32(name.encode()) % 2]
