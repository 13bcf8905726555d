from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Revision(Base):
    """How often what is shown under a topic ("venue:12", "bookings") has changed."""

    __tablename__ = "revisions"

    topic: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    changed_at: Mapped[datetime]
