"""Every test gets its own database, copied from one that the real migrations and the real seed have made."""

import gc
import os
import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from _pytest.nodeid import coerce_node_id
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, text

from app import config as configuration
from app import create_app
from app.core import schema
from app.core.db import make_engine, transact
from app.seed import seed
from tests import engines, once, postgres, rotation
from tests.cast import Cast, load_cast
from tests.web.browserless import Client

_server: postgres.Server | None = None
LEFT_OUT = pytest.StashKey[int]()

# A busy machine must not fail a property: examples are counted, not timed, and the same in every run.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both-engines", action="store_true", help="run every test on both databases")


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL and one rotation for the run, there before the parallel workers, which find them in their environment."""
    global _server
    rotation.seed()
    if hasattr(config, "workerinput") or "TEST_POSTGRES" in os.environ:
        return
    try:
        _server = postgres.Server()
        os.environ["TEST_POSTGRES"] = _server.url("")
    except postgres.NoPostgres as reason:
        os.environ["TEST_POSTGRES"] = f"none: {reason}"


def pytest_report_header() -> str:
    return rotation.said()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Most tests run on one database each (see `engines`), and groups stay together."""
    _deal(config, items)
    _keep_groups_together(config, items)


def _deal(config: pytest.Config, items: list[pytest.Item]) -> None:
    one_engine = os.environ["TEST_POSTGRES"].startswith("none:")
    everything = rotation.full() or config.getoption("both_engines") or any("::" in asked for asked in config.args)
    if one_engine or everything:
        return
    left_out = set(engines.dealt(items))
    items[:] = [item for item in items if item not in left_out]
    config.stash[LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=list(left_out))


def _keep_groups_together(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Who shares the demo or the browser's site stays together on one worker.

    pytest-xdist 3.8 writes a group's name where pytest 9.2 no longer reads it, and says nothing: without this every
    worker would load the demo and start a site of its own, and walk all of its pages again.
    """
    if not config.getoption("loadgroup", default=False):
        return
    for item in items:
        if group := item.get_closest_marker("xdist_group"):
            end = f"@{group.args[0]}"
            if not item.nodeid.endswith(end):
                item._id = coerce_node_id(item.nodeid + end)
            assert item.nodeid.endswith(end), "groups are not kept together"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again for garbage was a fifth of many tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    _beside.shutdown()
    if _server is not None:
        _server.stop()
        del os.environ["TEST_POSTGRES"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _tell_of_the_route_table(terminalreporter)
    _tell_of_the_recused(terminalreporter)
    _tell_of_the_pages(terminalreporter)
    _tell_of_the_rotation(terminalreporter)
    if os.environ.get("TEST_POSTGRES", "").startswith("none:"):
        terminalreporter.write_line(
            f"NOT RUN: the PostgreSQL half of the tests ({os.environ['TEST_POSTGRES']})", red=True
        )
    if not shutil.which("chromium"):
        terminalreporter.write_line("NOT RUN: the browser tests (apt-get install chromium)", red=True)


def _tell_of_the_route_table(reporter: pytest.TerminalReporter) -> None:
    """How much of it was tried: a run that asks fewer people or fewer doors than it says would look the same."""
    tried = _told(reporter, "route_table")
    if tried:
        actors, routes = len({value[0] for value, _passed in tried}), max(value[2] for value, _passed in tried)
        answers, whole = sum(value[1] for value, _passed in tried), all(passed for _value, passed in tried)
        end = "all as the table says" if whole else "NOT all as the table says"
        reporter.write_line(f"route table: {routes} routes × {actors} actors = {answers} answers, {end}")


def _tell_of_the_rotation(reporter: pytest.TerminalReporter) -> None:
    """What this commit did not try, and how a failure is met again."""
    left_out = reporter.config.stash.get(LEFT_OUT, 0)
    reporter.write_line(f"{rotation.said()} ({left_out} tests left to the other database and to other commits)")
    if reporter.stats.get("failed") or reporter.stats.get("error"):
        reporter.write_line(
            f"with the same choice again: ROTATION={rotation.seed()} {'FULL=1 ' * rotation.full()}…", red=True
        )


def _tell_of_the_recused(reporter: pytest.TerminalReporter) -> None:
    for (people, doors, asked, leaks), _passed in _told(reporter, "recusal"):
        reporter.write_line(f"recusal: {doors} addresses × {people} people with a tie = {asked} asked, {leaks} leaks")


def _tell_of_the_pages(reporter: pytest.TerminalReporter) -> None:
    told = [value for value, _passed in _told(reporter, "pages")]
    if told:
        views = len({(value["role"], value["language"]) for value in told})
        read, looks, faults = (sum(value.get(name, 0) for value in told) for name in ("read", "looks", "faults"))
        reporter.write_line(
            f"pages: {read} read in {views} roles × languages, {looks} looked at by axe: {faults} faults"
        )


def _told(reporter: pytest.TerminalReporter, what: str) -> list[tuple[Any, bool]]:
    """What tests recorded under that name, and whether they passed."""
    return [
        (value, report.passed)
        for reports in reporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == what
    ]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """All parallel workers leave out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)
    missing = os.environ.get("TEST_POSTGRES", "").startswith("none:") or not shutil.which("chromium")
    if os.environ.get("CI") and missing and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


