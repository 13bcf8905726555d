from datetime import timedelta

from sqlalchemy import delete

from app.accounts import rules
from app.accounts.models import Attempt, EmailLink, HalfSignIn, SignIn
from app.core import clock
from app.core.db import db


def forget_attempts_links_and_sign_ins() -> None:
    """What no door asks for any more: attempts and half sign-ins older than a day, links a month over, sign-ins ended
    for a season."""
    now = clock.now()
    db.session.execute(delete(Attempt).where(Attempt.at < now - timedelta(days=1)))
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.created_at < now - timedelta(days=1)))
    db.session.execute(delete(EmailLink).where(EmailLink.expires_at < now - timedelta(days=30)))
    db.session.execute(delete(SignIn).where(SignIn.ended_at < now - timedelta(days=90)))
    db.session.execute(delete(SignIn).where(SignIn.created_at < now - rules.MEMBER_ABSOLUTE - timedelta(days=90)))
