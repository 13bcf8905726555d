"""give people private feeds

Revision ID: f33d
Revises: b2d8
"""

import sqlalchemy as sa
from alembic import op

revision = "f33d"
down_revision = "b2d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_feed_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_links")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feed_links_public_id")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_feed_links_secret_digest")),
    )
    with op.batch_alter_table("feed_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_links_user_id"), ["user_id"], unique=False)

    op.create_table(
        "feed_fetches",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("counted_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["feed_links.id"], name=op.f("fk_feed_fetches_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_feed_fetches")),
    )


def downgrade() -> None:
    op.drop_table("feed_fetches")
    with op.batch_alter_table("feed_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_links_user_id"))

    op.drop_table("feed_links")