once.weak_passwords()
once.routes_compiled_once()

# A Wednesday morning in Hanoi: no test may pass or fail by the day on which it is run.
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_wednesday_morning(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock starts at `NOW` and goes on; tests with other processes in them take the real time (`real_time`)."""
    if request.node.get_closest_marker("real_time"):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


def make_config(instance: Path, database_url: str = "") -> configuration.Config:
    config = configuration.load(
        {"MODE": "test", "INSTANCE": str(instance), "SECRET_KEY": "test-" * 10, "DATABASE_URL": database_url}
    )
    return replace(config, mail_server="")


def _prepare(config: configuration.Config) -> None:
    engine = make_engine(config.database_url)
    schema.upgrade(engine)
    engine.dispose()
    app = create_app(config)
    # Before any test begins, so that what a test adds is always the later.
    with app.app_context(), time_machine.travel(NOW - timedelta(hours=1), tick=True):
        transact(seed)
        transact(load_cast)
    once.keep_statements(app.extensions["database"])
    app.extensions["database"].dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    _prepare(make_config(folder))
    raw = create_engine(f"sqlite:///{folder / 'app.db'}")
    with raw.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    raw.dispose()
    return folder / "app.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = os.environ["TEST_POSTGRES"]
    if url.startswith("none:"):
        pytest.skip(f"PostgreSQL: {url}")
    name = f"template_{uuid.uuid4().hex}"
    _admin(f"CREATE DATABASE {name}")
    _prepare(make_config(tmp_path_factory.mktemp("pg"), url + name))
    return name


def _admin(statement: str) -> None:
    with _maintenance().connect() as connection:
        connection.execute(text(statement))


@cache
def _maintenance() -> Engine:
    """One connection for all that a process makes and drops."""
    return create_engine(os.environ["TEST_POSTGRES"] + "postgres", isolation_level="AUTOCOMMIT")


@cache
def _as_files() -> str:
    """Copying files is half the work of writing every page anew, which PostgreSQL does by itself since 15."""
    with _maintenance().connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    return " STRATEGY FILE_COPY" if int(version) >= 150_000 else ""


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "app.db")
        yield f"sqlite:///{tmp_path / 'app.db'}"
        return
    with a_copy_of(request.getfixturevalue("postgres_template")) as url:
        yield url


@contextmanager
def a_copy_of(template: str) -> Iterator[str]:
    """The next one is made, and the last one dropped, while a test is at work with this one."""
    name = (_ahead.pop(template, None) or _beside.submit(_made, template)).result()
    _ahead[template] = _beside.submit(_made, template)
    yield os.environ["TEST_POSTGRES"] + name
    _beside.submit(_admin, f"DROP DATABASE {name} WITH (FORCE)")


_beside = ThreadPoolExecutor(1)
_ahead: dict[str, Future[str]] = {}


def _made(template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {template}{_as_files()}")
    return name


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """A fresh app for every test need not compile every template again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database_url: str, tmp_path: Path, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The app on its own database, with the cast in it; no context is pushed: tests say `with app.app_context()`."""
    made = create_app(make_config(tmp_path, database_url))
    made.test_client_class = Client
    made.jinja_env.bytecode_cache = compiled_templates
    once.share_statements(made.extensions["database"])
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def ctx(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    return Cast(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody in particular."""
    return app.test_client()
