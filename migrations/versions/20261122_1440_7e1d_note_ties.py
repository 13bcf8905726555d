"""note ties

Revision ID: 7e1d
Revises: f2c8
"""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "7e1d"
down_revision = "f2c8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        for name in ("organisation", "organisation_key", "mail_host"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_users_organisation_key"), ["organisation_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_users_mail_host"), ["mail_host"], unique=False)
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.add_column(sa.Column("legal_name", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "space_marks",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_marks_space_id")),
        sa.PrimaryKeyConstraint("space_id", "mark", name=op.f("pk_space_marks")),
    )
    with op.batch_alter_table("space_marks") as batch_op:
        batch_op.create_index(batch_op.f("ix_space_marks_mark"), ["mark"], unique=False)
    op.create_table(
        "space_departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_departures_space_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_space_departures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_departures")),
    )
    op.create_table(
        "declared_ties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("organisation_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_declared_ties_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_ties")),
        sa.UniqueConstraint("public_id", name=op.f("uq_declared_ties_public_id")),
    )
    for table, columns in (
        ("space_departures", ("space_id", "user_id")),
        ("declared_ties", ("user_id", "organisation_key")),
    ):
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
    _fill_in()


def downgrade() -> None:
    op.drop_table("declared_ties")
    op.drop_table("space_departures")
    op.drop_table("space_marks")
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.drop_column("legal_name")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_mail_host"))
        batch_op.drop_index(batch_op.f("ix_users_organisation_key"))
        for name in ("mail_host", "organisation_key", "organisation"):
            batch_op.drop_column(name)


def _fill_in() -> None:
    """Hosts of addresses, marks of spaces, and who left a team, as far as the log still tells."""
    connection = op.get_bind()
    users = sa.table("users", sa.column("id", sa.Integer), sa.column("email"), sa.column("mail_host"))
    for user in connection.execute(sa.select(users.c.id, users.c.email).order_by(users.c.id)).all():
        host = user.email.rpartition("@")[2].lower()
        connection.execute(sa.update(users).where(users.c.id == user.id).values(mail_host=host))
    spaces = sa.table(
        "spaces",
        sa.column("id", sa.Integer),
        sa.column("name_vi"),
        sa.column("name_en"),
        sa.column("channels", sa.JSON),
    )
    marks = sa.table("space_marks", sa.column("space_id", sa.Integer), sa.column("mark"))
    for space in connection.execute(sa.select(spaces).order_by(spaces.c.id)).all():
        site = urlsplit(space.channels.get("website", "")).hostname or ""
        hosts = {site.removeprefix("www."), space.channels.get("email", "").rpartition("@")[2].lower()}
        for mark in sorted({*hosts, _key(space.name_vi), _key(space.name_en or "")} - {""}):
            connection.execute(sa.insert(marks).values(space_id=space.id, mark=mark))
    _tell_departures(connection, {user.id for user in connection.execute(sa.select(users.c.id)).all()})


def _tell_departures(connection: sa.Connection, known: set[int]) -> None:
    entries = sa.table(
        "audit_entries", sa.column("id", sa.Integer), sa.column("subject"), sa.column("action"),
        sa.column("at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    payloads = sa.table("audit_payloads", sa.column("entry_id", sa.Integer), sa.column("payload", sa.JSON))
    departures = sa.table(
        "space_departures", sa.column("space_id", sa.Integer), sa.column("user_id", sa.Integer),
        sa.column("left_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    rows = connection.execute(
        sa.select(entries.c.subject, entries.c.at, payloads.c.payload)
        .join(payloads, payloads.c.entry_id == entries.c.id)
        .where(entries.c.action == "space.team_left")
        .order_by(entries.c.id)
    ).all()
    for row in rows:
        left: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        space_id, user_id = int(row.subject.partition(":")[2]), row.payload.get("user_id")
        if user_id in known:
            connection.execute(sa.insert(departures).values(space_id=space_id, user_id=user_id, left_at=left))


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    folded = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", folded))
