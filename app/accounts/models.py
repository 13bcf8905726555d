from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Base
from app.core.text import name_key, searchable


class Role(StrEnum):
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


class RoleGrant(Base):
    __tablename__ = "role_grants"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class User(Base):
    """A person with an address. Operators have no role: what they may do follows from the spaces they are on."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # A new password, or the account disabled: whatever this person was given before (calendar links) is dead.
    credentials_changed_at: Mapped[datetime]
    # Where the person works, in their own words; its key and the host of the address tell who belongs together.
    organisation: Mapped[str] = mapped_column(default="", server_default="")
    organisation_key: Mapped[str] = mapped_column(default="", server_default="", index=True)
    mail_host: Mapped[str] = mapped_column(default="", server_default="", index=True)
    search_text: Mapped[str] = mapped_column(default="", server_default="")

    grants: Mapped[list[RoleGrant]] = relationship(
        foreign_keys=RoleGrant.user_id, order_by=RoleGrant.role, cascade="all, delete-orphan"
    )

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @validates("name", "email")
    def _note_words(self, column: str, said: str) -> str:
        if column == "email":
            self.mail_host = said.rpartition("@")[2].lower()
        self.search_text = searchable(said, self.email if column == "name" else self.name)
        return said

    @validates("organisation")
    def _note_key(self, _name: str, organisation: str) -> str:
        self.organisation_key = name_key(organisation)
        return organisation

    def get_id(self) -> str:
        return self.public_id

    @property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}


class SignIn(Base):
    """One signed-in browser. The cookie holds a random secret, this row its digest; ending the row ends the cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    # "Chrome, Windows" and "113.190.*.*": enough to know one's own devices again, too little to follow anybody.
    device: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class HalfSignIn(Base):
    """The password was right, the code is still to come. Good for one sign-in and some minutes."""

    __tablename__ = "half_sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class SecondFactor(Base):
    """An app on the person's phone that shows codes. The secret itself is not here: see `keyed.totp_secret`."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    seed: Mapped[str]
    started_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # of the clock, 30 s each: a code is good once


class RecoveryCode(Base):
    """For the day the phone is lost. Only a keyed digest is kept; each is good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_digest: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class EmailLink(Base):
    """A link sent by mail, good once and for a while, for one purpose ("confirm", "reset", "change_email").

    `email` is the new address where the link is to prove one.

    The address in the mail is signed when it is delivered, so neither this row nor the mail's row opens anything.
    """

    __tablename__ = "email_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str]
    public_id: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class Consent(Base):
    """Who agreed to which text, when and where. Never pre-ticked (Luật 91/2025/QH15)."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id"))
    text_digest: Mapped[str]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Attempt(Base):
    """A try at a door (`rules.ATTEMPTS_ALLOWED`), counted so that guessing is slow. Keys are digests."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key_digest: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Absence(Base):
    """Local days, both included, on which somebody's work is another's. The deputy gets no right that they lack,
    but for deciding about the venues the other decides about (`accounts.queries.answers_for`)."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("user_id <> deputy_id", name="somebody_else"),
        CheckConstraint("first_on <= last_on", name="first_before_last"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])
