"""tell depth apart from what a feed shows: busy hours are one's own bookings, told as hours only

Revision ID: b1d7
Revises: e7a0
"""

from alembic import op

revision = "b1d7"
down_revision = "e7a0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE feed_links SET scope = 'mine', depth = 'busy' WHERE scope = 'busy'")
    op.execute("UPDATE feed_links SET depth = 'staff' WHERE scope = 'staff'")


def downgrade() -> None:
    """Addresses of kinds that were not there before stop."""
    op.execute(
        "UPDATE feed_links SET scope = 'mine', revoked_at = coalesce(revoked_at, created_at)"
        " WHERE scope IN ('personal', 'space', 'deadlines')"
    )
    op.execute("UPDATE feed_links SET scope = 'busy' WHERE scope = 'mine' AND depth = 'busy'")
