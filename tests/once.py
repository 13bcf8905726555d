"""What each of thousands of tests would work out anew and find the same: worked out once in a process."""

from collections.abc import Callable, MutableMapping
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

from app.accounts.service import passwords

_first: dict[str, Engine] = {}
_statements: dict[str, MutableMapping[Any, Any]] = {}


def weak_passwords() -> None:
    """The real hash with the least work: people sign in a thousand times here. `tests/accounts` checks the real cost."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


def routes_compiled_once() -> None:
    """Two functions for each route of each app, written and compiled by Werkzeug: most of what a new app costs.

    They depend on the words of the rule alone; what they find in their rule, they look up in the rule they are bound to.
    """
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder
    compiled: dict[Any, Any] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = once  # type: ignore[method-assign]


def keep_statements(engine: Engine) -> None:
    """`engine` has met its database: its dialect, and the SQL that is compiled for it, serve those that follow."""
    _first.setdefault(engine.dialect.name, engine)


def share_statements(engine: Engine) -> None:
    """Compiling SQL is dearer than running it on a database as small as these, and every engine would begin anew."""
    first = _first.get(engine.dialect.name)
    if first is None:  # no test of this run has asked for a database yet
        return
    engine.dialect = engine.pool._dialect = first.dialect
    engine.update_execution_options(compiled_cache=_statements.setdefault(first.dialect.name, {}))
