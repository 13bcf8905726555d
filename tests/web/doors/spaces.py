from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.mail import links
from app.spaces.models import ClaimStatus, Invitation
from app.spaces.queries import claims, photos_of, unconfirmed, waiting_edits
from tests.web.doors.door import NONE, OWNER, TEAM, Door
from tests.web.doors.here import Here

DOORS = {
    "claims_staff.approve": Door("can_import_spaces"),
    "claims_staff.claims": Door("can_import_spaces"),
    "claims_staff.file": Door("can_import_spaces"),
    "claims_staff.one": Door("can_import_spaces"),
    "claims_staff.refuse": Door("can_import_spaces"),
    "directory_staff.new_import": Door("can_import_spaces"),
    "directory_staff.one_import": Door("can_import_spaces", NONE),
    "directory_staff.spaces": Door("can_import_spaces"),
    "directory_staff.template": Door("can_import_spaces"),
    "edits_staff.approve": Door("is_coordinator"),
    "edits_staff.ask": Door("is_coordinator"),
    "edits_staff.confirmed": Door("is_coordinator"),
    "edits_staff.decline": Door("is_coordinator"),
    "edits_staff.edits": Door("is_coordinator"),
    "edits_staff.one": Door("is_coordinator"),
    "spaces.confirm": Door("signed_in", TEAM),
    "spaces.edit": Door("signed_in", TEAM),
    "spaces.hours": Door("signed_in", TEAM),
    "spaces.withdraw_edit": Door("signed_in", NONE),
    "spaces.mine": Door("signed_in"),
    "spaces.new": Door("signed_in"),
    "spaces_claims.new": Door("signed_in"),
    "spaces_claims.withdraw": Door("signed_in", NONE),
    "spaces_invitations.accept": Door("signed_in", acts=NONE),
    "spaces_invitations.decline": Door("signed_in", acts=NONE),
    "spaces_invitations.show": Door("anyone"),
    "spaces_photos.add": Door("signed_in", TEAM),
    "spaces_photos.move": Door("signed_in", TEAM),
    "spaces_photos.one": Door("signed_in", TEAM),
    "spaces_photos.remove": Door("signed_in", TEAM),
    "spaces_photos.show": Door("signed_in", TEAM),
    "spaces_staff.appoint": Door("is_centre_staff"),
    "spaces_staff.renew": Door("is_centre_staff", NONE),
    "spaces_staff.withdraw": Door("is_centre_staff", NONE),
    "spaces_staff.without_owner": Door("is_centre_staff"),
    "spaces_team.change_role": Door("signed_in", TEAM, acts=OWNER),
    "spaces_team.hand_over": Door("signed_in", TEAM, acts=OWNER),
    "spaces_team.invite": Door("signed_in", TEAM, acts=OWNER),
    "spaces_team.leave": Door("signed_in", TEAM),
    "spaces_team.remove": Door("signed_in", TEAM, acts=OWNER),
    "spaces_team.renew": Door("signed_in", TEAM, acts=OWNER),
    "spaces_team.show": Door("signed_in", TEAM),
    "spaces_team.withdraw": Door("signed_in", TEAM, acts=OWNER),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    photo = photos_of(here.space.id)[0]
    invitation = db.session.scalars(select(Invitation).where(Invitation.space_id == here.space.id)).first()
    assert invitation
    (claim,) = claims(ClaimStatus.WAITING)
    (edit,) = waiting_edits()
    silent = unconfirmed(clock.today())[0]
    return {
        "edits_staff": {"public_id": edit.public_id},
        "edits_staff.ask": {"public_id": silent.public_id},
        "edits_staff.confirmed": {"public_id": silent.public_id},
        "spaces.withdraw_edit": {"public_id": edit.public_id},
        "claims_staff": {"public_id": claim.public_id},
        "spaces_claims.new": {"slug": claim.space.slug},
        "spaces_claims.withdraw": {"public_id": claim.public_id},
        "spaces_invitations": {"token": links.sign("invitation", invitation.public_id)},
        "spaces_photos": {"photo_id": photo.public_id},
        "spaces_staff": {"invitation_id": invitation.public_id},
        "spaces_team": {"user_id": here.owner.public_id, "invitation_id": invitation.public_id},
    }
