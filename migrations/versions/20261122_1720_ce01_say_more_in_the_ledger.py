"""say more in the ledger

Revision ID: ce01
Revises: c71d
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "ce01"
down_revision = "c71d"
branch_labels = None
depends_on = None

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


def upgrade() -> None:
    with op.batch_alter_table("membership_events") as batch_op:
        batch_op.add_column(sa.Column("ground", sa.String()))
        batch_op.add_column(sa.Column("hearing_on", sa.Date()))
        batch_op.add_column(sa.Column("hearing_note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("name_vi", sa.String()))
        batch_op.add_column(sa.Column("name_en", sa.String()))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer()))
        batch_op.add_column(sa.Column("criteria_label", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("criteria_label_en", sa.String()))
        batch_op.create_foreign_key(op.f("fk_membership_events_merged_into_id"), "spaces", ["merged_into_id"], ["id"])
    with op.batch_alter_table("membership_events") as batch_op:
        batch_op.alter_column("hearing_note", server_default=None)
        batch_op.alter_column("criteria_label", server_default=None)
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.add_column(sa.Column("short_code", sa.String()))
        batch_op.add_column(sa.Column("signed_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scan_id", sa.Integer()))
        batch_op.create_foreign_key(op.f("fk_certificates_scan_id"), "files", ["scan_id"], ["id"])
    _give_short_codes()
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.alter_column("short_code", nullable=False)
        batch_op.alter_column("signed_by", server_default=None)
        batch_op.create_unique_constraint(op.f("uq_certificates_short_code"), ["short_code"])


def _give_short_codes() -> None:
    certificates = sa.table("certificates", sa.column("id", sa.Integer), sa.column("short_code", sa.String))
    connection, given = op.get_bind(), set[str]()
    for certificate_id in connection.scalars(sa.select(certificates.c.id).order_by(certificates.c.id)).all():
        while (code := "".join(secrets.choice(SIGNS) for _ in range(8))) in given:
            pass
        given.add(code)
        connection.execute(certificates.update().where(certificates.c.id == certificate_id).values(short_code=code))


def downgrade() -> None:
    with op.batch_alter_table("certificates") as batch_op:
        batch_op.drop_constraint(op.f("fk_certificates_scan_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_certificates_short_code"), type_="unique")
        for column in ("scan_id", "signed_by", "short_code"):
            batch_op.drop_column(column)
    with op.batch_alter_table("membership_events") as batch_op:
        batch_op.drop_constraint(op.f("fk_membership_events_merged_into_id"), type_="foreignkey")
        for column in (
            "criteria_label_en",
            "criteria_label",
            "merged_into_id",
            "name_en",
            "name_vi",
            "hearing_note",
            "hearing_on",
            "ground",
        ):
            batch_op.drop_column(column)
