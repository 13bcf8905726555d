"""name a contact of a case

Revision ID: d2b2
Revises: f20b
"""

import sqlalchemy as sa
from alembic import op

revision = "d2b2"
down_revision = "f20b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_applications_contact_id"), "users", ["contact_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_applications_contact_id"), type_="foreignkey")
        batch_op.drop_column("contact_id")
