"""search by words

Revision ID: d7a2
Revises: 1c5e
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "d7a2"
down_revision = "1c5e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The old districts of the wards come with the next `flask seed`."""
    with op.batch_alter_table("wards") as batch_op:
        batch_op.add_column(sa.Column("old_districts", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("search_text", sa.String(), nullable=False, server_default=""))
    _rewrite(lambda text: "".join(f" {word}" for word in re.findall(r"[^\W_]+", text)))


def downgrade() -> None:
    _rewrite(str.strip)
    with op.batch_alter_table("wards") as batch_op:
        batch_op.drop_column("search_text")
        batch_op.drop_column("old_districts")


def _rewrite(change: Callable[[str], str]) -> None:
    spaces = sa.table("spaces", sa.column("id", sa.Integer), sa.column("search_text", sa.String))
    connection = op.get_bind()
    for row in connection.execute(sa.select(spaces).order_by(spaces.c.id)).all():
        connection.execute(sa.update(spaces).where(spaces.c.id == row.id).values(search_text=change(row.search_text)))
