"""say which rule asks for a paper, and why a letter waits for its own

Revision ID: 7c10
Revises: 6f00
"""

import sqlalchemy as sa
from alembic import op

revision = "7c10"
down_revision = "6f00"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking_papers") as batch_op:
        batch_op.add_column(sa.Column("rule_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_booking_papers_rule_id"), "licence_rules", ["rule_id"], ["id"])
    with op.batch_alter_table("membership_letters") as batch_op:
        batch_op.add_column(sa.Column("paper_fault", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("membership_letters") as batch_op:
        batch_op.alter_column("paper_fault", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("membership_letters") as batch_op:
        batch_op.drop_column("paper_fault")
    with op.batch_alter_table("booking_papers") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_booking_papers_rule_id"), type_="foreignkey")
        batch_op.drop_column("rule_id")
