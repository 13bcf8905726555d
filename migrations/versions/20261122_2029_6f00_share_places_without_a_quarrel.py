"""share places without a quarrel

Revision ID: 6f00
Revises: 5b21
"""

import sqlalchemy as sa
from alembic import op

revision = "6f00"
down_revision = "5b21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("recipient_vi", sa.String(), nullable=False),
        sa.Column("recipient_en", sa.String(), nullable=True),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=True),
        sa.Column("source_vi", sa.String(), nullable=False),
        sa.Column("source_en", sa.String(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_licence_rules_lead_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_rules")),
        sa.UniqueConstraint("code", name=op.f("uq_licence_rules_code")),
    )
    op.create_table(
        "checklist_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_checklist_items_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checklist_items_public_id")),
    )
    with op.batch_alter_table("checklist_items") as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_items_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_equipment_stock")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_equipment_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_equipment_public_id")),
    )
    with op.batch_alter_table("equipment") as batch_op:
        batch_op.create_index(batch_op.f("ix_equipment_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_quotas_amount")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_quotas_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quotas_public_id")),
    )
    with op.batch_alter_table("quotas") as batch_op:
        batch_op.create_index(batch_op.f("ix_quotas_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "venue_approvers",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_venue_approvers_user_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_venue_approvers_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "user_id", name=op.f("pk_venue_approvers")),
    )
    with op.batch_alter_table("venue_approvers") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_approvers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "venue_layouts",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_venue_layouts_capacity")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_venue_layouts_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "layout", name=op.f("pk_venue_layouts")),
    )
    op.create_table(
        "venue_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_vi", sa.String(), nullable=False),
        sa.Column("alt_en", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_venue_photos_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_photos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_venue_photos_public_id")),
    )
    with op.batch_alter_table("venue_photos") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_photos_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "venue_seasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_day BETWEEN 101 AND 1231 AND last_day BETWEEN 101 AND 1231",
            name=op.f("ck_venue_seasons_days_of_a_year"),
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_venue_seasons_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_seasons")),
    )
    with op.batch_alter_table("venue_seasons") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_seasons_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "booking_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_people", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_changes_ends_after_start")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_booking_changes_asked_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_changes_booking_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_booking_changes_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_changes_public_id")),
    )
    with op.batch_alter_table("booking_changes") as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_changes_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_changes_status"), ["status"], unique=False)
        batch_op.create_index(
            "uq_booking_changes_open",
            ["booking_id"],
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )

    op.create_table(
        "booking_equipment",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_booking_equipment_quantity")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_equipment_booking_id")),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_booking_equipment_equipment_id")),
        sa.PrimaryKeyConstraint("booking_id", "equipment_id", name=op.f("pk_booking_equipment")),
    )
    with op.batch_alter_table("booking_equipment") as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_equipment_equipment_id"), ["equipment_id"], unique=False)

    op.create_table(
        "booking_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_by", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_booking_papers_asked_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_papers_booking_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_booking_papers_file_id")),
        sa.ForeignKeyConstraint(["handed_in_by"], ["users.id"], name=op.f("fk_booking_papers_handed_in_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_papers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_papers_public_id")),
    )
    with op.batch_alter_table("booking_papers") as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_papers_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_papers_due_on"), ["due_on"], unique=False)

    op.create_table(
        "booking_usages",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_by", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by", sa.Integer(), nullable=True),
        sa.Column("no_show_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_show_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_usages_booking_id")),
        sa.ForeignKeyConstraint(["checked_in_by"], ["users.id"], name=op.f("fk_booking_usages_checked_in_by")),
        sa.ForeignKeyConstraint(["left_by"], ["users.id"], name=op.f("fk_booking_usages_left_by")),
        sa.ForeignKeyConstraint(["no_show_by"], ["users.id"], name=op.f("fk_booking_usages_no_show_by")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_usages")),
    )
    op.create_table(
        "checklist_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_checklist_answers_answered_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_checklist_answers_booking_id")),
        sa.ForeignKeyConstraint(["item_id"], ["checklist_items.id"], name=op.f("fk_checklist_answers_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answers")),
        sa.UniqueConstraint(
            "booking_id", "stage", "item_id", name=op.f("uq_checklist_answers_booking_id_stage_item_id")
        ),
    )
    op.create_table(
        "closure_reaches",
        sa.Column("closure_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_closure_reaches_booking_id")),
        sa.ForeignKeyConstraint(["closure_id"], ["closures.id"], name=op.f("fk_closure_reaches_closure_id")),
        sa.ForeignKeyConstraint(["reached_by"], ["users.id"], name=op.f("fk_closure_reaches_reached_by")),
        sa.PrimaryKeyConstraint("closure_id", "booking_id", name=op.f("pk_closure_reaches")),
    )
    with op.batch_alter_table("closure_reaches") as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_reaches_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "handover_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_handover_photos_booking_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_handover_photos_file_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["users.id"], name=op.f("fk_handover_photos_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_photos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handover_photos_public_id")),
    )
    with op.batch_alter_table("handover_photos") as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_photos_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "usage_reports",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("disadvantaged_people", sa.Integer(), nullable=True),
        sa.Column("went", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_usage_reports_booking_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["users.id"], name=op.f("fk_usage_reports_reported_by")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_usage_reports")),
    )
    op.create_table(
        "venue_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("booking_sequence", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("paper_fault", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_venue_agreements_asked_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_venue_agreements_booking_id")),
        sa.ForeignKeyConstraint(["pdf_id"], ["files.id"], name=op.f("fk_venue_agreements_pdf_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_agreements")),
        sa.UniqueConstraint("check_code", name=op.f("uq_venue_agreements_check_code")),
        sa.UniqueConstraint("number", name=op.f("uq_venue_agreements_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_venue_agreements_public_id")),
    )
    with op.batch_alter_table("venue_agreements") as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_agreements_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "venue_photo_sizes",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_venue_photo_sizes_file_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["venue_photos.id"], name=op.f("fk_venue_photo_sizes_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", "width", name=op.f("pk_venue_photo_sizes")),
        sa.UniqueConstraint("file_id", name=op.f("uq_venue_photo_sizes_file_id")),
    )
    op.create_table(
        "booking_change_venues",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["booking_changes.id"], name=op.f("fk_booking_change_venues_change_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_booking_change_venues_venue_id")),
        sa.PrimaryKeyConstraint("change_id", "venue_id", name=op.f("pk_booking_change_venues")),
    )
    with op.batch_alter_table("bookable_hours") as batch_op:
        batch_op.add_column(sa.Column("season_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_bookable_hours_venue_id_weekday_opens"), type_="unique")
        batch_op.create_index(
            "uq_bookable_hours_all_year",
            ["venue_id", "weekday", "opens"],
            unique=True,
            sqlite_where=sa.text("season_id IS NULL"),
            postgresql_where=sa.text("season_id IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_bookable_hours_venue_id_season_id_weekday_opens"),
            ["venue_id", "season_id", "weekday", "opens"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_bookable_hours_season_id"), "venue_seasons", ["season_id"], ["id"])

    with op.batch_alter_table("bookings") as batch_op:
        batch_op.add_column(sa.Column("origin_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("activity_kind", sa.String(), nullable=False, server_default="other"))
        batch_op.add_column(sa.Column("layout", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("noise", sa.String(), nullable=False, server_default="speech"))
        batch_op.add_column(sa.Column("open_fire", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("food", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("sales", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("livestream", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("foreign_guests", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("banners", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("accessibility", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("disadvantaged", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contact_name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contact_phone", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("breaches", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_index(batch_op.f("ix_bookings_origin_id"), ["origin_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_bookings_origin_id"), "bookings", ["origin_id"], ["id"])

    with op.batch_alter_table("closures") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="other"))
        batch_op.add_column(sa.Column("soft", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("announced", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("message_vi", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("message_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source_uid", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_closures_source_uid"), ["source_uid"], unique=False)

    with op.batch_alter_table("hours_exceptions") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_hours_exceptions_venue_id_day"), type_="unique")
        batch_op.create_index(
            "uq_hours_exceptions_shut",
            ["venue_id", "day"],
            unique=True,
            sqlite_where=sa.text("opens IS NULL"),
            postgresql_where=sa.text("opens IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_hours_exceptions_venue_id_day_opens"), ["venue_id", "day", "opens"]
        )

    with op.batch_alter_table("venues") as batch_op:
        batch_op.add_column(sa.Column("area_m2", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("height_cm", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("load_kg_m2", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("power_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("power_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("weather_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("weather_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("step_free", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("step_free_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("step_free_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("rules_vi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("rules_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("members_may_request", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(
            sa.Column("public_bodies_may_request", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("notice_min_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice_max_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("length_min_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("length_max_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("change_until_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cancel_until_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("setup_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("strike_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("breaches_become_requests", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("keeps_days_off", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_foreign_key(batch_op.f("fk_venues_plan_id"), "files", ["plan_id"], ["id"])


def downgrade() -> None:
    """What the older schema has no word for is let go of: waiting lists and offers end, a day keeps one exception."""
    op.execute("DELETE FROM occupancies WHERE kind = 'change'")
    op.execute(
        "UPDATE occupancies SET blocking = false WHERE booking_id IN (SELECT id FROM bookings WHERE status = 'offered')"
    )
    op.execute("UPDATE bookings SET status = 'expired' WHERE status IN ('waitlisted', 'offered')")
    op.execute("DELETE FROM occupancies WHERE closure_id IN (SELECT id FROM closures WHERE soft)")
    op.execute("DELETE FROM closure_reaches WHERE closure_id IN (SELECT id FROM closures WHERE soft)")
    op.execute("DELETE FROM closure_venues WHERE closure_id IN (SELECT id FROM closures WHERE soft)")
    op.execute("DELETE FROM closures WHERE soft")
    op.execute("DELETE FROM bookable_hours WHERE season_id IS NOT NULL")
    op.execute(
        "DELETE FROM hours_exceptions WHERE id NOT IN (SELECT min(id) FROM hours_exceptions GROUP BY venue_id, day)"
    )
    with op.batch_alter_table("venues") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_venues_plan_id"), type_="foreignkey")
        batch_op.drop_column("keeps_days_off")
        batch_op.drop_column("breaches_become_requests")
        batch_op.drop_column("strike_minutes")
        batch_op.drop_column("setup_minutes")
        batch_op.drop_column("cancel_until_hours")
        batch_op.drop_column("change_until_hours")
        batch_op.drop_column("length_max_minutes")
        batch_op.drop_column("length_min_minutes")
        batch_op.drop_column("notice_max_days")
        batch_op.drop_column("notice_min_hours")
        batch_op.drop_column("public_bodies_may_request")
        batch_op.drop_column("members_may_request")
        batch_op.drop_column("plan_id")
        batch_op.drop_column("rules_en")
        batch_op.drop_column("rules_vi")
        batch_op.drop_column("step_free_en")
        batch_op.drop_column("step_free_vi")
        batch_op.drop_column("step_free")
        batch_op.drop_column("weather_en")
        batch_op.drop_column("weather_vi")
        batch_op.drop_column("power_en")
        batch_op.drop_column("power_vi")
        batch_op.drop_column("load_kg_m2")
        batch_op.drop_column("height_cm")
        batch_op.drop_column("area_m2")

    with op.batch_alter_table("hours_exceptions") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_hours_exceptions_venue_id_day_opens"), type_="unique")
        batch_op.drop_index(
            "uq_hours_exceptions_shut",
            sqlite_where=sa.text("opens IS NULL"),
            postgresql_where=sa.text("opens IS NULL"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_hours_exceptions_venue_id_day"), ["venue_id", "day"])

    with op.batch_alter_table("closures") as batch_op:
        batch_op.drop_index(batch_op.f("ix_closures_source_uid"))
        batch_op.drop_column("source_uid")
        batch_op.drop_column("source")
        batch_op.drop_column("message_en")
        batch_op.drop_column("message_vi")
        batch_op.drop_column("announced")
        batch_op.drop_column("soft")
        batch_op.drop_column("kind")

    with op.batch_alter_table("bookings") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_bookings_origin_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_bookings_origin_id"))
        batch_op.drop_column("breaches")
        batch_op.drop_column("contact_phone")
        batch_op.drop_column("contact_name")
        batch_op.drop_column("disadvantaged")
        batch_op.drop_column("accessibility")
        batch_op.drop_column("banners")
        batch_op.drop_column("foreign_guests")
        batch_op.drop_column("livestream")
        batch_op.drop_column("sales")
        batch_op.drop_column("food")
        batch_op.drop_column("open_fire")
        batch_op.drop_column("noise")
        batch_op.drop_column("layout")
        batch_op.drop_column("activity_kind")
        batch_op.drop_column("waiting_since")
        batch_op.drop_column("origin")
        batch_op.drop_column("origin_id")

    with op.batch_alter_table("bookable_hours") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_bookable_hours_season_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_bookable_hours_venue_id_season_id_weekday_opens"), type_="unique")
        batch_op.drop_index(
            "uq_bookable_hours_all_year",
            sqlite_where=sa.text("season_id IS NULL"),
            postgresql_where=sa.text("season_id IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_bookable_hours_venue_id_weekday_opens"), ["venue_id", "weekday", "opens"]
        )
        batch_op.drop_column("season_id")

    op.drop_table("booking_change_venues")
    op.drop_table("venue_photo_sizes")
    with op.batch_alter_table("venue_agreements") as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_agreements_booking_id"))

    op.drop_table("venue_agreements")
    op.drop_table("usage_reports")
    with op.batch_alter_table("handover_photos") as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_photos_booking_id"))

    op.drop_table("handover_photos")
    with op.batch_alter_table("closure_reaches") as batch_op:
        batch_op.drop_index(batch_op.f("ix_closure_reaches_booking_id"))

    op.drop_table("closure_reaches")
    op.drop_table("checklist_answers")
    op.drop_table("booking_usages")
    with op.batch_alter_table("booking_papers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_papers_due_on"))
        batch_op.drop_index(batch_op.f("ix_booking_papers_booking_id"))

    op.drop_table("booking_papers")
    with op.batch_alter_table("booking_equipment") as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_equipment_equipment_id"))

    op.drop_table("booking_equipment")
    with op.batch_alter_table("booking_changes") as batch_op:
        batch_op.drop_index(
            "uq_booking_changes_open",
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_booking_changes_status"))
        batch_op.drop_index(batch_op.f("ix_booking_changes_booking_id"))

    op.drop_table("booking_changes")
    with op.batch_alter_table("venue_seasons") as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_seasons_venue_id"))

    op.drop_table("venue_seasons")
    with op.batch_alter_table("venue_photos") as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_photos_venue_id"))

    op.drop_table("venue_photos")
    op.drop_table("venue_layouts")
    with op.batch_alter_table("venue_approvers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_approvers_user_id"))

    op.drop_table("venue_approvers")
    with op.batch_alter_table("quotas") as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotas_venue_id"))

    op.drop_table("quotas")
    with op.batch_alter_table("equipment") as batch_op:
        batch_op.drop_index(batch_op.f("ix_equipment_venue_id"))

    op.drop_table("equipment")
    with op.batch_alter_table("checklist_items") as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_items_venue_id"))

    op.drop_table("checklist_items")
    op.drop_table("licence_rules")
