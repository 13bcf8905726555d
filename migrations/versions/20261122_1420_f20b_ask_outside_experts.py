"""ask outside experts

Revision ID: f20b
Revises: d5c1
"""

import sqlalchemy as sa
from alembic import op

revision = "f20b"
down_revision = "d5c1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("shown_files", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflict_note", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_opinions_application_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_opinions_asked_by")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_opinions_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("file_id", name=op.f("uq_opinions_file_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opinions_public_id")),
    )
    with op.batch_alter_table("opinions") as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_application_id"), ["application_id"], unique=False)
    op.create_table(
        "opinion_links",
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions.id"], name=op.f("fk_opinion_links_opinion_id")),
        sa.PrimaryKeyConstraint("link_hash", name=op.f("pk_opinion_links")),
    )
    with op.batch_alter_table("opinion_links") as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_links_opinion_id"), ["opinion_id"], unique=False)


def downgrade() -> None:
    op.drop_table("opinion_links")
    op.drop_table("opinions")
