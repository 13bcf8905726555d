"""An outside person's opinion: one case by one link, nothing else of it, and never after it is over."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import jobs
from app.accounts.models import Role
from app.applications.models import Application, Evidence, EvidenceFile
from app.applications.service import withdraw_application
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import digest
from app.evaluations import queries, rules, service
from app.evaluations.models import Opinion, OpinionLink
from app.evaluations.rules import OpinionState
from app.files.service import keep, prepare_bytes
from app.mail import links
from app.mail.models import Mail
from tests.applications.factories import application_by_public_id
from tests.cast import Cast, email_of
from tests.conftest import NOW
from tests.evaluations import factories
from tests.files.factories import PDF, upload
from tests.mail.sink import Sink, connect, text_of

EXPERT = "chi.hang@chuyen-gia.example"
ASKED: dict[str, Any] = {
    "name": "Đàm Thu Hằng", "email": EXPERT, "question": "Cách làm này có gì mới?", "shown_files": [], "language": "vi",
}  # fmt: skip
TEXT = "Cách ghi chép này hiếm, nên giữ."


class House:
    """A case under review and an expert; each step in a context and a transaction of its own."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.case_id = str(self.do(lambda: factories.in_review().public_id))

    def do(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return transact(act)

    def refused(self, act: Callable[[], Any]) -> tuple[str, str | None]:
        with self.app.app_context(), pytest.raises(DomainError) as refused:
            transact(act)
        return refused.value.code, refused.value.field

    @property
    def case(self) -> Application:
        case = application_by_public_id(self.case_id)
        assert case is not None
        return case

    @property
    def opinion(self) -> Opinion:
        return db.session.scalars(select(Opinion).order_by(Opinion.id.desc())).first() or pytest.fail("none")

    def asking(self, by: str = "tuan", **more: Any) -> Callable[[], str]:
        told = {**ASKED, "due_on": clock.today() + timedelta(days=7)} | more
        return lambda: service.ask_opinion(self.case, **told, actor=self.cast.user(by)).public_id

    def ask(self, **more: Any) -> str:
        """The address of the link in the letter."""
        self.do(self.asking(**more))
        return self.link()

    def link(self) -> str:
        def sign() -> str:
            letter = db.session.scalars(
                select(Mail).where(Mail.template == "opinion_asked").order_by(Mail.id.desc())
            ).first()
            assert letter is not None
            return links.sign("opinion", letter.values["token"]["id"])

        with self.app.test_request_context():
            return f"/opinions/{sign()}"


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    return House(app, cast)


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    server = Sink()
    connect(app, server)
    yield server
    server.close()


def opinion(**given: Any) -> Opinion:
    return Opinion(due_at=NOW + timedelta(days=1), **given)


@pytest.mark.parametrize(
    ("given", "status", "state"),
    [
        ({}, "in_review", OpinionState.OPEN),
        ({}, "returned", OpinionState.OPEN),
        ({}, "proposed", OpinionState.EXPIRED),
        ({}, "withdrawn", OpinionState.EXPIRED),
        ({"given_at": NOW}, "in_review", OpinionState.GIVEN),
        ({"given_at": NOW}, "approved", OpinionState.KEPT),
        ({"given_at": NOW, "revoked_at": NOW}, "in_review", OpinionState.REVOKED),
        ({"conflict_at": NOW}, "in_review", OpinionState.CONFLICT),
    ],
)
def test_how_an_opinion_stands(given: dict[str, Any], status: str, state: OpinionState) -> None:
    assert rules.state_of_opinion(opinion(**given), status, now=NOW) == state
    late = rules.state_of_opinion(opinion(**given), status, now=NOW + timedelta(days=1))
    assert late not in (OpinionState.OPEN, OpinionState.GIVEN)


def test_from_the_case_to_the_opinion_and_back(house: House, cast: Cast, app: Flask) -> None:
    page = f"/desk/applications/{house.case_id}"
    tuan, expert = cast.client("tuan"), app.test_client()
    due = (clock.today() + timedelta(days=5)).isoformat()
    sent = {
        "opinion-name": "Đàm Thu Hằng",
        "opinion-email": EXPERT,
        "opinion-question": "Có gì mới?",
        "opinion-due_on": due,
    }
    assert tuan.submit(page, sent, to=f"{page}/opinions").status_code == 302
    assert "Chờ ý kiến" in tuan.get(page).text
    link = house.link()
    shown = expert.get(link)
    assert "Có gì mới?" in shown.text
    assert "Hồ sơ nói gì" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    for hidden in ("Đỗ Mai", "Vũ Sơn", email_of("lan"), "HS-"):
        assert hidden not in shown.text
    refused = expert.submit(link, {"text": TEXT}, to=link)
    assert refused.status_code == 422
    assert "xác nhận không có xung đột" in refused.text
    assert TEXT in refused.text
    good = {"text": TEXT, "no_conflict": "y", "file": upload(PDF, "y-kien.pdf")}
    assert expert.submit(link, good, to=link, content_type="multipart/form-data").status_code == 302
    assert "Bạn sửa được đến hết hạn" in expert.get(link).text
    assert expert.submit(link, {"text": "Sửa lại: nên giữ.", "no_conflict": "y"}, to=link).status_code == 302
    case = tuan.get(page).text
    assert "Sửa lại: nên giữ." in case
    assert TEXT not in case
    file = re.search(r'href="([^"]+/opinions/[^"]+/file)"', case)
    assert file is not None
    assert tuan.get(file[1]).data == PDF
    with app.app_context():
        review = factories.review_of(house.case, "mai").public_id
        told = db.session.scalars(select(Mail).where(Mail.template == "opinion_answered")).all()
        assert [one.recipient for one in told] == [email_of("tuan")]
    mai = cast.client("mai")
    sheet = mai.get(f"/reviews/{review}").text
    assert "Sửa lại: nên giữ." in sheet
    assert "Sửa lại: nên giữ." not in cast.client("lan").get(f"/my/applications/{house.case_id}").text


def test_only_the_files_that_were_chosen(house: House, app: Flask) -> None:
    with app.app_context():
        prepared = [prepare_bytes(PDF + bytes([n]), f"tep-{n}.pdf", "application/pdf") for n in range(2)]

    def add() -> list[str]:
        lan, case, now = factories.person("lan"), house.case, clock.now()
        for one in prepared:
            held = EvidenceFile(
                space_id=case.space_id, file_id=keep(one, actor=lan).id, added_at=now, added_by=lan.id
            )
            db.session.add(held)
            db.session.flush()
            db.session.add(
                Evidence(
                    application_id=case.id, item_code="A1", evidence_file_id=held.id, added_at=now, added_by=lan.id
                )
            )
        db.session.flush()
        return [one.public_id for one in queries.files_of(case) if one.name.startswith("tep-")]

    first, second = house.do(add)
    link = house.ask(shown_files=[first, "khong-co"])
    client = app.test_client()
    assert client.get(f"{link}/files/{first}").status_code == 200
    assert client.get(f"{link}/files/{second}").status_code == 404
    assert "tep-1.pdf" not in client.get(link).text
    with app.app_context():
        assert house.opinion.shown_files == [first]


def test_looking_changes_nothing(house: House, app: Flask) -> None:
    link = house.ask()

    def facts() -> tuple[Any, ...]:
        with app.app_context():
            one = house.opinion
            return (one.given_at, one.conflict_at, one.revoked_at, len(queries.history_of(house.case)))

    before = facts()
    for _n in range(3):
        assert app.test_client().get(link).status_code == 200
        assert app.test_client().head(link).status_code == 200
    assert facts() == before


@pytest.mark.parametrize("how", ["revoked", "due", "withdrawn", "conflict"])
def test_a_link_that_is_over_opens_nothing(house: House, app: Flask, cast: Cast, how: str) -> None:
    link = house.ask()
    client, later = app.test_client(), clock.now()
    if how == "revoked":
        page = f"/desk/applications/{house.case_id}"
        with app.app_context():
            one = house.opinion.public_id
        assert cast.client("tuan").submit(page, to=f"{page}/opinions/{one}/revoke").status_code == 302
    elif how == "due":
        later += timedelta(days=8)
    elif how == "withdrawn":
        house.do(lambda: withdraw_application(house.case, actor=cast.user("lan")))
    else:
        answer = client.submit(link, {"conflict-note": "Tôi từng dạy ở đó."}, to=f"{link}/conflict")
        assert answer.status_code == 302
    with time_machine.travel(later, tick=False):
        page = client.get(link).text
        assert "Hồ sơ nói gì" not in page
        assert "<textarea" not in page
    with time_machine.travel(later, tick=False):
        act = lambda: service.give_opinion(house.opinion, text=TEXT, no_conflict=True)  # noqa: E731
        assert house.refused(act)[0].startswith("opinion.")
    with app.app_context():
        assert house.opinion.text == ""


def test_a_conflict_takes_back_what_was_given(house: House, cast: Cast) -> None:
    house.ask()
    house.do(lambda: service.give_opinion(house.opinion, text=TEXT, no_conflict=True))
    house.do(lambda: service.declare_conflict(house.opinion, note="Tôi nhớ ra: em tôi làm ở đó."))
    page = cast.client("tuan").get(f"/desk/applications/{house.case_id}").text
    assert TEXT not in page
    assert "em tôi làm ở đó" in page
    assert house.refused(house.asking()) == ("opinion.conflict_before", "email")


def test_whom_nobody_asks(house: House, cast: Cast) -> None:
    for key, code in (
        ("lan", "of_the_space"),
        ("thu", "not_outside"),
        ("mai", "not_outside"),
    ):
        assert house.refused(house.asking(email=email_of(key))) == (f"opinion.{code}", "email")
    house.do(house.asking(email=email_of("hoa")))
    assert house.refused(house.asking(email=email_of("hoa").upper())) == ("opinion.asked_already", "email")
    for days in (0, -1, 61):
        late = house.asking(due_on=clock.today() + timedelta(days=days))
        assert house.refused(late) == ("opinion.bad_day", "due_on")
    assert house.refused(house.asking(by="dung")) == ("evaluation.not_yours", None)
    assert house.refused(house.asking(question=" ")) == ("opinion.missing", "question")


def test_who_has_declined_the_case_never_reads_it(house: House, cast: Cast, app: Flask) -> None:
    """Also not as a coordinator."""
    house.ask()
    house.do(lambda: service.give_opinion(house.opinion, text=TEXT, no_conflict=True))
    page = f"/desk/applications/{house.case_id}"
    assert TEXT in cast.client("thu").get(page).text

    def decline() -> None:
        both = factories.extra("hai", "Hai Vai", Role.COORDINATOR, Role.REVIEWER)
        service.unassign(factories.review_of(house.case, "son"), actor=cast.user("tuan"))
        service.recuse(
            service.assign_reviewer(house.case, both, actor=cast.user("tuan")), "Tôi quen nhóm này.", actor=both
        )

    house.do(decline)
    assert TEXT not in cast.client("hai").get(page).text


def test_the_secret_of_the_link_stands_nowhere(house: House, app: Flask, sink: Sink) -> None:
    link = house.ask()
    token = link.rsplit("/", 1)[1]
    with app.test_request_context():
        secret = links.read("opinion", token)
        assert secret is not None
        (row,) = db.session.scalars(select(OpinionLink))
        assert row.link_hash == digest(secret)
        assert links.read("invitation", token) is None
    assert app.test_client().get(f"/opinions/{secret}").status_code == 404
    assert app.test_client().get(f"{link}x").status_code == 404
    jobs.run(app, "mail")
    assert token in text_of(sink.letters_to(EXPERT)[0])


def test_a_reminder_two_days_before_and_only_one(house: House, app: Flask) -> None:
    first = house.ask()
    assert house.do(service.remind_experts) == 0
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        assert house.do(service.remind_experts) == 1
        assert house.do(service.remind_experts) == 0
        second = house.link()
        assert second != first
        for link in (first, second):
            assert "Hồ sơ nói gì" in app.test_client().get(link).text


def test_who_has_answered_is_not_reminded(house: House) -> None:
    house.ask()
    house.do(lambda: service.give_opinion(house.opinion, text=TEXT, no_conflict=True))
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        assert house.do(service.remind_experts) == 0
