from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import config as configuration
from app import create_app
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.applications.models import Application, Supplement, SupplementStatus
from app.calendars.service import make_link
from app.ceremonies.models import Guest, Proof
from app.config import ROOT
from app.core import schema
from app.core.db import db, transact
from app.demo.load import load_demo
from app.demo.people import DOMAIN
from app.evaluations.models import Appeal, AppealStatus, Condition, Decision, DecisionStatus
from app.seed import seed
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from tests import put_aside
from tests.conftest import NOW
from tests.web.browserless import Client
from tests.web.demo import Demo, add_related

SHOWS = {"views", "views.py", "staff", "staff.py", "forms.py", "cli.py"}


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Loading takes most of a minute, so what comes of it is put aside for every run of the same code."""
    instance = tmp_path_factory.mktemp("demo")
    put_aside.copy("demo", [*WHAT_A_LOAD_READS, Path(__file__)], _load, instance)
    app = _app(instance)
    yield Demo(app)
    app.extensions["database"].dispose()


# What makes the demo what it is. Views, forms and pages only show it.
WHAT_A_LOAD_READS = [
    *(path for path in (ROOT / "app").rglob("*") if path.suffix in {".py", ".typ"} and not SHOWS & set(path.parts)),
    *(path for folder in ("data", "migrations", "translations") for path in (ROOT / folder).rglob("*.*")
      if path.suffix not in {".pyc", ".mo"}),
    *(ROOT / "tests" / name for name in ("conftest.py", "once.py", "web/demo.py")),
    ROOT / "requirements.txt",
]  # fmt: skip


def _app(instance: Path) -> Flask:
    given = {"MODE": "demo", "INSTANCE": str(instance), "SECRET_KEY": "demo-" * 10}
    app = create_app(configuration.load(given))
    app.test_client_class = Client
    return app


def _load(instance: Path) -> None:
    """Everybody signed in ten minutes ago: long enough for the next page to note that they are seen again."""
    app = _app(instance)
    schema.upgrade(app.extensions["database"])
    demo = Demo(app)
    with time_machine.travel(NOW - timedelta(minutes=10), tick=False):
        with app.app_context():
            transact(seed)
            load_demo()
            demo.feed_token = transact(lambda: make_link(name="iPhone của Lan", scope="mine", actor=owner()))
            transact(
                lambda: add_related(spaces_of(owner())[0], proposed().application.space, *still_open(), named().space)
            )
        demo.sign_everybody_in()
    demo.keep()
    app.extensions["database"].dispose()


def named() -> Guest:
    """Whoever asks for another spelling of the name on the certificate."""
    return db.session.scalars(select(Guest).where(Guest.proof == Proof.WANTED)).one()


def owner() -> User:
    lan = user_by_email(f"lan@{DOMAIN}")
    assert lan is not None
    return lan


def proposed() -> Decision:
    """The decision that waits to be signed."""
    decision = db.session.scalars(select(Decision).where(Decision.status == DecisionStatus.PROPOSED)).first()
    assert decision is not None
    return decision


def still_open() -> list[Space]:
    """Whose appeal waits for an answer, who has a condition to meet, and who was asked to add something."""
    appealed = select(Decision.application_id).join(Appeal).where(Appeal.status == AppealStatus.FILED)
    bound = select(Decision.application_id).join(Condition)
    asked = select(Supplement.application_id).where(Supplement.status == SupplementStatus.OPEN)
    return [
        db.session.scalars(select(Space).join(Application).where(Application.id.in_(cases))).one()
        for cases in (appealed, bound, asked)
    ]


@pytest.fixture
def demo(loaded_demo: Demo) -> Demo:
    loaded_demo.reset()
    return loaded_demo
