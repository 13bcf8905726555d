"""add ceremonies

Revision ID: ce40
Revises: 5a9e
"""

import sqlalchemy as sa
from alembic import op

revision = "ce40"
down_revision = "5a9e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ceremonies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_vi", sa.String(), nullable=False),
        sa.Column("place_en", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("proof_due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_ceremonies_created_by")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_ceremonies_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremonies")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ceremonies_public_id")),
    )
    op.create_table(
        "ceremony_guests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("ceremony_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_times", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_name_vi", sa.String(), nullable=False),
        sa.Column("proof_name_en", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("wanted_name_vi", sa.String(), nullable=False),
        sa.Column("wanted_name_en", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("waived_reason", sa.String(), nullable=False),
        sa.Column("waived_by", sa.Integer(), nullable=True),
        sa.Column("tried_for", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coming", sa.Boolean(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_by", sa.Integer(), nullable=True),
        sa.Column("handed_to", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("tracking", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_ceremony_guests_answered_by")),
        sa.ForeignKeyConstraint(["ceremony_id"], ["ceremonies.id"], name=op.f("fk_ceremony_guests_ceremony_id")),
        sa.ForeignKeyConstraint(["event_id"], ["membership_events.id"], name=op.f("fk_ceremony_guests_event_id")),
        sa.ForeignKeyConstraint(["handed_over_by"], ["users.id"], name=op.f("fk_ceremony_guests_handed_over_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_ceremony_guests_space_id")),
        sa.ForeignKeyConstraint(["waived_by"], ["users.id"], name=op.f("fk_ceremony_guests_waived_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony_guests")),
        sa.UniqueConstraint("event_id", name=op.f("uq_ceremony_guests_event_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ceremony_guests_public_id")),
    )
    with op.batch_alter_table("ceremony_guests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ceremony_guests_ceremony_id"), ["ceremony_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ceremony_guests_space_id"), ["space_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ceremony_guests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ceremony_guests_space_id"))
        batch_op.drop_index(batch_op.f("ix_ceremony_guests_ceremony_id"))

    op.drop_table("ceremony_guests")
    op.drop_table("ceremonies")
