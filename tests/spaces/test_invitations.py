"""From a letter to a place on the team: who may invite, who may accept, and what ends an invitation."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import jobs
from app.accounts.service import add_user, hash_password
from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError, NotFound
from app.mail import links
from app.mail.models import Mail
from app.registry import error_messages
from app.spaces import queries, rules, service
from app.spaces.models import Afterwards, Invitation, Space, TeamRole
from tests.accounts.steps import PASSWORD as STEPS_PASSWORD
from tests.accounts.steps import TYPED, letters, link_in
from tests.cast import PASSWORD, Cast, email_of
from tests.conftest import NOW
from tests.mail.sink import Sink, text_of
from tests.spaces.factories import make_space

STRANGE = "ngoc@example.org"


@pytest.fixture
def public_id(app: Flask, cast: Cast) -> str:
    """Lan's space, with Minh on the team; Hoa is not."""
    with app.app_context():
        return transact(lambda: make_space(cast.user("lan"), cast.user("minh")).public_id)


class House:
    """A step of a test: each in a context and a transaction of its own, with rows fetched anew."""

    def __init__(self, app: Flask, cast: Cast, public_id: str) -> None:
        self.app, self.cast, self.public_id = app, cast, public_id

    def do(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(act)

    @property
    def space(self) -> Space:
        space = queries.space_by_public_id(self.public_id)
        assert space is not None
        return space

    @property
    def invitation(self) -> Invitation:
        return db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first() or pytest.fail("none")

    def invite(self, email: str, role: TeamRole = TeamRole.MEMBER, by: str = "lan", **more: Any) -> str:
        return str(
            self.do(
                lambda: service.invite(self.space, email=email, role=role, actor=self.cast.user(by), **more).public_id
            )
        )

    def hand_over(self, email: str, afterwards: Afterwards = Afterwards.MEMBER, by: str = "lan") -> None:
        self.do(
            lambda: (
                service.hand_over(self.space, email=email, afterwards=afterwards, actor=self.cast.user(by)).public_id
            )
        )

    def answer(self, by: str, how: Callable[..., None] = service.accept_invitation) -> None:
        self.do(lambda: how(self.invitation, actor=self.cast.user(by)))

    def roles(self) -> dict[str, str]:
        with self.app.app_context():
            return {
                member.user.email.partition("@")[0]: str(member.role) for member in queries.team_of(self.space.id)
            }

    def link(self) -> str:
        with self.app.app_context():
            return f"/invitations/{links.sign('invitation', self.invitation.public_id)}"

    def refused(self, act: Callable[[], Any]) -> tuple[str, str | None]:
        with pytest.raises(DomainError) as caught:
            act()
        return caught.value.code, caught.value.field


@pytest.fixture
def house(app: Flask, cast: Cast, public_id: str) -> House:
    return House(app, cast, public_id)


def test_from_the_form_to_the_letter_to_the_team(house: House, cast: Cast, sink: Sink) -> None:
    team = f"/my/spaces/{house.public_id}/team"
    answer = cast.client("lan").submit(team, {"email": " HOA@example.org "}, to=f"{team}/invitations")
    assert answer.status_code == 302
    jobs.run(house.app, "mail")
    letter = text_of(sink.letters_to(email_of("hoa"))[0])
    assert "Nguyễn Lan mời bạn vào nhóm của không gian Xưởng gốm Bờ Sông" in letter
    assert "hạn đến 09:00 02/12/2026" in letter
    found = re.search(r"http://127\.0\.0\.1:5000(/invitations/\S+)", letter)
    assert found
    hoa = cast.client("hoa")
    shown = hoa.get(found[1]).text
    for words in ("Xưởng gốm Bờ Sông", "Nguyễn Lan", "Thành viên nhóm sửa trang", "Nhận lời", "Từ chối"):
        assert words in shown
    answer = hoa.submit(found[1], to=f"{found[1]}/accept")
    assert (answer.status_code, answer.location) == (302, team)
    assert house.roles() == {"lan": "owner", "minh": "member", "hoa": "member"}
    jobs.run(house.app, "mail")
    assert "Hoàng Hoa đã nhận lời mời" in text_of(sink.letters_to(email_of("lan"))[0])
    assert "đã được nhận lời" in hoa.get(found[1]).text


def test_no_row_holds_what_opens_the_page(house: House) -> None:
    house.invite(STRANGE)
    token = house.link().rpartition("/")[2]
    with house.app.app_context():
        rows = [str(vars(mail)) for mail in db.session.scalars(select(Mail))]
        rows += [str(vars(one)) for one in db.session.scalars(select(Invitation))]
    assert rows
    assert not any(token in row for row in rows)


@pytest.mark.parametrize("forged", ["x", "khong.co", ""])
def test_a_forged_link_is_no_page(house: House, client: Any, forged: str) -> None:
    house.invite(STRANGE)
    assert client.get(f"/invitations/{forged}").status_code == 404
    with house.app.app_context():
        other = links.sign("confirm", house.invitation.public_id)
    assert client.get(f"/invitations/{other}").status_code == 404


def test_who_is_signed_out_is_shown_both_ways_in(house: House, client: Any) -> None:
    house.invite(STRANGE)
    link = house.link()
    page = client.get(link).text
    assert f"/sign-in?next={link}" in page
    assert f"/sign-up?next={link}" in page
    assert client.post(f"{link}/accept").status_code in {302, 400}
    assert "hoa" not in house.roles()


def test_only_the_invited_address_may_accept(house: House, cast: Cast) -> None:
    house.invite(STRANGE)
    link, hoa = house.link(), cast.client("hoa")
    page = hoa.get(link).text
    assert "Bạn đang dùng một tài khoản khác" in page
    assert "Nhận lời" not in page
    token = hoa.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    for act in ("accept", "decline"):
        answer = hoa.post(f"{link}/{act}", data={"csrf_token": token})
        assert answer.status_code == 422
        assert "gửi cho một địa chỉ khác" in answer.text
    assert "hoa" not in house.roles()
    assert house.do(lambda: house.invitation.declined_at) is None


def test_a_new_account_of_that_address_finds_the_invitation(house: House, cast: Cast) -> None:
    house.invite(STRANGE, TeamRole.OWNER)
    hashed = hash_password(PASSWORD)
    house.do(lambda: add_user(email=STRANGE, name="Đặng Ngọc", password_hash=hashed, confirmed=True).id)
    client = house.app.test_client()
    client.submit("/sign-in", {"email": STRANGE, "password": PASSWORD})  # type: ignore[attr-defined]
    link = house.link()
    assert link in client.get("/my/spaces").text
    assert client.submit("/my/spaces", to=f"{link}/accept").status_code == 302  # type: ignore[attr-defined]
    assert house.roles()["ngoc"] == "owner"
    assert "Lời mời chờ bạn trả lời" not in client.get("/my/spaces").text


def test_signing_up_for_an_invitation_leads_back_to_it(house: House, sink: Sink) -> None:
    house.invite(STRANGE)
    link, client = house.link(), house.app.test_client()
    assert f'href="/sign-up?next={link}"' in client.get(f"/sign-in?next={link}").text
    typed = TYPED | {"email": STRANGE}
    assert client.submit(f"/sign-up?next={link}", typed).status_code == 302  # type: ignore[attr-defined]
    (letter,) = [one for one in letters(house.app, sink, STRANGE) if "/confirm/" in one]
    answer = client.submit(link_in(letter), {"password": STEPS_PASSWORD})  # type: ignore[attr-defined]
    assert answer.location == link
    assert client.submit(link, to=f"{link}/accept").status_code == 302  # type: ignore[attr-defined]
    assert house.roles()["ngoc"] == "member"


def test_inviting_says_the_same_whether_or_not_the_address_has_an_account(house: House, cast: Cast) -> None:
    lan, team = cast.client("lan"), f"/my/spaces/{house.public_id}/team"
    pages = []
    for email in (email_of("hoa"), "aaa@example.org"):
        answer = lan.submit(team, {"email": email}, to=f"{team}/invitations")
        pages.append((answer.status_code, lan.get(team).text.count(email), "Hoàng Hoa" in lan.get(team).text))
    assert pages[0] == pages[1] == (302, pages[0][1], False)


def test_the_letter_speaks_the_language_of_the_invited(house: House, cast: Cast, sink: Sink) -> None:
    def speak_english() -> None:
        cast.user("hoa").language = "en"

    house.do(speak_english)
    for email in (email_of("hoa"), STRANGE):
        house.invite(email)
    jobs.run(house.app, "mail")
    assert "invites you to the team of the space Riverbank Pottery" in text_of(sink.letters_to(email_of("hoa"))[0])
    assert "mời bạn vào nhóm của không gian Xưởng gốm" in text_of(sink.letters_to(STRANGE)[0])


def test_declining(house: House, cast: Cast) -> None:
    house.invite(email_of("hoa"))
    link, hoa = house.link(), cast.client("hoa")
    assert hoa.submit("/my/spaces", to=f"{link}/decline").location == "/my/spaces"
    assert "đã được từ chối" in hoa.get(link).text
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_declined", None)
    assert "hoa" not in house.roles()
    house.invite(email_of("hoa"))


def test_it_holds_for_a_week(house: House, cast: Cast) -> None:
    house.invite(email_of("hoa"))
    with time_machine.travel(NOW + timedelta(days=7, minutes=1), tick=True):
        assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_expired", None)
        assert "đã hết hạn" in cast.client("hoa").get(house.link()).text
        assert "Lời mời chờ bạn" not in cast.client("hoa").get("/my/spaces").text
        house.do(lambda: service.renew_invitation(house.invitation, actor=cast.user("lan")))
        house.answer("hoa")
    assert house.roles()["hoa"] == "member"


def test_what_is_withdrawn_is_over(house: House, cast: Cast) -> None:
    house.invite(email_of("hoa"))
    team, lan = f"/my/spaces/{house.public_id}/team", cast.client("lan")
    one = house.do(lambda: house.invitation.public_id)
    assert lan.submit(team, to=f"{team}/invitations/{one}/withdraw").status_code == 302
    assert email_of("hoa") not in lan.get(team).text
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_withdrawn", None)
    assert "đã được rút lại" in cast.client("hoa").get(house.link()).text


@pytest.mark.parametrize("how", ["removed", "demoted", "left", "disabled"])
def test_who_is_no_longer_an_owner_has_invited_nobody(house: House, cast: Cast, how: str) -> None:
    house.do(lambda: service.add_to_team(house.space, cast.user("minh"), TeamRole.OWNER, actor=None) and None)
    house.invite(email_of("hoa"), by="minh")

    def lose() -> None:
        lan, minh = cast.user("lan"), cast.user("minh")
        match how:
            case "removed":
                service.remove_from_team(house.space, minh, actor=lan)
            case "demoted":
                service.change_role(house.space, minh, TeamRole.MEMBER, actor=lan)
            case "left":
                service.leave_team(house.space, actor=minh)
            case _:
                minh.disabled_at = clock.now()

    house.do(lose)
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_dead", None)
    assert "Không còn hiệu lực" in cast.client("lan").get(f"/my/spaces/{house.public_id}/team").text
    house.do(lambda: service.renew_invitation(house.invitation, actor=cast.user("lan")))
    house.answer("hoa")
    assert house.roles()["hoa"] == "member"


def test_whom_one_cannot_invite(house: House) -> None:
    house.invite(STRANGE)
    for email, code in (
        (email_of("minh"), "space.already_on_team"),
        (email_of("lan"), "space.already_on_team"),
        (STRANGE, "space.already_invited"),
        ("không phải thư", "space.channel_email"),
    ):
        assert house.refused(lambda e=email: house.invite(e)) == (code, "email")


def test_the_schema_itself_refuses_a_second_open_invitation(house: House) -> None:
    house.invite(STRANGE)

    def again() -> None:
        one = house.invitation
        copied = {c.name: getattr(one, c.name) for c in Invitation.__table__.columns if c.name != "id"}
        db.session.add(Invitation(**copied | {"public_id": "khac"}))

    with pytest.raises(IntegrityError):
        house.do(again)


def test_nobodys_letter_box_is_filled(house: House, cast: Cast) -> None:
    house.invite(STRANGE)
    for _more in range(rules.LETTERS_TO_ONE_ADDRESS - 1):
        house.do(lambda: service.renew_invitation(house.invitation, actor=cast.user("lan")))
    wanted = ("space.enough_letters_today", "email")
    again = lambda: service.renew_invitation(house.invitation, actor=cast.user("lan"))  # noqa: E731
    assert house.refused(lambda: house.do(again)) == wanted
    elsewhere = House(house.app, cast, house.do(lambda: make_space(cast.user("hoa"), name_vi="Nhà Hoa").public_id))
    assert house.refused(lambda: elsewhere.invite(STRANGE, by="hoa")) == wanted
    team = f"/my/spaces/{elsewhere.public_id}/team"
    stopped = cast.client("hoa").submit(team, {"email": STRANGE, "role": "owner"}, to=f"{team}/invitations")  # type: ignore[attr-defined]
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "86400")
    assert f'value="{STRANGE}"' in stopped.text
    with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=True):
        house.do(again)


