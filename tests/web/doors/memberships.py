from sqlalchemy import select

from app.core.db import db
from app.memberships.models import Certificate
from tests.web.doors.door import NONE, STAFF, TEAM, Door
from tests.web.doors.here import Here

DOORS = {
    "memberships.badge": Door("anyone"),
    "memberships.badge_page": Door("signed_in", TEAM),
    "memberships.ask_for_name": Door("signed_in", TEAM),
    "memberships.mine": Door("signed_in"),
    "memberships.pdf": Door("signed_in", (*TEAM, *STAFF)),
    "memberships.proof": Door("signed_in", (*TEAM, *STAFF)),
    "memberships.scan": Door("signed_in", (*TEAM, *STAFF)),
    "memberships.short": Door("anyone"),
    "memberships.short_form": Door("anyone"),
    "memberships.verify": Door("anyone"),
    "memberships.verify_form": Door("anyone"),
    "memberships_staff.change": Door("can_change_standing"),
    "memberships_staff.keep_scan": Door("can_see_members"),
    "memberships_staff.decline_name": Door("can_change_standing"),
    "memberships_staff.issue": Door("can_change_standing"),
    "memberships_staff.letters_again": Door("is_coordinator"),
    "memberships_staff.letters_settled": Door("is_coordinator"),
    "memberships_staff.member": Door("can_see_members"),
    "memberships_staff.members": Door("can_see_members"),
    "memberships_staff.new_import": Door("can_import_members"),
    "memberships_staff.one_import": Door("can_import_members", NONE),
    "memberships_staff.template": Door("can_import_members"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    certificate = db.session.scalars(select(Certificate).where(Certificate.space_id == here.space.id)).first()
    assert certificate
    return {
        "memberships": {"number": certificate.number, "code": certificate.check_code, "slug": here.space.slug},
        "memberships.short": {"code": certificate.short_code},
        "memberships_staff.change": {"change": "suspend"},
        "memberships_staff.keep_scan": {"public_id": certificate.space.public_id, "number": certificate.number},
    }
