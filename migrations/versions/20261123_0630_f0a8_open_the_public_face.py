"""open the public face: hours and edits of spaces, events, pages, notices, the desk's own tables, who read what

Revision ID: f0a8
Revises: 50a4
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "f0a8"
down_revision = "50a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_log_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_log_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_log_subject"), ["subject"], unique=False)

    op.create_table(
        "job_failures",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_failures")),
    )
    op.create_table(
        "mail_texts",
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("closing", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("template", "language", "number", name=op.f("pk_mail_texts")),
    )
    op.create_table(
        "notice_choices",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "kind", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notices_public_id")),
        sa.UniqueConstraint("recipient", "key", name=op.f("uq_notices_recipient_key")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_recipient"), ["recipient"], unique=False)

    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("lead_vi", sa.String(), nullable=False),
        sa.Column("lead_en", sa.String(), nullable=True),
        sa.Column("body_vi", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=True),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_foot", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name=op.f("ck_pages_ends_later")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pages_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_pages_slug")),
    )
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pages_kind"), ["kind"], unique=False)

    op.create_table(
        "vocabulary",
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_vocabulary")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_absences_first_before_last")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_absences_somebody_else")),
        sa.ForeignKeyConstraint(["deputy_id"], ["users.id"], name=op.f("fk_absences_deputy_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("public_id", name=op.f("uq_absences_public_id")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absences_user_id"), ["user_id"], unique=False)

    op.create_table(
        "desk_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_filters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_filters")),
        sa.UniqueConstraint("public_id", name=op.f("uq_desk_filters_public_id")),
    )
    with op.batch_alter_table("desk_filters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_filters_user_id"), ["user_id"], unique=False)

    op.create_table(
        "desk_snoozes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_snoozes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "task_key", name=op.f("pk_desk_snoozes")),
    )
    op.create_table(
        "desk_takes",
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_takes_user_id")),
        sa.PrimaryKeyConstraint("task_key", name=op.f("pk_desk_takes")),
    )
    with op.batch_alter_table("desk_takes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_takes_user_id"), ["user_id"], unique=False)

    op.create_table(
        "page_versions",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_versions_page_id")),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_versions")),
    )
    op.create_table(
        "setup_marks",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_setup_marks_done_by")),
        sa.PrimaryKeyConstraint("step", name=op.f("pk_setup_marks")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=True),
        sa.Column("price_vi", sa.String(), nullable=False),
        sa.Column("price_en", sa.String(), nullable=True),
        sa.Column("access_vi", sa.String(), nullable=False),
        sa.Column("access_en", sa.String(), nullable=True),
        sa.Column("licence_vi", sa.String(), nullable=False),
        sa.Column("licence_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("registration_url", sa.String(), nullable=False),
        sa.Column("online_url", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_events_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_events_decided_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_events_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("public_id", name=op.f("uq_events_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
        sa.UniqueConstraint("uuid", name=op.f("uq_events_uuid")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_space_id"), ["space_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_status"), ["status"], unique=False)

    op.create_table(
        "space_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_space_edits_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_space_edits_proposed_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_edits_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_edits")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_edits_public_id")),
    )
    with op.batch_alter_table("space_edits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_space_edits_space_id"), ["space_id"], unique=False)
        batch_op.create_index(
            "uq_space_edits_waiting",
            ["space_id"],
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.create_table(
        "space_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("closes > opens", name=op.f("ck_space_hours_opens_before_closing")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_space_hours_weekday")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_hours_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_hours")),
        sa.UniqueConstraint("space_id", "weekday", "opens", name=op.f("uq_space_hours_space_id_weekday_opens")),
    )
    with op.batch_alter_table("space_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_space_hours_space_id"), ["space_id"], unique=False)

    op.create_table(
        "event_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(booking_id IS NULL) = (starts_at IS NOT NULL)", name=op.f("ck_event_dates_booked_or_own")
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_event_dates_whole_span")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_event_dates_ends_after_start")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_event_dates_booking_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_dates_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_dates")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_event_dates_booking_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_event_dates_uuid")),
    )
    with op.batch_alter_table("event_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_dates_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_dates_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "event_photos",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_vi", sa.String(), nullable=False),
        sa.Column("alt_en", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_photos_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_photos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_event_photos_public_id")),
    )
    with op.batch_alter_table("event_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_photos_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_photo_sizes",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_event_photo_sizes_file_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["event_photos.id"], name=op.f("fk_event_photo_sizes_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", "width", name=op.f("pk_event_photo_sizes")),
        sa.UniqueConstraint("file_id", name=op.f("uq_event_photo_sizes_file_id")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("about", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_mails_about"), ["about"], unique=False)

    # What was written before stands beside its booking, too; `about` is the thread where nobody names another.
    op.execute("UPDATE mails SET about = thread WHERE thread LIKE 'booking:%'")

    with op.batch_alter_table("spaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("representative_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("representative_title", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("partner_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("step_free", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("step_free_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("step_free_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("welcomes", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("hours_note_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("hours_note_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirm_asked_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_spaces_confirmed_by"), "users", ["confirmed_by"], ["id"])

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.String(), server_default="", nullable=False))

    _make_searchable()


def _make_searchable() -> None:
    """Words without accents beside what the desk searches; the app keeps them from here on."""
    bookings = sa.table(
        "bookings",
        sa.column("id", sa.Integer),
        sa.column("title_vi"),
        sa.column("title_en"),
        sa.column("search_text"),
    )
    users = sa.table(
        "users", sa.column("id", sa.Integer), sa.column("name"), sa.column("email"), sa.column("search_text")
    )
    connection = op.get_bind()
    for table, names in ((bookings, ("title_vi", "title_en")), (users, ("name", "email"))):
        rows = connection.execute(sa.select(table.c.id, *(table.c[name] for name in names))).all()
        found = [{"row": row[0], "said": _searchable(*row[1:])} for row in rows]
        if found:
            change = (
                sa.update(table).where(table.c.id == sa.bindparam("row")).values(search_text=sa.bindparam("said"))
            )
            connection.execute(change, found)


def _searchable(*texts: str | None) -> str:
    spelled = (unicodedata.normalize("NFD", (text or "").casefold().replace("đ", "d")) for text in texts)
    plain = ("".join(letter for letter in text if not unicodedata.combining(letter)) for text in spelled)
    return "".join(f" {word}" for text in plain for word in re.findall(r"[^\W_]+", text))


def downgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("search_text")

    with op.batch_alter_table("spaces", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_spaces_confirmed_by"), type_="foreignkey")
        batch_op.drop_column("confirm_asked_on")
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("confirmed_on")
        batch_op.drop_column("hours_note_en")
        batch_op.drop_column("hours_note_vi")
        batch_op.drop_column("welcomes")
        batch_op.drop_column("step_free_en")
        batch_op.drop_column("step_free_vi")
        batch_op.drop_column("step_free")
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
        batch_op.drop_column("partner_name")
        batch_op.drop_column("representative_title")
        batch_op.drop_column("representative_name")

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_about"))
        batch_op.drop_column("about")
        batch_op.drop_column("kind")

    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_column("search_text")

    op.drop_table("event_photo_sizes")
    with op.batch_alter_table("event_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_photos_event_id"))

    op.drop_table("event_photos")
    with op.batch_alter_table("event_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_dates_starts_at"))
        batch_op.drop_index(batch_op.f("ix_event_dates_event_id"))

    op.drop_table("event_dates")
    with op.batch_alter_table("space_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_space_hours_space_id"))

    op.drop_table("space_hours")
    with op.batch_alter_table("space_edits", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_space_edits_waiting",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_space_edits_space_id"))

    op.drop_table("space_edits")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_status"))
        batch_op.drop_index(batch_op.f("ix_events_space_id"))

    op.drop_table("events")
    op.drop_table("setup_marks")
    op.drop_table("page_versions")
    with op.batch_alter_table("desk_takes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_takes_user_id"))

    op.drop_table("desk_takes")
    op.drop_table("desk_snoozes")
    with op.batch_alter_table("desk_filters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_filters_user_id"))

    op.drop_table("desk_filters")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_user_id"))
        batch_op.drop_index(batch_op.f("ix_absences_deputy_id"))

    op.drop_table("absences")
    op.drop_table("vocabulary")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pages_kind"))

    op.drop_table("pages")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_recipient"))
        batch_op.drop_index(batch_op.f("ix_notices_created_at"))

    op.drop_table("notices")
    op.drop_table("notice_choices")
    op.drop_table("mail_texts")
    op.drop_table("job_failures")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_subject"))
        batch_op.drop_index(batch_op.f("ix_access_log_at"))
        batch_op.drop_index(batch_op.f("ix_access_log_actor_id"))

    op.drop_table("access_log")
