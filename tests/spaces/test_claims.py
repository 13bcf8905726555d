"""Taking over a space of the directory: who may ask, who may answer, and that one of two who ask gets it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import jobs
from app.accounts.models import Role
from app.accounts.service import disable_user, grant_role
from app.audit.queries import entries_of
from app.core.db import transact
from app.core.errors import DomainError
from app.spaces import queries, rules, service
from app.spaces.models import Claim, ClaimStatus, Space, TeamRole
from tests.cast import Cast, email_of
from tests.files.factories import PDF, upload
from tests.mail.sink import Sink, text_of
from tests.spaces.factories import make_space
from tests.spaces.test_list_known import CELLS, enter

SLUG = "hieu-sach-ngo-trau"
NEW, PUBLIC, DESK = f"/my/claims/of/{SLUG}", f"/spaces/{SLUG}", "/desk/claims"
WORDS = {"position": "Người sáng lập", "proof": "Tên tôi ở trang giới thiệu."}
MARK = "Chưa có người nhận quản lý"


class House:
    """A step of a test: each in a context and a transaction of its own, with rows fetched anew."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    def do(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(act)

    def refused(self, act: Callable[[], Any]) -> tuple[str, str | None]:
        with self.app.app_context(), pytest.raises(DomainError) as refused:
            transact(act)
        return refused.value.code, refused.value.field

    @property
    def space(self) -> Space:
        space = queries.space_by_slug(SLUG)
        assert space is not None
        return space

    def claim(self, key: str = "lan", **more: Any) -> str:
        words: dict[str, Any] = {**WORDS, "consent": True} | more
        return str(self.do(lambda: service.claim_space(self.space, **words, actor=self.cast.user(key)).public_id))

    def one(self, public_id: str) -> Claim:
        claim = queries.claim_by_public_id(public_id)
        assert claim is not None
        return claim

    def status(self, public_id: str) -> str:
        return str(self.do(lambda: self.one(public_id).status))

    def approve(self, public_id: str, by: str = "tuan") -> Callable[[], None]:
        return lambda: service.approve_claim(self.one(public_id), actor=self.cast.user(by))

    def owners(self) -> list[str]:
        return list(self.do(lambda: [owner.email for owner in queries.owners_of(self.space.id)]))


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    house = House(app, cast)
    house.do(lambda: enter([CELLS], cast.user("tuan")).number)
    return house


def test_from_the_public_page_to_a_space_of_ones_own(house: House, cast: Cast, sink: Sink) -> None:
    lan, minh, tuan = cast.client("lan"), cast.client("minh"), cast.client("tuan")
    assert NEW in lan.get(PUBLIC).text
    sent = {**WORDS, "file": upload(PDF, "giay.pdf"), "consent": "y"}
    assert lan.submit(NEW, sent, content_type="multipart/form-data").status_code == 302
    assert minh.submit(NEW, {**WORDS, "consent": "y"}).status_code == 302
    assert "Chờ Trung tâm trả lời" in lan.get("/my/spaces").text
    assert "Mời bạn đợi Trung tâm trả lời" in lan.get(NEW).text
    desk = tuan.get("/desk").text
    assert "Xin quản lý" in desk
    assert "Người sáng lập" in desk
    with house.app.app_context():
        first, second = (claim.public_id for claim in queries.claims(ClaimStatus.WAITING))
    page = f"{DESK}/{first}"
    assert page in tuan.get(DESK).text
    shown = tuan.get(page).text
    assert "Bùi Minh" in shown  # also asks
    assert tuan.get(f"{page}/file").data == PDF
    assert tuan.submit(page, to=f"{page}/approve").status_code == 302
    assert house.owners() == [email_of("lan")]
    assert (house.status(first), house.status(second)) == ("approved", "overtaken")
    jobs.run(house.app, "mail")
    letters = {key: [text_of(one) for one in sink.letters_to(email_of(key))] for key in ("lan", "minh")}
    assert "Từ bây giờ bạn đứng tên Hiệu sách Ngõ Trầu" in letters["lan"][1]
    assert "nay đã có người đứng tên" in letters["minh"][1]
    for reader in (lan, cast.client("hoa")):
        public = reader.get(PUBLIC).text
        assert MARK not in public
        assert NEW not in public
    assert "Tên không gian" in lan.get(f"/my/spaces/{house.do(lambda: house.space.public_id)}").text
    with house.app.app_context():
        actions = [entry.action for entry in entries_of(f"space:{house.space.id}")]
    assert actions[-5:] == [
        "space.claim_claimed", "space.claim_claimed", "space.claim_approved", "space.team_changed",
        "space.claim_overtaken",
    ]  # fmt: skip


