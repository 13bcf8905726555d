"""Addresses handed out before people could choose what theirs show: they go on, and tell what they always told."""

from flask import Flask
from sqlalchemy import text

from app.calendars import service
from app.calendars.definition import Depth
from app.core import schema
from app.core.db import db, transact
from tests.calendars.factories import staff
from tests.calendars.links import made_for

BEFORE = "c4a7"


def test_links_of_the_three_old_kinds_live_on(app: Flask) -> None:
    old = {scope: made_for(app, key, scope) for key, scope in (("lan", "mine"), ("lan", "busy"), ("tuan", "staff"))}
    with app.app_context():
        links = text("SELECT scope, depth, revoked_at FROM feed_links ORDER BY id")
        with db.engine.connect() as connection:
            before = connection.execute(links).all()
        db.session.close()
        schema.downgrade(db.engine, BEFORE)
        with db.engine.connect() as connection:
            scopes = connection.execute(text("SELECT scope FROM feed_links ORDER BY id")).scalars().all()
        assert scopes == ["mine", "busy", "staff"]
        schema.upgrade(db.engine)
        with db.engine.connect() as connection:
            assert connection.execute(links).all() == before
    client = app.test_client()
    assert {scope: client.get(path).status_code for scope, path in old.items()} == dict.fromkeys(old, 200)


def test_going_back_stops_what_the_release_before_does_not_know(app: Flask) -> None:
    with app.app_context():
        transact(lambda: service.add_device(name="Máy", depth=Depth.OWN, actor=staff("lan")))
        db.session.close()
        schema.downgrade(db.engine, BEFORE)
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT scope, revoked_at IS NULL FROM feed_links")).all() == [("mine", 0)]
        schema.upgrade(db.engine)
