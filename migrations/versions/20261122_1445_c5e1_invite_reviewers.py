"""invite reviewers

Revision ID: c5e1
Revises: 7e1d
"""

import sqlalchemy as sa
from alembic import op

revision = "c5e1"
down_revision = "7e1d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviewer_profiles",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(away_from IS NULL) = (away_until IS NULL) AND away_from <= away_until",
            name=op.f("ck_reviewer_profiles_away_in_order"),
        ),
        sa.CheckConstraint("deputy_id <> user_id", name=op.f("ck_reviewer_profiles_deputy_is_another")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reviewer_profiles_user_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["users.id"], name=op.f("fk_reviewer_profiles_deputy_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reviewer_profiles")),
    )
    op.create_table(
        "abstentions",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_abstentions_review_id")),
        sa.PrimaryKeyConstraint("review_id", "criterion_code", name=op.f("pk_abstentions")),
    )
    op.create_table(
        "group_notes",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_group_notes_review_id")),
        sa.PrimaryKeyConstraint("review_id", "group_code", name=op.f("pk_group_notes")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
    # Who has begun or handed in has said yes.
    op.execute(
        "UPDATE reviews SET accepted_at = assigned_at WHERE status = 'submitted' "
        "OR id IN (SELECT review_id FROM scores) OR id IN (SELECT review_id FROM gate_verdicts)"
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.alter_column("blind", server_default=None)


def downgrade() -> None:
    # The older code knows one way of not judging.
    op.execute("UPDATE reviews SET status = 'recused' WHERE status IN ('declined', 'passed_on', 'abstained')")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_column("blind")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("due_on")
        batch_op.drop_column("accepted_at")
    op.drop_table("group_notes")
    op.drop_table("abstentions")
    op.drop_table("reviewer_profiles")
