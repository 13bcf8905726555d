"""The log says what happened, and nothing that opens a door."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from app import create_app
from tests.conftest import make_config


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """An app configures the log of the whole process."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_a_line_names_the_route_but_no_secret_of_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(replace(make_config(tmp_path), mode="demo"))
    app.test_client().get("/calendars/private/tuyet-mat.ics?loi-nhan=rat-rieng")
    said = capsys.readouterr().err
    assert "/calendars/private/<token>.ics" in said
    assert "tuyet-mat" not in said
    assert "rat-rieng" not in said
