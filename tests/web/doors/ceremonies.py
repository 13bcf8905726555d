from sqlalchemy import select

from app.ceremonies.models import Guest, Proof
from app.core.db import db
from tests.web.doors.door import JOINED, Door
from tests.web.doors.here import Here

DOORS = {
    "ceremonies_staff.accept": Door("can_prepare", apart="act"),
    "ceremonies_staff.again": Door("can_prepare", apart="act"),
    "ceremonies_staff.ask": Door("can_prepare"),
    "ceremonies_staff.call_off": Door("can_prepare"),
    "ceremonies_staff.certificates_pdf": Door("can_see"),
    "ceremonies_staff.choose": Door("can_prepare"),
    "ceremonies_staff.close": Door("can_prepare"),
    "ceremonies_staff.decline": Door("can_prepare", apart="act"),
    "ceremonies_staff.edit": Door("can_prepare"),
    "ceremonies_staff.hand_over": Door("can_prepare"),
    "ceremonies_staff.handing": Door("can_see"),
    "ceremonies_staff.held": Door("can_prepare"),
    "ceremonies_staff.index": Door("can_see"),
    "ceremonies_staff.invite": Door("can_prepare"),
    "ceremonies_staff.issue": Door("can_issue"),
    "ceremonies_staff.issuing": Door("can_see"),
    "ceremonies_staff.letter": Door("can_see"),
    "ceremonies_staff.lines": Door("can_prepare"),
    "ceremonies_staff.list_pdf": Door("can_see"),
    "ceremonies_staff.list_xlsx": Door("can_see"),
    "ceremonies_staff.new": Door("can_prepare"),
    "ceremonies_staff.post_again": Door("can_prepare"),
    "ceremonies_staff.posted": Door("can_prepare"),
    "ceremonies_staff.print_again": Door("can_see"),
    "ceremonies_staff.proof_pdf": Door("can_see"),
    "ceremonies_staff.proofs": Door("can_see"),
    "ceremonies_staff.remove": Door("can_prepare"),
    "ceremonies_staff.rest": Door("can_see"),
    "ceremonies_staff.seats": Door("can_prepare"),
    "ceremonies_staff.show": Door("can_see"),
    "ceremonies_staff.sort": Door("can_prepare"),
    "ceremonies_staff.take_back": Door("can_prepare"),
    "ceremonies_staff.waive": Door("can_prepare", apart="act"),
    "ceremonies_staff.waive_all": Door("can_prepare"),
    "proofs.coming": Door("signed_in", JOINED),
    "proofs.confirm": Door("signed_in", JOINED),
    "proofs.correct": Door("signed_in", JOINED),
    "proofs.pdf": Door("signed_in", JOINED),
    "proofs.show": Door("signed_in", JOINED),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    guest = db.session.scalars(select(Guest).where(Guest.proof == Proof.WANTED)).one()
    return {
        "ceremonies_staff": {"public_id": guest.ceremony.public_id, "guest_id": guest.public_id},
        "proofs": {"public_id": guest.public_id},
    }
