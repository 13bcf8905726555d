"""add photos of spaces

Revision ID: c3f1
Revises: b2d4
"""

import sqlalchemy as sa
from alembic import op

revision = "c3f1"
down_revision = "b2d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "space_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_vi", sa.String(), nullable=False),
        sa.Column("alt_en", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_photos_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_photos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_photos_public_id")),
    )
    op.create_index(op.f("ix_space_photos_space_id"), "space_photos", ["space_id"])
    op.create_table(
        "space_photo_sizes",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_space_photo_sizes_file_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["space_photos.id"], name=op.f("fk_space_photo_sizes_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", "width", name=op.f("pk_space_photo_sizes")),
        sa.UniqueConstraint("file_id", name=op.f("uq_space_photo_sizes_file_id")),
    )


def downgrade() -> None:
    op.drop_table("space_photo_sizes")
    op.drop_index(op.f("ix_space_photos_space_id"), table_name="space_photos")
    op.drop_table("space_photos")
