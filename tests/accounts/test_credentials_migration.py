"""People who were there before passwords had a date."""

from flask import Flask
from sqlalchemy import text

from app.core import schema
from app.core.db import db

HERE, BEFORE = "a1c7", "0001"


def test_old_accounts_take_the_day_they_were_made_and_lose_nothing(ctx: Flask) -> None:
    people = text("SELECT id, email, password_hash, created_at FROM users ORDER BY id")
    with db.engine.connect() as connection:
        before = connection.execute(people).all()
    db.session.close()
    schema.downgrade(db.engine, BEFORE)
    schema.upgrade(db.engine, HERE)
    with db.engine.connect() as connection:
        assert connection.execute(people).all() == before
        undated = text("SELECT count(*) FROM users WHERE credentials_changed_at != created_at")
        assert connection.execute(undated).scalar_one() == 0
    assert before
