"""keep feeds ready: bodies with what they depend on, personal feeds, readings by day, the fate of invitations

Revision ID: e7a0
Revises: c4a7
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "e7a0"
down_revision = "c4a7"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "feed_topics",
    "feed_contents",
    "feed_fragments",
    "personal_feeds",
    "feed_reads",
    "invitations_sent",
    "mailbox_reads",
    "special_days_gone",
)


def upgrade() -> None:
    _keep_bodies()
    _keep_choices()
    _count_readings()
    _follow_letters()
    _date_what_feeds_show()


def _keep_bodies() -> None:
    """What `feed_bodies` held can be found again; only Last-Modified moves, and it moves forward."""
    op.drop_table("feed_bodies")
    op.create_table(
        "feed_bodies",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("topics_sum", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("latest_revised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feed_bodies")),
    )
    op.create_table(
        "feed_topics",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "topic", name=op.f("pk_feed_topics")),
    )
    op.create_table(
        "feed_contents",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("plain", sa.LargeBinary(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_feed_contents")),
    )
    op.create_index(op.f("ix_feed_contents_used_on"), "feed_contents", ["used_on"])
    op.create_table(
        "feed_fragments",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("depth", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "depth", "language", name=op.f("pk_feed_fragments")),
    )
    op.create_index(op.f("ix_feed_fragments_last_day"), "feed_fragments", ["last_day"])


def _keep_choices() -> None:
    op.create_table(
        "personal_feeds",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("venues", sa.JSON(), nullable=False),
        sa.Column("spaces", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("depth", sa.String(), nullable=False),
        sa.Column("past_days", sa.Integer(), nullable=False),
        sa.Column("future_days", sa.Integer(), nullable=False),
        sa.Column("with_cancelled", sa.Boolean(), nullable=False),
        sa.Column("soon_by_mail", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_personal_feeds_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_personal_feeds")),
    )
    with op.batch_alter_table("feed_links") as batch_op:
        batch_op.add_column(sa.Column("depth", sa.String(), nullable=False, server_default="own"))
        batch_op.add_column(sa.Column("space_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_feed_links_space_id"), "spaces", ["space_id"], ["id"])
    with op.batch_alter_table("feed_links") as batch_op:
        batch_op.alter_column("depth", existing_type=sa.String(), server_default=None)


def _count_readings() -> None:
    with op.batch_alter_table("feed_fetches") as batch_op:
        batch_op.drop_column("counted_since")
        batch_op.drop_column("count")
        batch_op.add_column(sa.Column("last_status", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("last_full_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seen_revised_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "feed_reads",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("full", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["feed_links.id"], name=op.f("fk_feed_reads_link_id")),
        sa.PrimaryKeyConstraint("link_id", "day", "client", name=op.f("pk_feed_reads")),
    )
    op.create_index(op.f("ix_feed_reads_day"), "feed_reads", ["day"])


def _follow_letters() -> None:
    with op.batch_alter_table("mails") as batch_op:
        batch_op.add_column(sa.Column("reply_code", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounce_code", sa.String(), nullable=True))
    op.create_table(
        "invitations_sent",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_invitations_sent_mail_id")),
        sa.PrimaryKeyConstraint("uid", "sequence", "receiver", "method", name=op.f("pk_invitations_sent")),
    )
    op.create_index(op.f("ix_invitations_sent_mail_id"), "invitations_sent", ["mail_id"])
    op.create_table(
        "mailbox_reads",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox_reads")),
    )


def _date_what_feeds_show() -> None:
    _give_uuids("special_days", "day")
    with op.batch_alter_table("special_days") as batch_op:
        batch_op.add_column(sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "special_days_gone",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_special_days_gone")),
    )
    _give_uuids("reviews", "id")
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE reviews SET revised_at = assigned_at")
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("revised_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _give_uuids(table: str, primary_key: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column("uuid", sa.String(), nullable=True))
    rows = sa.table(table, sa.column(primary_key), sa.column("uuid", sa.String()))
    connection = op.get_bind()
    for (known,) in connection.execute(sa.select(rows.c[primary_key])).all():
        connection.execute(sa.update(rows).where(rows.c[primary_key] == known).values(uuid=str(uuid.uuid4())))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column("uuid", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f(f"uq_{table}_uuid"), ["uuid"])


def downgrade() -> None:
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.drop_constraint(op.f("uq_reviews_uuid"), type_="unique")
        for column in ("revised_at", "sequence", "uuid"):
            batch_op.drop_column(column)
    with op.batch_alter_table("special_days") as batch_op:
        batch_op.drop_constraint(op.f("uq_special_days_uuid"), type_="unique")
        for column in ("revised_at", "uuid"):
            batch_op.drop_column(column)
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    with op.batch_alter_table("mails") as batch_op:
        for column in ("bounce_code", "bounced_at", "refused_at", "reply_code"):
            batch_op.drop_column(column)
    with op.batch_alter_table("feed_fetches") as batch_op:
        for column in ("seen_revised_at", "last_full_at", "last_status"):
            batch_op.drop_column(column)
        batch_op.add_column(
            sa.Column(
                "counted_since", sa.DateTime(timezone=True), nullable=False, server_default="2026-11-23 00:00:00"
            )
        )
        batch_op.add_column(sa.Column("count", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("feed_fetches") as batch_op:
        batch_op.alter_column("counted_since", existing_type=sa.DateTime(timezone=True), server_default=None)
        batch_op.alter_column("count", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("feed_links") as batch_op:
        batch_op.drop_constraint(op.f("fk_feed_links_space_id"), type_="foreignkey")
        batch_op.drop_column("space_id")
        batch_op.drop_column("depth")
    op.drop_table("feed_bodies")
    op.create_table(
        "feed_bodies",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feed_bodies")),
    )
