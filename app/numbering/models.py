from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Counter(Base):
    """The last number given out under a name; its row lock makes numbers gap-free under concurrency."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
