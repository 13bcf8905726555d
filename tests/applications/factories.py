"""What the tests of applications begin with; each is called inside `transact`."""

import io
from datetime import date, timedelta

from PIL import Image
from sqlalchemy import select

from app.accounts.models import User
from app.applications import queries, rules, service
from app.applications.models import Application, Call
from app.applications.service import Reply
from app.core import clock
from app.core.db import db
from app.criteria.queries import current_set, definition_of
from app.places.queries import all_wards
from app.spaces.models import Ownership, Space, TeamRole
from app.spaces.rules import Profile
from app.spaces.service import add_to_team, create_space

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R>>\nstartxref\n92\n%%EOF\n"
)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#a8231c").save(out, "PNG")
    return out.getvalue()


def make_space(owner: User, *, name: str = "Xưởng mũ Phú Viên", kinds: tuple[str, ...] = ("enterprise",)) -> Space:
    profile = Profile(
        name_vi=name,
        summary_vi="Xưởng may mũ cũ thành nơi làm việc chung của thợ trẻ.",
        kinds=list(kinds),
        ownership=Ownership.GROUP,
        fields=["design"],
        ward_code=None if "online" in kinds else all_wards()[0].code,
    )
    return create_space(profile, actor=owner)


def join_team(space: Space, user: User, role: TeamRole = TeamRole.MEMBER) -> None:
    add_to_team(space, user, role, actor=None)


def make_call(*, opens_on: date | None = None, closes_on: date | None = None) -> Call:
    criteria_set = current_set()
    assert criteria_set is not None
    return service.open_call(
        title_vi="Đợt đăng ký thường xuyên",
        title_en="Rolling call",
        opens_on=opens_on or clock.today() - timedelta(days=30),
        closes_on=closes_on,
        criteria_set=criteria_set,
        actor=None,
    )


def make_draft(owner: User, *, space: Space | None = None, call: Call | None = None) -> Application:
    return service.start_application(space or make_space(owner), call or make_call(), actor=owner)


def fill_in(application: Application, *, actor: User, leave_out: tuple[str, ...] = ()) -> None:
    """Answer everything that is asked, but for the codes left out."""
    answers = queries.answers_of(application)
    replies = {
        item.code: Reply(
            seen=rules.seen_now(answers.get(item.code)),
            text="" if rules.is_consent(item) else f"Trả lời cho {item.code}",
            declared=rules.is_consent(item),
        )
        for section in rules.sections(definition_of(application.criteria_set), application.space.kinds)
        for item in section.items
        if item.code not in leave_out
    }
    assert service.save_replies(application, replies, actor=actor) == []


def make_submitted(owner: User, *, space: Space | None = None, call: Call | None = None) -> Application:
    application = make_draft(owner, space=space, call=call)
    fill_in(application, actor=owner)
    service.submit_application(application, actor=owner)
    return application


def application_by_public_id(public_id: str) -> Application | None:
    """Whoever asks: pages look for an applicant's or a member of staff's own."""
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one_or_none()
