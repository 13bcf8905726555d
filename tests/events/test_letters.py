"""Letters about an event's page that did not arrive: on the desk and at the page, sent again or told in another way."""

from sqlalchemy import select

from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db
from app.desk.rules import Act
from app.desk.service import act_on
from app.desk.tasks import look_at, waiting
from app.events import service
from app.mail.models import Mail, MailStatus
from app.spaces.models import TeamMember, TeamRole
from tests.cast import email_of
from tests.events.conftest import Hall


def _taken_down(hall: Hall) -> str:
    """A page whose letter about that came back."""
    page = hall.own_page()

    def act() -> None:
        service.take_down(hall.event(page), reason="Nội dung chưa phù hợp.", actor=hall.cast.user("tuan"))
        for mail in _letters(page):
            mail.status, mail.bounced_at, mail.bounce_code = MailStatus.SENT, clock.now(), "5.1.1"

    hall.do(act)
    return page


def _letters(page: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.about == f"event:{page}").order_by(Mail.id)))


def _on_desk(hall: Hall, who: str = "tuan") -> list[str]:
    tasks = hall.do(lambda: [one.key for one in waiting(look_at(hall.cast.user(who), clock.now()))])
    return [key for key in tasks if key.startswith("bounced:")]


def test_a_lost_letter_about_an_event_is_work_and_leaves_again(hall: Hall) -> None:
    page = _taken_down(hall)
    assert _on_desk(hall) == [f"bounced:{page}"]
    tuan = hall.client("tuan")
    assert f'href="/desk/events/{page}"' in tuan.get("/desk").text
    assert hall.do(lambda: act_on([f"bounced:{page}"], Act.RELEASE, actor=hall.cast.user("tuan"))).done == 1
    assert _on_desk(hall) == []
    assert hall.do(lambda: {mail.status for mail in _letters(page)}) == {MailStatus.WAITING}
    event_id = hall.do(lambda: hall.event(page).id)
    assert hall.do(lambda: entries_of(f"event:{event_id}")[-1].action) == "event.letters_again"


def test_its_page_says_so_and_takes_the_answer(hall: Hall) -> None:
    page = _taken_down(hall)
    tuan, desk = hall.client("tuan"), f"/desk/events/{page}"
    shown = tuan.get(desk).text
    assert "Đã báo cách khác" in shown
    assert email_of("lan") not in shown
    assert tuan.submit(desk, to=f"{desk}/letters/settled").location == desk
    assert _on_desk(hall) == []
    assert "Đã báo cách khác</button>" not in tuan.get(desk).text


def test_it_is_no_work_of_who_is_on_the_team(hall: Hall) -> None:
    page = _taken_down(hall)

    def join() -> None:
        user, space = hall.cast.user("tuan"), hall.space()
        db.session.add(TeamMember(space_id=space.id, user_id=user.id, role=TeamRole.MEMBER, joined_at=clock.now()))

    hall.do(join)
    assert _on_desk(hall) == []
    assert _on_desk(hall, "thu") == [f"bounced:{page}"]
    assert hall.client("tuan").post(f"/desk/events/{page}/letters/settled").status_code in (404, 422, 400)
