"""note departures and invitations

Revision ID: 1c5e
Revises: c3f1
"""

import sqlalchemy as sa
from alembic import op

revision = "1c5e"
down_revision = "c3f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_departures",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_departures_booking_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_booking_departures_venue_id")),
        sa.PrimaryKeyConstraint("booking_id", "venue_id", name=op.f("pk_booking_departures")),
    )
    with op.batch_alter_table("booking_departures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_departures_venue_id"), ["venue_id"], unique=False)

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitation", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("thread", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_mails_thread"), ["thread"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_thread"))
        batch_op.drop_column("thread")
        batch_op.drop_column("invitation")

    with op.batch_alter_table("booking_departures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_departures_venue_id"))

    op.drop_table("booking_departures")