def test_one_person_and_one_space_have_their_limits(house: House, cast: Cast) -> None:
    for n in range(rules.OPEN_INVITATIONS_MAX):
        house.invite(f"so{n}@example.org")
    assert house.refused(lambda: house.invite(STRANGE)) == ("space.enough_invitations_open", None)
    other = House(house.app, cast, house.do(lambda: make_space(cast.user("lan"), name_vi="Nhà Hai").public_id))
    for n in range(rules.INVITATIONS_BY_ONE_PERSON - rules.OPEN_INVITATIONS_MAX):
        other.invite(f"nha{n}@example.org")
    assert house.refused(lambda: other.invite(STRANGE)) == ("space.enough_invitations_today", None)


def test_what_is_typed_wrong_is_said_at_its_field_and_kept(cast: Cast, house: House) -> None:
    team = f"/my/spaces/{house.public_id}/team"
    answer = cast.client("lan").submit(team, {"email": "minh@example.org", "role": "owner"}, to=f"{team}/invitations")
    assert answer.status_code == 422
    assert "đã ở trong nhóm" in answer.text
    assert 'value="minh@example.org"' in answer.text
    assert 'href="#email"' in answer.text


def test_every_end_of_an_invitation_has_its_sentence() -> None:
    assert set(rules.REFUSALS) == {*rules.InvitationState} - {rules.InvitationState.OPEN}
    assert set(rules.REFUSALS.values()) <= set(error_messages())


