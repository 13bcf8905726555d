"""name the states of a case

Revision ID: e4a1
Revises: 5a1e
"""

import sqlalchemy as sa
from alembic import op

revision = "e4a1"
down_revision = "5a1e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="new"))
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=False, server_default="online"))
        batch_op.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("handler_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("intake_began_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_applications_handler_id"), ["handler_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_applications_previous_id"), "applications", ["previous_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_applications_handler_id"), "users", ["handler_id"], ["id"])
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)
        batch_op.alter_column("channel", server_default=None)
    # What is past its receipt has been begun on, and what came back after a supplement is being checked again.
    op.execute(
        "UPDATE applications SET intake_began_at = submitted_at WHERE status NOT IN ('draft', 'submitted') "
        "OR (status = 'submitted' AND id IN (SELECT application_id FROM reviews))"
    )
    op.execute("UPDATE applications SET status = 'intake' WHERE status = 'submitted' AND intake_began_at IS NOT NULL")


def downgrade() -> None:
    # Steps the older code does not know become the nearest one it does.
    for newer, older in {
        "intake": "submitted",
        "staged": "proposed",
        "conditional": "proposed",
        "appealed": "refused",
        "closed": "withdrawn",
    }.items():
        op.execute(f"UPDATE applications SET status = '{older}' WHERE status = '{newer}'")  # noqa: S608
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_applications_handler_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_applications_previous_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_applications_handler_id"))
        batch_op.drop_column("intake_began_at")
        batch_op.drop_column("handler_id")
        batch_op.drop_column("previous_id")
        batch_op.drop_column("channel")
        batch_op.drop_column("kind")
