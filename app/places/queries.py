from sqlalchemy import select

from app.core.db import db
from app.core.text import sort_key
from app.places.models import Ward


def all_wards() -> list[Ward]:
    """In Vietnamese alphabetical order, which the databases cannot give."""
    wards = db.session.scalars(select(Ward).order_by(Ward.code)).all()
    return sorted(wards, key=lambda ward: (sort_key(ward.name), ward.code))


def ward(code: str) -> Ward | None:
    return db.session.get(Ward, code)
