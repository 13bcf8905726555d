"""seal the log

Revision ID: 5a1e
Revises: d7a2
"""

import sqlalchemy as sa
from alembic import op

revision = "5a1e"
down_revision = "d7a2"
branch_labels = None
depends_on = None

COLUMNS = {"format": "1", "audience": "centre", "role": "", "alias": "", "salt": ""}


def upgrade() -> None:
    """Lines that are there keep their digests, made in the first format."""
    with op.batch_alter_table("audit_entries") as batch_op:
        for name, default in COLUMNS.items():
            kind = sa.Integer() if name == "format" else sa.String()
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    op.create_table(
        "audit_anchors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchors")),
        sa.UniqueConstraint("digest", name=op.f("uq_audit_anchors_digest")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("anchor_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["anchor_id"], ["audit_anchors.id"], name=op.f("fk_audit_heads_anchor_id")),
        sa.PrimaryKeyConstraint("anchor_id", "subject", name=op.f("pk_audit_heads")),
    )
    with op.batch_alter_table("audit_heads") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_heads_subject"), ["subject"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_heads") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_heads_subject"))
    op.drop_table("audit_heads")
    op.drop_table("audit_anchors")
    with op.batch_alter_table("audit_entries") as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
