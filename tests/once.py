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
    """What Werkzeug reads and compiles of each route of each app: most of what a new app costs.

    It depends on the words of the rule alone; what its functions find in their rule, they look up in the rule they are
    bound to.
    """
    compile_rule: Callable[[Rule], None] = Rule.compile
    known: dict[Any, tuple[Any, ...]] = {}

    def once(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults))
        if key not in known:
            compile_rule(rule)
            known[key] = (rule._parts, rule._trace, rule._converters, frozenset(rule.arguments),
                          rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]  # fmt: skip
        rule._parts, rule._trace, rule._converters, arguments, build, build_unknown = known[key]
        rule.arguments |= arguments
        rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)

    Rule.compile = once  # type: ignore[method-assign, assignment]


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
