from sqlalchemy import select

from app.applications.models import Supplement, SupplementStatus
from app.core.db import db
from tests.web.doors.door import JOINED, TEAM, Door
from tests.web.doors.here import Here, file_in

DOORS = {
    "applications.autosave": Door("signed_in", TEAM),
    "applications.check": Door("signed_in", TEAM),
    "applications.evidence": Door("signed_in", TEAM),
    "applications.checker": Door("signed_in", TEAM),
    "applications.log_page": Door("signed_in", TEAM),
    "applications.proof": Door("signed_in", TEAM),
    "applications.proof_to_read": Door("signed_in", TEAM),
    "applications.messages": Door("signed_in", TEAM),
    "applications.library": Door("signed_in", TEAM),
    "applications.library_file": Door("signed_in", TEAM),
    "applications.correct": Door("signed_in", TEAM),
    "applications.contact": Door("signed_in", TEAM),
    "applications.drop_file": Door("signed_in", TEAM),
    "applications.mine": Door("signed_in"),
    "applications.receipt": Door("signed_in", TEAM),
    "applications.section": Door("signed_in", TEAM),
    "applications.supplement": Door("signed_in", JOINED),
    "applications.start": Door("signed_in"),
    "applications.tasks": Door("signed_in", TEAM),
    "applications.withdraw": Door("signed_in", TEAM),
    "applications_staff.calls": Door("is_coordinator"),
    "paper_staff.dossier": Door("is_coordinator", own=()),  # the one in the address came online
    "paper_staff.file": Door("is_coordinator", own=()),  # the one in the address came online
    "paper_staff.index": Door("is_coordinator"),
    "paper_staff.new_space": Door("is_coordinator"),
    "paper_staff.receipt": Door("is_coordinator", own=()),  # the one in the address came online
    "paper_staff.section": Door("is_coordinator", own=()),  # the one in the address came online
    "applications_staff.change_call": Door("is_coordinator"),
    "applications_staff.new_call": Door("is_coordinator"),
    "calls.show": Door("anyone"),
    "renewals.confirm": Door("signed_in", TEAM),
    "renewals.start": Door("signed_in", TEAM),
    "self_check.draft": Door("signed_in", TEAM),
    "self_check.forget": Door("signed_in"),
    "self_check.keep": Door("anyone"),
    "self_check.place": Door("signed_in"),
    "self_check.show": Door("anyone"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    asked_to_add = (
        db.session.scalars(select(Supplement).where(Supplement.status == SupplementStatus.OPEN))
        .one()
        .application.public_id
    )
    return {
        "applications": {"public_id": here.application.public_id, "file_id": file_in(here.application), "code": "A1"},
        "applications_staff": {"public_id": here.application.call.public_id},
        "applications.library": {"space_id": here.application.space.public_id},
        "applications.library_file": {"space_id": here.application.space.public_id},
        "applications.drop_file": {"space_id": here.application.space.public_id},
        "applications.supplement": {"public_id": asked_to_add},
        "paper_staff": {"public_id": here.application.public_id, "file_id": "khong-co", "code": "A1"},
        "renewals.confirm": {"public_id": here.application.public_id},
        "self_check": {"public_id": here.application.public_id},
    }
