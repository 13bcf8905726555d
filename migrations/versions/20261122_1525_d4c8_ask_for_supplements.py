"""ask for supplements

Revision ID: d4c8
Revises: d2c3
"""

import sqlalchemy as sa
from alembic import op

revision = "d4c8"
down_revision = "d2c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_supplements_application_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_supplements_asked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_supplements_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplements")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplements_public_id")),
    )
    with op.batch_alter_table("supplements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplements_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplements_status"), ["status"], unique=False)
    op.create_table(
        "supplement_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplement_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("nothing_more", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplement_id"], ["supplements.id"], name=op.f("fk_supplement_items_supplement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_items")),
        sa.UniqueConstraint("supplement_id", "code", name=op.f("uq_supplement_items_supplement_id_code")),
    )
    op.create_table(
        "section_checks",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section_code", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_section_checks_application_id")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["users.id"], name=op.f("fk_section_checks_checked_by")),
        sa.PrimaryKeyConstraint("application_id", "section_code", name=op.f("pk_section_checks")),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promise_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reopened", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("special_days", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("special_days", schema=None) as batch_op:
        batch_op.drop_column("added_at")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("reopened")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_column("promised_on")
        batch_op.drop_column("promise_days")
    op.drop_table("section_checks")
    op.drop_table("supplement_items")
    op.drop_table("supplements")
