"""add benefits and letters

Revision ID: d9eb00503671
Revises: ce40
"""

import sqlalchemy as sa
from alembic import op

revision = "d9eb00503671"
down_revision = "ce40"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("for_full", sa.Boolean(), nullable=False),
        sa.Column("for_associate", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits")),
        sa.UniqueConstraint("code", name=op.f("uq_benefits_code")),
    )
    op.create_table(
        "benefit_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_uses_benefit_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_benefit_uses_entered_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_benefit_uses_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_uses")),
        sa.UniqueConstraint("public_id", name=op.f("uq_benefit_uses_public_id")),
    )
    with op.batch_alter_table("benefit_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_uses_benefit_id"), ["benefit_id"], unique=False)
        batch_op.create_index("ix_benefit_uses_space_day", ["space_id", "used_on"], unique=False)

    op.create_table(
        "membership_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_membership_letters_asked_by")),
        sa.ForeignKeyConstraint(["pdf_id"], ["files.id"], name=op.f("fk_membership_letters_pdf_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_membership_letters_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_letters")),
        sa.UniqueConstraint("check_code", name=op.f("uq_membership_letters_check_code")),
        sa.UniqueConstraint("number", name=op.f("uq_membership_letters_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_letters_public_id")),
    )
    with op.batch_alter_table("membership_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_letters_space_id"), ["space_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("membership_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_letters_space_id"))

    op.drop_table("membership_letters")
    with op.batch_alter_table("benefit_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_benefit_uses_space_day")
        batch_op.drop_index(batch_op.f("ix_benefit_uses_benefit_id"))

    op.drop_table("benefit_uses")
    op.drop_table("benefits")
