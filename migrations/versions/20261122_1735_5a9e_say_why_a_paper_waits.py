"""say why a paper waits

Revision ID: 5a9e
Revises: a59a1b30ecc4
"""

import sqlalchemy as sa
from alembic import op

revision = "5a9e"
down_revision = "a59a1b30ecc4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.add_column(sa.Column("paper_fault", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.alter_column("paper_fault", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.drop_column("paper_fault")
