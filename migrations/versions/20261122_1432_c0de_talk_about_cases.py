"""talk about cases

Revision ID: c0de
Revises: e91a
"""

import sqlalchemy as sa
from alembic import op

revision = "c0de"
down_revision = "e91a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("from_centre", sa.Boolean(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_case_messages_application_id")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["users.id"], name=op.f("fk_case_messages_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_messages_public_id")),
    )
    op.create_index(op.f("ix_case_messages_application_id"), "case_messages", ["application_id"])
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("apply_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_bulk_actions_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_actions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bulk_actions_public_id")),
    )
    op.create_index(op.f("ix_bulk_actions_actor_id"), "bulk_actions", ["actor_id"])
    op.create_index(op.f("ix_bulk_actions_apply_at"), "bulk_actions", ["apply_at"])
    op.create_table(
        "bulk_items",
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_bulk_items_application_id")),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk_actions.id"], name=op.f("fk_bulk_items_bulk_id")),
        sa.PrimaryKeyConstraint("bulk_id", "application_id", name=op.f("pk_bulk_items")),
    )


def downgrade() -> None:
    op.drop_table("bulk_items")
    op.drop_table("bulk_actions")
    op.drop_table("case_messages")
