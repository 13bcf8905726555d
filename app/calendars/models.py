from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class FeedBody(Base):
    """When the bytes of a feed last changed, so that Last-Modified never goes back. A cache that a GET may write."""

    __tablename__ = "feed_bodies"

    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    changed_at: Mapped[datetime]
