from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import config as configuration
from app import create_app
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.calendars.service import make_link
from app.core import schema
from app.core.db import db, make_engine, transact
from app.demo.load import load_demo
from app.demo.people import DOMAIN
from app.evaluations.models import Decision, DecisionStatus
from app.seed import seed
from app.spaces.queries import spaces_of
from tests.conftest import NOW
from tests.web.browserless import Client
from tests.web.demo import Demo, add_related


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
            demo.feed_token = transact(lambda: make_link(name="iPhone của Lan", scope="mine", actor=owner()))
            transact(lambda: add_related(spaces_of(owner())[0], proposed().application.space))
        demo.sign_everybody_in()
    demo.keep()
    yield demo
    app.extensions["database"].dispose()


def owner() -> User:
    lan = user_by_email(f"lan@{DOMAIN}")
    assert lan is not None
    return lan


def proposed() -> Decision:
    """The decision that waits to be signed."""
    decision = db.session.scalars(select(Decision).where(Decision.status == DecisionStatus.PROPOSED)).first()
    assert decision is not None
    return decision


@pytest.fixture
def demo(loaded_demo: Demo) -> Demo:
    loaded_demo.reset()
    return loaded_demo
