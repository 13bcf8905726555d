import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Config
from tests.conftest import _admin, make_config


@pytest.fixture
def an_empty_postgres() -> Iterator[str]:
    url, name = os.environ["TEST_POSTGRES"], f"elsewhere_{uuid.uuid4().hex}"
    if url.startswith("none:"):
        pytest.skip(f"PostgreSQL: {url}")
    _admin(f"CREATE DATABASE {name}")
    yield url + name
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """Another machine with the same keys and nothing on it, on the same kind of database."""
    same = app.config["SETTINGS"].database_url.startswith("postgresql")
    return make_config(tmp_path / "elsewhere", request.getfixturevalue("an_empty_postgres") if same else "")
