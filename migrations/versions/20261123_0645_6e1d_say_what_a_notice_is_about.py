"""say what a notice is about

Revision ID: 6e1d
Revises: f0a8
"""

import sqlalchemy as sa
from alembic import op

revision = "6e1d"
down_revision = "f0a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_column("about")
