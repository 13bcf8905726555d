"""Letters about a space that did not arrive: on the desk and at its page among the members."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.desk.rules import Act
from app.desk.service import act_on
from app.desk.tasks import look_at, waiting
from app.mail.models import Mail, MailStatus
from app.memberships import service
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast, email_of
from tests.memberships.factories import changed, member, person, space, the_space


def _suspended(lost: MailStatus = MailStatus.DEAD) -> str:
    """Its owner was written to, and the letter did not arrive."""
    made = space()
    member(made)
    changed(service.suspend, made)
    for mail in _letters(made.id):
        mail.status = lost
    return made.public_id


def _letters(space_id: int) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.about == f"space:{space_id}").order_by(Mail.id)))


def _on_desk(who: str) -> list[str]:
    tasks = [one.key for one in waiting(look_at(person(who), clock.now()))]
    return [key for key in tasks if key.startswith("bounced:")]


def test_a_lost_letter_about_a_space_is_work_and_leaves_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(_suspended)
        key = f"bounced:{public_id}"
        assert _on_desk("tuan") == [key]
    tuan = cast.client("tuan")
    assert f'href="/desk/members/{public_id}"' in tuan.get("/desk").text
    with app.app_context():
        assert transact(lambda: act_on([key], Act.RELEASE, actor=person("tuan"))).done == 1
        assert _on_desk("tuan") == []
        made = the_space(public_id)
        assert {mail.status for mail in _letters(made.id)} == {MailStatus.WAITING}
        assert entries_of(f"space:{made.id}")[-1].action == "space.letters_again"


def test_its_page_says_so_and_takes_the_answer(app: Flask, cast: Cast) -> None:
    with app.app_context():
        page = f"/desk/members/{transact(_suspended)}"
    tuan = cast.client("tuan")
    shown = tuan.get(page).text
    assert "Đã báo cách khác" in shown
    assert email_of("lan") not in shown
    assert "Đã báo cách khác" not in cast.client("dung").get(page).text, "a coordinator's to do"
    assert tuan.submit(page, to=f"{page}/letters/settled").location == page
    assert f"{page}/letters/settled" not in tuan.get(page).text
    with app.app_context():
        assert _on_desk("tuan") == []


def test_nobody_answers_for_letters_to_a_team_they_are_on(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(_suspended)
        transact(lambda: add_to_team(the_space(public_id), person("tuan"), TeamRole.MEMBER, actor=person("lan")))
        assert _on_desk("tuan") == []
        assert _on_desk("thu") == [f"bounced:{public_id}"]
        with pytest.raises(DomainError, match=r"membership\.letters_not_yours"):
            transact(lambda: service.settle_lost_letters(the_space(public_id), actor=person("tuan")))
    assert "Đã báo cách khác" not in cast.client("tuan").get(f"/desk/members/{public_id}").text
