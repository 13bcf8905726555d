"""add space invitations

Revision ID: b4e2
Revises: f33d
"""

import sqlalchemy as sa
from alembic import op

revision = "b4e2"
down_revision = "f33d"
branch_labels = None
depends_on = None

UNANSWERED = sa.text("accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "space_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("handover", sa.String(), nullable=True),
        sa.Column("by_centre", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_space_invitations_invited_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_invitations_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_invitations_public_id")),
    )
    with op.batch_alter_table("space_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_space_invitations_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_space_invitations_invited_by"), ["invited_by"], unique=False)
        batch_op.create_index(
            "uq_space_invitations_open",
            ["space_id", "email"],
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        )


def downgrade() -> None:
    with op.batch_alter_table("space_invitations", schema=None) as batch_op:
        batch_op.drop_index("uq_space_invitations_open", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED)
        batch_op.drop_index(batch_op.f("ix_space_invitations_invited_by"))
        batch_op.drop_index(batch_op.f("ix_space_invitations_email"))

    op.drop_table("space_invitations")
