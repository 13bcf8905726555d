from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from app import config as configuration
from app import create_app
from app.core import schema
from app.core.db import make_engine, transact
from app.demo.load import load_demo
from app.seed import seed
from tests.conftest import NOW
from tests.web.browserless import Client
from tests.web.demo import Demo


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Everybody signed in ten minutes ago: long enough for the next page to note that they are seen again."""
    config = configuration.load(
        {"MODE": "demo", "INSTANCE": str(tmp_path_factory.mktemp("demo")), "SECRET_KEY": "demo-" * 10}
    )
    engine = make_engine(config.database_url)
    schema.upgrade(engine)
    engine.dispose()
    app = create_app(config)
    app.test_client_class = Client
    demo = Demo(app)
    with time_machine.travel(NOW - timedelta(minutes=10), tick=False):
        with app.app_context():
            transact(seed)
            load_demo()
        demo.sign_everybody_in()
    demo.keep()
    yield demo
    app.extensions["database"].dispose()


@pytest.fixture
def demo(loaded_demo: Demo) -> Demo:
    loaded_demo.reset()
    return loaded_demo
