"""keep dossiers on paper

Revision ID: d2c3
Revises: d2b2
"""

import sqlalchemy as sa
from alembic import op

revision = "d2c3"
down_revision = "d2b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_paper_dossiers_application_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_paper_dossiers_recorded_by")),
        sa.ForeignKeyConstraint(["scan_id"], ["files.id"], name=op.f("fk_paper_dossiers_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_dossiers")),
    )
    with op.batch_alter_table("paper_dossiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_dossiers_application_id"), ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_table("paper_dossiers")
