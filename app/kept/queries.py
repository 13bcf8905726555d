from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.kept.models import KeptForm


def kept_form(user_id: int, public_id: str, *, since: datetime) -> KeptForm | None:
    return db.session.scalars(
        select(KeptForm).where(
            KeptForm.public_id == public_id, KeptForm.user_id == user_id, KeptForm.created_at > since
        )
    ).one_or_none()


def forms_of(user_id: int) -> Sequence[KeptForm]:
    """Newest first."""
    return db.session.scalars(
        select(KeptForm).where(KeptForm.user_id == user_id).order_by(KeptForm.created_at.desc(), KeptForm.id.desc())
    ).all()
