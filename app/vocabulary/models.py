from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Word(Base):
    """A choice of one of the lists the Centre keeps: fields, kinds of spaces, whom a space welcomes. A code never
    changes and is never taken away once something has it; a hidden one is not offered any more."""

    __tablename__ = "vocabulary"

    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