@pytest.mark.parametrize(("afterwards", "left"), [(Afterwards.MEMBER, "member"), (Afterwards.LEAVE, None)])
@pytest.mark.parametrize("heir", ["minh", "hoa"])
def test_handing_a_space_over(
    house: House, cast: Cast, sink: Sink, heir: str, afterwards: Afterwards, left: str | None
) -> None:
    """To somebody of the team or from outside; the old owner stays or goes, as chosen."""
    page = f"/my/spaces/{house.public_id}/hand-over"
    with house.app.app_context():
        chosen = cast.user("minh").public_id if heir == "minh" else ""
    typed = {"member": chosen, "email": "" if chosen else email_of(heir), "afterwards": afterwards.value}
    assert cast.client("lan").submit(page, typed).status_code == 302
    before = {"lan": "owner", "minh": "member"}
    assert house.roles() == before
    link = house.link()
    assert "Bạn nhận cùng với không gian" in cast.client(heir).get(link).text
    assert cast.client(heir).submit(link, to=f"{link}/accept").status_code == 302
    after = before | {"lan": left, heir: "owner"}
    assert house.roles() == {key: role for key, role in after.items() if role}
    jobs.run(house.app, "mail")
    for key in ("lan", heir):
        assert "bàn giao" in text_of(sink.letters_to(email_of(key))[-1])
    with house.app.app_context():
        actions = [entry.action for entry in entries_of(f"space:{house.space.id}")]
    assert "space.invitation_accepted" in actions
    found = cast.client("lan").get(f"/my/spaces/{house.public_id}/team").status_code
    assert found == (200 if left else 404)


