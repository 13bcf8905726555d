"""add self checks

Revision ID: e3a9
Revises: e4a1
"""

import sqlalchemy as sa
from alembic import op

revision = "e3a9"
down_revision = "e4a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("points", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(met IS NULL) <> (points IS NULL)", name=op.f("ck_self_checks_one_of_two")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_self_checks_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_checks")),
        sa.UniqueConstraint("application_id", "item_code", name=op.f("uq_self_checks_application_id_item_code")),
    )


def downgrade() -> None:
    op.drop_table("self_checks")
