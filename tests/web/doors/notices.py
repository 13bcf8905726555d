from sqlalchemy import select

from app.core.db import db
from app.mail import links
from app.mail.models import Mail
from app.notices.links import UNSUBSCRIBE
from app.notices.models import Notice
from app.notices.rules import Kind
from tests.web.doors.door import SELF, Door
from tests.web.doors.here import Here

DOORS = {
    "notices.choose": Door("signed_in"),
    "notices.follow": Door("signed_in", SELF),
    "notices.index": Door("signed_in"),
    "notices.read_all": Door("signed_in"),
    "notices.unsubscribe": Door("anyone"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    received = db.session.scalars(select(Mail).where(Mail.kind.not_in(("", Kind.MUST))).order_by(Mail.id)).first()
    notice = db.session.scalars(
        select(Notice).where(Notice.recipient == here.owner.email).order_by(Notice.id.desc())
    ).first()
    assert received
    assert notice
    return {
        "notices": {"public_id": notice.public_id},
        "notices.unsubscribe": {"token": links.sign(UNSUBSCRIBE, received.message_id)},
    }
