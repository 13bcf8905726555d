from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.sink import Sink, connect


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """The app's letters go to a real server, which the test reads."""
    server = Sink()
    connect(app, server)
    yield server
    server.close()
