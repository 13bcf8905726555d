"""visit spaces

Revision ID: c71d
Revises: d4c8
"""

import sqlalchemy as sa
from alembic import op

revision = "c71d"
down_revision = "d4c8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visitors", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_note", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_site_visits_application_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["users.id"], name=op.f("fk_site_visits_planned_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_site_visits_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visits")),
        sa.UniqueConstraint("public_id", name=op.f("uq_site_visits_public_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_site_visits_uid")),
    )
    with op.batch_alter_table("site_visits") as batch_op:
        batch_op.create_index(batch_op.f("ix_site_visits_application_id"), ["application_id"], unique=False)
        batch_op.create_index(
            "uq_site_visits_planned",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        )
    op.create_table(
        "visit_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_visit_photos_file_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["site_visits.id"], name=op.f("fk_visit_photos_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photos")),
        sa.UniqueConstraint("file_id", name=op.f("uq_visit_photos_file_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_photos_public_id")),
    )
    with op.batch_alter_table("visit_photos") as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_photos_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("visit_photos")
    op.drop_table("site_visits")