def test_a_refusal_says_why_and_leaves_the_space_open(house: House, cast: Cast, sink: Sink) -> None:
    page = f"{DESK}/{house.claim()}"
    tuan = cast.client("tuan")
    assert tuan.submit(page, {"reason": " "}, to=f"{page}/refuse").status_code == 422
    assert tuan.submit(page, {"reason": "Chưa thấy tên bạn ở đó."}, to=f"{page}/refuse").status_code == 302
    jobs.run(house.app, "mail")
    assert "Chưa thấy tên bạn ở đó." in text_of(sink.letters_to(email_of("lan"))[1])
    assert "Chưa thấy tên bạn ở đó." in cast.client("lan").get("/my/spaces").text
    assert house.owners() == []
    house.claim()  # and again


def test_consent_is_asked_and_never_assumed(house: House, cast: Cast) -> None:
    lan = cast.client("lan")
    assert "checked" not in lan.get(NEW).text
    answer = lan.submit(NEW, WORDS)
    assert answer.status_code == 422
    assert "Bạn cần đồng ý" in answer.text
    assert WORDS["proof"] in answer.text
    act = lambda: service.claim_space(house.space, **WORDS, consent=False, actor=cast.user("lan"))  # noqa: E731
    assert house.refused(act) == ("claim.no_consent", "consent")


def test_what_nobody_can_ask_for(house: House, cast: Cast) -> None:
    """A space with an owner, one that is not in the directory, one asked for already, the sixth of a day."""
    house.claim()
    again = lambda: service.claim_space(house.space, **WORDS, consent=True, actor=cast.user("lan"))  # noqa: E731
    assert house.refused(again) == ("claim.already", None)
    house.do(lambda: service.add_to_team(house.space, cast.user("hoa"), TeamRole.OWNER, actor=None) and None)
    late = lambda: service.claim_space(house.space, **WORDS, consent=True, actor=cast.user("minh"))  # noqa: E731
    assert house.refused(late) == ("claim.has_owner", None)
    own = house.do(lambda: make_space(cast.user("hoa")).slug)
    assert cast.client("lan").get(f"/my/claims/of/{own}").status_code == 404
    assert house.refused(lambda: service.claim_space(_by(own), **WORDS, consent=True, actor=cast.user("minh"))) == (
        "claim.has_owner",
        None,
    )
    house.do(lambda: enter([CELLS | {"name_vi": f"Nhà {n}"} for n in range(6)], cast.user("tuan")).number)
    for n in range(5):
        house.do(
            lambda n=n: service.claim_space(_by(f"nha-{n}"), **WORDS, consent=True, actor=cast.user("minh")).public_id
        )
    sixth = lambda: service.claim_space(_by("nha-5"), **WORDS, consent=True, actor=cast.user("minh"))  # noqa: E731
    assert house.refused(sixth)[0] == "claim.enough_today"


def _by(slug: str) -> Space:
    space = queries.space_by_slug(slug)
    assert space is not None
    return space


def test_a_claim_is_its_makers_to_withdraw(house: House, cast: Cast) -> None:
    one = house.claim()
    lan = cast.client("lan")
    token = (
        cast.client("hoa").get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    )
    assert cast.client("hoa").post(f"/my/claims/{one}/withdraw", data={"csrf_token": token}).status_code in {400, 404}
    assert house.refused(lambda: service.withdraw_claim(house.one(one), actor=cast.user("hoa")))[0] == "not_found"
    assert lan.submit("/my/spaces", to=f"/my/claims/{one}/withdraw").status_code == 302
    assert house.status(one) == "withdrawn"
    assert house.refused(house.approve(one)) == ("claim.withdrawn", None)
    assert "Không có yêu cầu nào đang chờ" in cast.client("tuan").get(DESK).text


