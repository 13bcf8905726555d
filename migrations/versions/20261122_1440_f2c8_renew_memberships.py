"""renew memberships

Revision ID: f2c8
Revises: c0de
"""

import sqlalchemy as sa
from alembic import op

revision = "f2c8"
down_revision = "c0de"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(sa.Column("for_renewals", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("calls") as batch_op:
        batch_op.alter_column("for_renewals", server_default=None)
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_confirmations_application_id")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_confirmations_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("application_id", "item_code", name=op.f("uq_confirmations_application_id_item_code")),
    )


def downgrade() -> None:
    op.drop_table("confirmations")
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_column("for_renewals")
