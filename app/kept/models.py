from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class KeptForm(Base):
    """What somebody sent after their session was over: for their eyes only, on the page it was typed on."""

    __tablename__ = "kept_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(index=True)
    page: Mapped[str]
    prefix: Mapped[str]
    fields: Mapped[list[Any]] = mapped_column(JSON)  # [name, value] in the order of the form
    left_files: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(index=True)
