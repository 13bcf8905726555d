"""remember all of a wish: how the floor is set, and the terms it does not keep

Revision ID: c4a7
Revises: da21
"""

import sqlalchemy as sa
from alembic import op

revision = "c4a7"
down_revision = "da21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking_changes") as batch_op:
        batch_op.add_column(sa.Column("layout", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("breaches", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("booking_changes") as batch_op:
        batch_op.alter_column("layout", existing_type=sa.String(), server_default=None)
        batch_op.alter_column("breaches", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("booking_changes") as batch_op:
        batch_op.drop_column("breaches")
        batch_op.drop_column("layout")
