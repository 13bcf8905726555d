from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.places.models import Ward


class SpaceKind(StrEnum):
    """Kinds of the 2023 survey; a space may be several. `ONLINE` alone means there is no place to visit."""

    PUBLIC = "public"
    HERITAGE = "heritage"
    EDUCATION = "education"
    MUSEUM = "museum"
    CRAFT_VILLAGE = "craft_village"
    ENTERPRISE = "enterprise"
    ART_SPACE = "art_space"
    ONLINE = "online"
    LIBRARY = "library"
    GALLERY = "gallery"
    CAFE = "cafe"
    COWORKING = "coworking"


class Ownership(StrEnum):
    STATE = "state"
    PRIVATE = "private"
    FOREIGN = "foreign"
    GROUP = "group"


class Exactness(StrEnum):
    """How exactly the address is shown, everywhere: pages, map, exports, feeds. Many spaces are homes."""

    EXACT = "exact"
    STREET = "street"
    WARD = "ward"


class Space(Versioned, Base):
    __tablename__ = "spaces"
    __table_args__ = (CheckConstraint("ward_code IS NOT NULL OR online", name="placed_or_online"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    summary_vi: Mapped[str]
    summary_en: Mapped[str | None]
    description_vi: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str | None]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    ownership: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(JSON)
    online: Mapped[bool] = mapped_column(default=False)
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("wards.code"), index=True)
    old_district: Mapped[str | None]
    house_number: Mapped[str | None]
    street: Mapped[str | None]
    exactness: Mapped[str] = mapped_column(default=Exactness.WARD)
    channels: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    ward: Mapped[Ward | None] = relationship(lazy="joined")


class TeamRole(StrEnum):
    OWNER = "owner"
    MEMBER = "member"


class TeamMember(Base):
    __tablename__ = "space_team"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str]
    joined_at: Mapped[datetime]

    space: Mapped[Space] = relationship()
    user: Mapped[User] = relationship(lazy="joined")
