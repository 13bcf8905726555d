"""say that a space opens by appointment

Revision ID: a1d5
Revises: 6e1d
"""

import sqlalchemy as sa
from alembic import op

revision = "a1d5"
down_revision = "6e1d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("spaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_appointment", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("spaces", schema=None) as batch_op:
        batch_op.drop_column("by_appointment")
