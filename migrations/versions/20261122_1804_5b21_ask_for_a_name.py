"""ask for a name

Revision ID: 5b21
Revises: d9eb00503671
"""

import sqlalchemy as sa
from alembic import op

revision = "5b21"
down_revision = "d9eb00503671"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_name_requests_asked_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_name_requests_settled_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_name_requests_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_requests")),
    )
    with op.batch_alter_table("name_requests") as batch_op:
        batch_op.create_index(batch_op.f("ix_name_requests_space_id"), ["space_id"], unique=False)
        batch_op.create_index(
            "uq_name_requests_open",
            ["space_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("name_requests")
