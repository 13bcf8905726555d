"""keep files of spaces

Revision ID: d2a1
Revises: c5e1
"""

import sqlalchemy as sa
from alembic import op

revision = "d2a1"
down_revision = "c5e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_evidence_files_added_by")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_evidence_files_file_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_evidence_files_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("file_id", name=op.f("uq_evidence_files_file_id")),
    )
    with op.batch_alter_table("evidence_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_files_space_id"), ["space_id"], unique=False)
    # So far an item had one file, which a renewal took over with it.
    op.execute(
        "INSERT INTO evidence_files (space_id, file_id, added_at, added_by, sent_at) "
        "SELECT min(applications.space_id), evidence.file_id, min(evidence.added_at), min(evidence.added_by), "
        "min(applications.submitted_at) FROM evidence JOIN applications ON applications.id = evidence.application_id "
        "GROUP BY evidence.file_id ORDER BY evidence.file_id"
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence_file_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE evidence SET evidence_file_id = "
        "(SELECT evidence_files.id FROM evidence_files WHERE evidence_files.file_id = evidence.file_id)"
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column("evidence_file_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f("fk_evidence_file_id"), type_="foreignkey")
        batch_op.drop_column("file_id")
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_evidence_file_id"), "evidence_files", ["evidence_file_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_evidence_evidence_file_id"), ["evidence_file_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_evidence_application_id_item_code_evidence_file_id"),
            ["application_id", "item_code", "evidence_file_id"],
        )


def downgrade() -> None:
    # The older code knows one file an item and one item a file; the rest of a library stays on the disk without a row.
    op.execute(
        "DELETE FROM evidence WHERE id NOT IN (SELECT min(id) FROM evidence GROUP BY application_id, item_code)"
    )
    op.execute("DELETE FROM evidence WHERE id NOT IN (SELECT min(id) FROM evidence GROUP BY evidence_file_id)")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE evidence SET file_id = "
        "(SELECT evidence_files.file_id FROM evidence_files WHERE evidence_files.id = evidence.evidence_file_id)"
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column("file_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_evidence_application_id_item_code_evidence_file_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_evidence_evidence_file_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_evidence_file_id"))
        batch_op.drop_column("evidence_file_id")
        batch_op.create_foreign_key(batch_op.f("fk_evidence_file_id"), "files", ["file_id"], ["id"])
    op.drop_table("evidence_files")
