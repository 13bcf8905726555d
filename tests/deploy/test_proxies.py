"""Whom we believe about where somebody comes from: nobody, or as many proxies as the settings say."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import request

from app import create_app
from tests.conftest import make_config


@pytest.mark.parametrize(
    ("proxies", "sees"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")], ids=["none", "one", "two"]
)
def test_only_the_last_proxies_are_believed(tmp_path: Path, proxies: int, sees: str) -> None:
    app = create_app(replace(make_config(tmp_path), proxies=proxies))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "192.0.2.66, 198.51.100.7, 203.0.113.9"})
    assert seen == [sees]
