"""note late changes of bookings until those who follow them are told

Revision ID: 50a4
Revises: b1d7
"""

import sqlalchemy as sa
from alembic import op

revision = "50a4"
down_revision = "b1d7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "late_changes",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("was_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_late_changes_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "sequence", name=op.f("pk_late_changes")),
    )


def downgrade() -> None:
    op.drop_table("late_changes")