def test_nobody_answers_for_their_own_side(house: House, cast: Cast) -> None:
    own = house.claim("tuan")
    assert house.refused(house.approve(own)) == ("claim.not_yours", None)
    refuse = lambda: service.refuse_claim(house.one(own), reason="Không.", actor=cast.user("tuan"))  # noqa: E731
    assert house.refused(refuse) == ("claim.not_yours", None)
    page = cast.client("tuan").get(f"{DESK}/{own}").text
    assert "Hãy nhờ một điều phối viên khác" in page
    assert f"{DESK}/{own}/approve" not in page
    # Thu runs another space together with Lan, Hà is no coordinator.
    lans = house.claim("lan")
    house.do(lambda: make_space(cast.user("lan"), cast.user("thu")).public_id)
    assert house.refused(house.approve(lans, "thu")) == ("claim.not_yours", None)
    assert house.refused(house.approve(lans, "ha")) == ("claim.not_yours", None)
    house.do(lambda: grant_role(cast.user("ha"), Role.COORDINATOR, actor=None))
    house.do(house.approve(lans, "ha"))
    assert house.owners() == [email_of("lan")]


def test_a_closed_account_gets_no_space(house: House, cast: Cast) -> None:
    one = house.claim()
    house.do(lambda: disable_user(cast.user("lan"), reason="Tự xin đóng.", actor=cast.user("ha")))
    assert house.refused(house.approve(one)) == ("claim.claimant_disabled", None)


def test_who_waits_is_told_when_the_centre_finds_an_owner(house: House, cast: Cast) -> None:
    one = house.claim()

    def appoint() -> str:
        return service.invite(
            house.space, email=email_of("hoa"), role=TeamRole.OWNER, actor=cast.user("tuan"),
            on_behalf_of_centre=True, reason="Chị Hoa mở hiệu sách.",
        ).public_id  # fmt: skip

    invitation = house.do(appoint)
    house.do(lambda: service.accept_invitation(_invitation(invitation), actor=cast.user("hoa")))
    assert house.status(one) == "overtaken"


def _invitation(public_id: str) -> Any:
    return queries.invitation_by_public_id(public_id)


@pytest.mark.real_time
@pytest.mark.both_engines
def test_of_two_approved_at_once_one_gets_the_space(house: House, cast: Cast) -> None:
    for n in range(3):
        slug = f"nha-{n}"
        house.do(lambda n=n: enter([CELLS | {"name_vi": f"Nhà {n}"}], cast.user("tuan")).number)
        claims = {
            by: house.do(
                lambda key=key, slug=slug: (
                    service.claim_space(_by(slug), **WORDS, consent=True, actor=cast.user(key)).public_id
                )
            )
            for by, key in (("tuan", "lan"), ("thu", "hoa"))
        }
        together, said = threading.Barrier(2), []

        def approve(by: str, one: str, together: threading.Barrier = together, said: list[str] = said) -> None:
            with house.app.app_context():
                claim = house.one(one)  # read before the lock, as a page does
                together.wait(20)
                try:
                    transact(lambda: service.approve_claim(claim, actor=cast.user(by)))
                    said.append("ok")
                except DomainError as error:
                    said.append(error.code)

        threads = [threading.Thread(target=approve, args=item) for item in claims.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(said) == ["claim.overtaken", "ok"]
        assert len(house.do(lambda slug=slug: [o.id for o in queries.owners_of(_by(slug).id)])) == 1
        assert sorted(house.status(one) for one in claims.values()) == ["approved", "overtaken"]


def test_what_may_stand_in_a_claim() -> None:
    rules.check_claim("Chủ", "Đây.", consent=True)
    for position, proof, field in ((" ", "x", "position"), ("x" * 121, "x", "position"), ("x", "", "proof")):
        with pytest.raises(DomainError) as refused:
            rules.check_claim(position, proof, consent=True)
        assert refused.value.field == field
