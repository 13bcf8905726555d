"""What has served is forgotten at night; what a door may still ask for stays."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import jobs
from app.accounts.models import Attempt, EmailLink, HalfSignIn, SignIn
from app.core import clock
from app.core.db import db, transact
from app.core.ids import digest, new_public_id
from tests.cast import Cast

DAY = timedelta(days=1)


def _ages(column) -> list[int]:  # type: ignore[no-untyped-def]
    return sorted((clock.now() - moment) // DAY for moment in db.session.scalars(select(column)))


def test_what_has_served_is_forgotten(ctx: Flask, cast: Cast) -> None:
    with travel(clock.now(), tick=False):
        now, user = clock.now(), cast.user("lan").id

        def rows() -> None:
            for days in (0, 2):
                db.session.add(Attempt(kind="sign_in", key_digest=digest("x"), at=now - days * DAY))
            for days in (-1, 29, 31):
                db.session.add(
                    EmailLink(user_id=user, purpose="confirm", public_id=new_public_id(), expires_at=now - days * DAY)
                )
            db.session.add(HalfSignIn(user_id=user, secret_digest=new_public_id(), created_at=now - 2 * DAY))
            for born, ended in ((10, None), (95, 89), (95, 91), (181, None)):
                db.session.add(
                    SignIn(
                        public_id=new_public_id(),
                        user_id=user,
                        secret_digest=new_public_id(),
                        created_at=now - born * DAY,
                        last_seen_at=now - born * DAY,
                        ended_at=None if ended is None else now - ended * DAY,
                    )
                )

        transact(rows)
        jobs.run(ctx, "tidy")
        assert _ages(Attempt.at) == [0]
        assert _ages(EmailLink.expires_at) == [-1, 29]
        assert _ages(HalfSignIn.created_at) == []
        assert _ages(SignIn.created_at) == [10, 95]
