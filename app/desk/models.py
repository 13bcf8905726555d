from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Snooze(Base):
    """A task somebody does not want to see for a while. It is back earlier when the task's stamp is another."""

    __tablename__ = "desk_snoozes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    task_key: Mapped[str] = mapped_column(primary_key=True)
    until_at: Mapped[datetime]
    stamp: Mapped[str]
    made_at: Mapped[datetime]


class Take(Base):
    """Who said that they do a task. Tasks themselves are no rows: they follow from how things stand."""

    __tablename__ = "desk_takes"

    task_key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    taken_at: Mapped[datetime]


class SavedFilter(Base):
    """A view of the list somebody kept; a shared one is everybody's at the desk."""

    __tablename__ = "desk_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
    shared: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class SetupMark(Base):
    """A step of the first-run guide that somebody looked at or tried; `digest` is of what stood there then."""

    __tablename__ = "setup_marks"

    step: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    done_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime]
