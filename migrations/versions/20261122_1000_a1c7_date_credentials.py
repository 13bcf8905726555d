"""date credentials

Revision ID: a1c7
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "a1c7"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("credentials_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users SET credentials_changed_at = created_at")
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("credentials_changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("credentials_changed_at")
