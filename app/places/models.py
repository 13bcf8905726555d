from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Ward(Base):
    """One of Hanoi's 126 units since 1/7/2025. Centroids only: no ward polygons with a clear licence exist.

    `old_districts`, without their kinds, are unofficial and for search alone.
    """

    __tablename__ = "wards"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    old_districts: Mapped[list[str]] = mapped_column(JSON, default=list)
    search_text: Mapped[str] = mapped_column(default="")

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"
