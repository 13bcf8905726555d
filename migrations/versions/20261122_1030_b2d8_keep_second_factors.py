"""keep second factors, devices, and the address a link is to prove

Revision ID: b2d8
Revises: b3d1
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "b2d8"
down_revision = "b3d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "half_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_half_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_sign_ins")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_half_sign_ins_secret_digest")),
    )
    op.create_index(op.f("ix_half_sign_ins_user_id"), "half_sign_ins", ["user_id"])
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_recovery_codes_code_digest")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"])
    with op.batch_alter_table("email_links") as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(), nullable=True))
    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.add_column(sa.Column("public_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("network", sa.String(), nullable=True))
    _name_sign_ins()
    with op.batch_alter_table("sign_ins") as batch_op:
        for column in ("public_id", "device", "network"):
            batch_op.alter_column(column, existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_sign_ins_public_id"), ["public_id"])


def _name_sign_ins() -> None:
    connection = op.get_bind()
    name = sa.text("UPDATE sign_ins SET public_id = :public_id, device = '', network = '' WHERE id = :id")
    for (row_id,) in connection.execute(sa.text("SELECT id FROM sign_ins")).all():
        connection.execute(name, {"id": row_id, "public_id": secrets.token_hex(12)})


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.drop_constraint(op.f("uq_sign_ins_public_id"), type_="unique")
        for column in ("network", "device", "public_id"):
            batch_op.drop_column(column)
    with op.batch_alter_table("email_links") as batch_op:
        batch_op.drop_column("email")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("half_sign_ins")
