"""Which tests run on both databases, and which on one of the two.

Whatever may depend on the database runs on both: races, guards, locks, constraints, migrations, backups, raw SQL. That
is every test in the folders of `ALWAYS_BOTH`, every test with the mark `both_engines`, and those of services in any file
that speaks of the database itself (`SPEAKS_OF_IT`). All others run on one, and the commit decides on which (see
`rotation`): half of them are seen on each, the other half in the next commits. Tests from outside, as a browser sees the
app (they take `client` or `cast`, not `ctx`), are among them wherever they stand.

`by_turns` is the mark of what is dear and has a cheaper brother on both databases. `FULL=1` and `--both-engines` take
everything on both, and so does asking for one test by its name.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests import rotation

# Nothing in these is about screens.
ALWAYS_BOTH = {"backup", "core", "demo", "deploy", "drills", "job_slots"}
OUTSIDE = {"client", "cast"}
ENGINES = ("sqlite", "postgres")
SPEAKS_OF_IT = re.compile(
    r"threading|real_time|IntegrityError|OperationalError|DBAPIError|StaleDataError|is_sqlite|dialect"
    r"|exec_driver_sql|[^\w.]text\(|guards|with_for_update|\bupgrade\(|Barrier|snapshot\("
)


def dealt(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Those left out: the other half of each pair for which one is enough."""
    pairs: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        engine = engine_of(item)
        if engine and one_is_enough(item):
            pairs[name_without(engine, item.nodeid)][engine] = item
    return [pair[loser(name)] for name, pair in pairs.items() if len(pair) == 2]


def engine_of(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return str(call.params.get("database_url", "")) if call else ""


def one_is_enough(item: pytest.Item) -> bool:
    if item.get_closest_marker("both_engines"):
        return False
    if item.get_closest_marker("by_turns"):
        return True
    if item.path.parent.name in ALWAYS_BOTH:
        return False
    return from_outside(item) or not speaks_of_the_database(item.path)


def from_outside(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return bool(asked & OUTSIDE) and "ctx" not in asked


@cache
def speaks_of_the_database(path: Path) -> bool:
    return SPEAKS_OF_IT.search(path.read_text(encoding="utf-8")) is not None


def name_without(engine: str, nodeid: str) -> str:
    """The same for both of a pair."""
    test, _, values = nodeid.partition("[")
    return f"{test}[{'-'.join(one for one in values.rstrip(']').split('-') if one != engine)}]"


def loser(name: str) -> str:
    return ENGINES[rotation.turn(name, len(ENGINES))]
