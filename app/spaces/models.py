from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.files.models import Photo, PhotoInSize, StoredFile
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
    legal_name: Mapped[str] = mapped_column(default="", server_default="")  # never shown to the public
    # Who speaks for it, and with whom it works: for the Centre alone, never shown to the public.
    representative_name: Mapped[str] = mapped_column(default="", server_default="")
    representative_title: Mapped[str] = mapped_column(default="", server_default="")
    partner_name: Mapped[str] = mapped_column(default="", server_default="")
    # A point its owner gave. Where it stands on a map is `rules.shown_point`'s to say, not this.
    own_latitude: Mapped[float | None] = mapped_column("latitude")
    own_longitude: Mapped[float | None] = mapped_column("longitude")
    step_free: Mapped[bool | None]  # unknown is not "no"
    step_free_vi: Mapped[str | None]
    step_free_en: Mapped[str | None]
    welcomes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    by_appointment: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # beside its hours, or instead
    hours_note_vi: Mapped[str | None]
    hours_note_en: Mapped[str | None]
    # When somebody of it last said that all this is still right; the Centre asks once a year.
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirm_asked_on: Mapped[date | None]
    demo: Mapped[bool] = mapped_column(default=False)
    # Since when the Centre shows it to everybody as a space it knows of, member or not; and where it knows it from.
    listed_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    ward: Mapped[Ward | None] = relationship(lazy="joined")
    hours: Mapped[list["SpaceHours"]] = relationship(
        order_by="(SpaceHours.weekday, SpaceHours.opens)", cascade="all, delete-orphan"
    )


class SpaceHours(Base):
    """Local hours of a weekday (0 = Monday) when visitors may come; several spans a day, past midnight are two rows."""

    __tablename__ = "space_hours"
    __table_args__ = (
        UniqueConstraint("space_id", "weekday", "opens"),
        CheckConstraint("closes > opens", name="opens_before_closing"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class EditStatus(StrEnum):
    WAITING = "waiting"
    APPLIED = "applied"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"  # the space was changed otherwise meanwhile
    WITHDRAWN = "withdrawn"


class SpaceEdit(Base):
    """What somebody of a space wants changed on its page, where that needs the Centre's yes. At most one waits.

    `before` and `after` hold the changed fields alone; `base_version` is the space's when it was proposed.
    """

    __tablename__ = "space_edits"
    __table_args__ = (
        Index(
            "uq_space_edits_waiting",
            "space_id",
            unique=True,
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    base_version: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default=EditStatus.WAITING)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    space: Mapped[Space] = relationship()
    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by])


class SpacePhoto(Photo, Base):
    """A photo on a space's page."""

    __tablename__ = "space_photos"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)

    space: Mapped[Space] = relationship()
    sizes: Mapped[list["PhotoSize"]] = relationship(
        order_by="PhotoSize.width", lazy="selectin", cascade="all, delete-orphan"
    )


class PhotoSize(PhotoInSize, Base):
    __tablename__ = "space_photo_sizes"

    photo_id: Mapped[int] = mapped_column(ForeignKey("space_photos.id"), primary_key=True)


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


class Departure(Base):
    """Somebody who was on the team once. Kept for good: it still counts when the space is judged."""

    __tablename__ = "space_departures"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    left_at: Mapped[datetime]


class DeclaredTie(Base):
    """What somebody who takes part in judging says of themselves: who they cannot judge, and why."""

    __tablename__ = "declared_ties"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation: Mapped[str]
    organisation_key: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]


class SpaceMark(Base):
    """By what a space and a person's organisation are known to be the same: keys of its names (`core.text.name_key`)
    and hosts of its site and its address. Hosts have a dot, keys have none."""

    __tablename__ = "space_marks"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True, index=True)


class Afterwards(StrEnum):
    """What becomes of an owner who hands a space over, once the other has accepted."""

    MEMBER = "member"
    LEAVE = "leave"


class Invitation(Base):
    """An offer to join a team, made to an address whether or not an account has it. A handover is one too.

    The link in its letter is signed when that is delivered; without an account of this very address it opens nothing.
    """

    __tablename__ = "space_invitations"
    __table_args__ = (
        Index(
            "uq_space_invitations_open",
            "space_id",
            "email",
            unique=True,
            sqlite_where=text("accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    handover: Mapped[str | None]  # of `Afterwards`: the inviter gives their own place away
    by_centre: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    space: Mapped[Space] = relationship(lazy="joined")
    inviter: Mapped[User] = relationship(lazy="joined")


class SentList(Base):
    """A list of spaces somebody sent, kept between the preview and the click, then emptied.

    `lines` are the cells as they were read: [{"line": 2, "cells": {"name_vi": …}}]; `ignored` names columns nobody
    knows. `number` is given at the click and counts the lists of its kind.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ignored: Mapped[list[str]] = mapped_column(JSON)
    samples: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    number: Mapped[int | None] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    entered: Mapped[int] = mapped_column(default=0)


class SpaceImport(SentList):
    """A list of known spaces, such as a survey's."""

    __tablename__ = "space_imports"


class ClaimStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"  # somebody else has become the owner
    WITHDRAWN = "withdrawn"


class Claim(Base):
    """Somebody says that a space nobody looks after is theirs to look after, and the Centre answers."""

    __tablename__ = "space_claims"
    __table_args__ = (
        Index(
            "uq_space_claims_waiting",
            "space_id",
            "claimant_id",
            unique=True,
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    claimant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    position: Mapped[str]
    proof: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), unique=True)
    consented_at: Mapped[datetime]
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=ClaimStatus.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")

    space: Mapped[Space] = relationship(lazy="joined")
    claimant: Mapped[User] = relationship(lazy="joined", foreign_keys=[claimant_id])
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
