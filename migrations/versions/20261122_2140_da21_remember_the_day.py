"""remember the day

Revision ID: da21
Revises: 6f01
"""

import sqlalchemy as sa
from alembic import op

revision = "da21"
down_revision = "6f01"
branch_labels = None
depends_on = None

INSTANTS = ("booked_ends_at", "booked_public_ends_at", "answered_at", "report_asked_at", "report_reminded_at")


def upgrade() -> None:
    with op.batch_alter_table("booking_usages") as batch_op:
        for name in INSTANTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("booking_usages") as batch_op:
        batch_op.alter_column("answer", existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("booking_usages") as batch_op:
        batch_op.drop_column("answer")
        for name in reversed(INSTANTS):
            batch_op.drop_column(name)
