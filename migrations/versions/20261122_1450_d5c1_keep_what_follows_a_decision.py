"""keep what follows a decision

Revision ID: d5c1
Revises: d2a1
"""

import sqlalchemy as sa
from alembic import op

revision = "d5c1"
down_revision = "d2a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_to", sa.String(), nullable=False),
        sa.Column("granting", sa.Boolean(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_note", sa.String(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("signed_by IS NULL OR signed_by <> answered_by", name=op.f("ck_appeals_four_eyes")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_appeals_answered_by")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["users.id"], name=op.f("fk_appeals_filed_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f("fk_appeals_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appeals_public_id")),
    )
    op.create_table(
        "conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.Integer(), nullable=True),
        sa.Column("met_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_conditions_decision_id")),
        sa.ForeignKeyConstraint(["met_by"], ["users.id"], name=op.f("fk_conditions_met_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conditions_public_id")),
    )
    with op.batch_alter_table("conditions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conditions_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "appeal_files",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_files_appeal_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_appeal_files_file_id")),
        sa.PrimaryKeyConstraint("appeal_id", "file_id", name=op.f("pk_appeal_files")),
    )
    op.create_table(
        "condition_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_condition_answers_answered_by")),
        sa.ForeignKeyConstraint(["condition_id"], ["conditions.id"], name=op.f("fk_condition_answers_condition_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_condition_answers_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_answers")),
    )
    with op.batch_alter_table("condition_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_answers_condition_id"), ["condition_id"], unique=False)

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_from", sa.String(), nullable=False, server_default="in_review"))
        batch_op.add_column(sa.Column("advice", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("legal_basis", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("appeal_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("published_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("published_run", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("letter_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decisions_published_run"), ["published_run"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_decisions_published_by"), "users", ["published_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decisions_letter_id"), "files", ["letter_id"], ["id"])
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for column in ("proposed_from", "advice", "legal_basis"):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("marks", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.alter_column("marks", server_default=None)
    op.execute("UPDATE decisions SET published_at = signed_at, published_by = signed_by WHERE status = 'signed'")


def downgrade() -> None:
    # What the older code does not know becomes the nearest thing it does.
    op.execute("UPDATE decisions SET status = 'proposed', signed_by = NULL, signed_at = NULL WHERE status = 'staged'")
    op.execute("UPDATE decisions SET status = 'returned' WHERE status = 'undone'")
    op.execute("UPDATE decisions SET outcome = 'approve' WHERE outcome = 'conditional'")
    op.execute("UPDATE decisions SET outcome = 'refuse' WHERE outcome = 'close'")
    op.execute("UPDATE reviews SET status = 'recused' WHERE status = 'former'")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_column("marks")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decisions_letter_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decisions_published_by"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decisions_published_run"))
        batch_op.drop_column("letter_id")
        batch_op.drop_column("published_run")
        batch_op.drop_column("published_at")
        batch_op.drop_column("published_by")
        batch_op.drop_column("appeal_until")
        batch_op.drop_column("legal_basis")
        batch_op.drop_column("advice")
        batch_op.drop_column("proposed_from")

    with op.batch_alter_table("condition_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_condition_answers_condition_id"))

    op.drop_table("condition_answers")
    op.drop_table("appeal_files")
    with op.batch_alter_table("conditions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conditions_decision_id"))

    op.drop_table("conditions")
    op.drop_table("appeals")
