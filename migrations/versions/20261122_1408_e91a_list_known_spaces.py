"""list known spaces

Revision ID: e91a
Revises: e3a9
"""

import sqlalchemy as sa
from alembic import op

revision = "e91a"
down_revision = "e3a9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.add_column(sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "space_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_space_imports_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_imports")),
        sa.UniqueConstraint("number", name=op.f("uq_space_imports_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_imports_public_id")),
    )
    with op.batch_alter_table("space_imports") as batch_op:
        batch_op.create_index(batch_op.f("ix_space_imports_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_space_imports_created_by"), ["created_by"], unique=False)
    op.create_table(
        "space_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claimant_id"], ["users.id"], name=op.f("fk_space_claims_claimant_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_space_claims_decided_by")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_space_claims_file_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_claims_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_claims")),
        sa.UniqueConstraint("file_id", name=op.f("uq_space_claims_file_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_claims_public_id")),
    )
    with op.batch_alter_table("space_claims") as batch_op:
        batch_op.create_index(batch_op.f("ix_space_claims_claimant_id"), ["claimant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_space_claims_space_id"), ["space_id"], unique=False)
        batch_op.create_index(
            "uq_space_claims_waiting",
            ["space_id", "claimant_id"],
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )


def downgrade() -> None:
    op.drop_table("space_claims")
    op.drop_table("space_imports")
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.drop_column("source")
        batch_op.drop_column("listed_at")
