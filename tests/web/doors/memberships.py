from tests.web.doors.door import NONE, STAFF, TEAM, Door

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
    "memberships_staff.member": Door("can_see_members"),
    "memberships_staff.members": Door("can_see_members"),
    "memberships_staff.new_import": Door("can_import_members"),
    "memberships_staff.one_import": Door("can_import_members", NONE),
    "memberships_staff.template": Door("can_import_members"),
}
