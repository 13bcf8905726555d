"""keep bookings

Revision ID: a59a1b30ecc4
Revises: ce01
"""

import sqlalchemy as sa
from alembic import op

revision = "a59a1b30ecc4"
down_revision = "ce01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_keeps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("lapse_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_keeps_booking_id")),
        sa.ForeignKeyConstraint(["kept_by"], ["users.id"], name=op.f("fk_booking_keeps_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_keeps")),
        sa.UniqueConstraint("booking_id", "lapse_key", name=op.f("uq_booking_keeps_booking_id_lapse_key")),
    )


def downgrade() -> None:
    op.drop_table("booking_keeps")
