from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete

from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id
from app.kept import queries
from app.kept.models import KeptForm

LIFE = timedelta(hours=1)
MOST_PER_USER = 5


def keep_form(
    user_id: int, *, page: str, prefix: str, fields: Sequence[tuple[str, str]], left_files: Sequence[str]
) -> str:
    """Put aside what was typed, under an id of no use to anybody else; the oldest of too many make room."""
    for old in queries.forms_of(user_id)[MOST_PER_USER - 1 :]:
        db.session.delete(old)
    form = KeptForm(
        public_id=new_public_id(),
        user_id=user_id,
        page=page,
        prefix=prefix,
        fields=[list(pair) for pair in fields],
        left_files=list(left_files),
        created_at=clock.now(),
    )
    db.session.add(form)
    return form.public_id


def find_form(user_id: int, public_id: str) -> KeptForm | None:
    return queries.kept_form(user_id, public_id, since=clock.now() - LIFE)


def drop_form(user_id: int, public_id: str) -> None:
    db.session.execute(delete(KeptForm).where(KeptForm.user_id == user_id, KeptForm.public_id == public_id))


def drop_old_forms() -> None:
    db.session.execute(delete(KeptForm).where(KeptForm.created_at <= clock.now() - LIFE))
