"""note offers passed

Revision ID: 6f01
Revises: 7c10
"""

import sqlalchemy as sa
from alembic import op

revision = "6f01"
down_revision = "7c10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bookings") as batch_op:
        batch_op.add_column(sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bookings") as batch_op:
        batch_op.drop_column("passed_at")