def test_a_handover_dies_with_the_giver_and_nobody_renews_it_for_them(house: House, cast: Cast) -> None:
    house.do(lambda: service.add_to_team(house.space, cast.user("minh"), TeamRole.OWNER, actor=None) and None)
    house.hand_over(email_of("hoa"), by="minh")
    code = house.refused(lambda: house.do(lambda: service.renew_invitation(house.invitation, actor=cast.user("lan"))))
    assert code == ("space.not_your_handover", None)
    house.do(lambda: service.change_role(house.space, cast.user("minh"), TeamRole.MEMBER, actor=cast.user("lan")))
    assert house.refused(lambda: house.answer("hoa")) == ("space.invitation_dead", None)
    assert house.roles() == {"lan": "owner", "minh": "member"}


def test_an_owner_has_nothing_to_receive(house: House, cast: Cast) -> None:
    assert house.refused(lambda: house.hand_over(email_of("lan"))) == ("space.already_owner", "email")


def test_a_member_cannot_hand_over(house: House, cast: Cast) -> None:
    assert cast.client("minh").get(f"/my/spaces/{house.public_id}/hand-over").status_code == 302
    assert house.refused(lambda: house.hand_over(email_of("hoa"), by="minh")) == ("space.owners_only", None)


@pytest.mark.real_time
@pytest.mark.both_engines
def test_accepted_twice_at_once_is_accepted_once(house: House, cast: Cast) -> None:
    for n in range(5):
        house.public_id = house.do(lambda n=n: make_space(cast.user("lan"), name_vi=f"Nhà {n}").public_id)
        house.do(lambda: db.session.query(Mail).delete())
        house.hand_over(email_of("hoa"), Afterwards.LEAVE)
        said: list[str] = []
        together = threading.Barrier(3)

        def accept(said: list[str] = said, together: threading.Barrier = together) -> None:
            with house.app.app_context():
                invitation = house.invitation  # read before the lock, as a page does
                together.wait(20)
                try:
                    transact(lambda: service.accept_invitation(invitation, actor=cast.user("hoa")))
                    said.append("ok")
                except DomainError as error:
                    said.append(error.code)

        threads = [threading.Thread(target=accept) for _twice in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(said) == ["ok", "space.invitation_accepted", "space.invitation_accepted"]
        assert house.roles() == {"hoa": "owner"}


def test_strangers_cannot_touch_the_invitations_of_others(house: House, cast: Cast) -> None:
    one = house.invite(STRANGE)
    own = house.do(lambda: make_space(cast.user("hoa"), name_vi="Nhà Hoa").public_id)
    hoa = cast.client("hoa")
    token = hoa.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    for space in (house.public_id, own):
        for act in ("renew", "withdraw"):
            address = f"/my/spaces/{space}/team/invitations/{one}/{act}"
            assert hoa.post(address, data={"csrf_token": token}).status_code == 404
    with house.app.app_context(), pytest.raises(NotFound):
        transact(lambda: service.withdraw_invitation(house.invitation, actor=cast.user("hoa")))
    assert house.do(lambda: house.invitation.withdrawn_at) is None
