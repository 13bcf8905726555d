from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Ward(Base):
    """One of Hanoi's 126 units since 1/7/2025. Centroids only: no ward polygons with a clear licence exist."""

    __tablename__ = "wards"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"
