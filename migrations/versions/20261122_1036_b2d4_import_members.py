"""import members

Revision ID: b2d4
Revises: b4e2
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "b2d4"
down_revision = "b4e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_imports",
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
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_member_imports_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_imports")),
        sa.UniqueConstraint("number", name=op.f("uq_member_imports_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_imports_public_id")),
    )
    with op.batch_alter_table("member_imports") as batch_op:
        batch_op.create_index(batch_op.f("ix_member_imports_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_imports_created_by"), ["created_by"], unique=False)

    with op.batch_alter_table("certificates") as batch_op:
        batch_op.add_column(sa.Column("number_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.String(), nullable=False, server_default="issued"))
    connection = op.get_bind()
    for certificate_id, number in connection.execute(sa.text("SELECT id, number FROM certificates")).all():
        connection.execute(
            sa.text("UPDATE certificates SET number_key = :key WHERE id = :id"),
            {"key": _key(number), "id": certificate_id},
        )
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.alter_column("number_key", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("origin", existing_type=sa.String(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_certificates_number_key"), ["number_key"])


def downgrade() -> None:
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_certificates_number_key"), type_="unique")
        batch_op.drop_column("origin")
        batch_op.drop_column("number_key")
    op.drop_table("member_imports")


def _key(number: str) -> str:
    """As numbers issued so far are compared: without case, accents and spaces."""
    plain = unicodedata.normalize("NFD", number.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign) and not sign.isspace())
