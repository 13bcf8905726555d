"""Who sees what of a case."""

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from app.applications import queries as applications
from app.applications.models import Application
from app.applications.rules import seen_now
from app.applications.service import Reply, save_replies, submit_application
from app.core.db import transact
from app.evaluations import queries, service
from app.files.service import prepare_upload
from tests.applications.factories import PDF, fill_in, join_team, make_draft, make_space
from tests.cast import Cast
from tests.evaluations.factories import hand_in, in_review, person, proposed, review_of, submitted
from tests.statements import counted
from tests.web.browserless import forms_of

COMMENT = "Nhận xét chỉ dành cho Trung tâm"


@pytest.fixture
def scored(cast: Cast) -> str:
    """An application with one review in, whose comment nobody on the team may read."""
    with cast.app.app_context():
        application = transact(in_review)
        transact(lambda: hand_in(review_of(application, "mai"), "0.9", comment=COMMENT))
        return application.public_id


def test_the_centre_sees_sheets_that_are_in_and_no_drafts(cast: Cast, scored: str) -> None:
    with cast.app.app_context():
        application = queries.case_for(person("tuan"), scored)
        assert application is not None
        review = review_of(application, "son")
        transact(lambda: service.save_scores(review, {"A1": True}, {}, "bản nháp", actor=person("son")))
    shown = cast.client("tuan").get(f"/desk/applications/{scored}").text
    assert COMMENT in shown
    assert "bản nháp" not in shown


@pytest.mark.parametrize("path", ["/my/applications/{}", "/my/applications/{}/receipt", "/my/applications"])
def test_the_applicant_sees_no_scores_and_no_comment(cast: Cast, scored: str, path: str) -> None:
    answer = cast.client("lan").get(path.format(scored))
    assert answer.status_code == 200
    for secret in (COMMENT, "Đỗ Mai", "Vũ Sơn"):
        assert secret not in answer.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("tuan", 200), ("thu", 200), ("dung", 200), ("ha", 200), ("mai", 403), ("lan", 403), ("hoa", 403)],
)
def test_who_opens_a_case(cast: Cast, scored: str, who: str, status: int) -> None:
    client = cast.client(who)
    assert client.get(f"/desk/applications/{scored}").status_code == status
    assert client.get("/desk/applications").status_code == status


def test_staff_on_the_team_learn_nothing(cast: Cast, scored: str) -> None:
    with cast.app.app_context():
        application = queries.case_for(person("tuan"), scored)
        assert application is not None
        transact(lambda: join_team(application.space, person("tuan")))
    tuan = cast.client("tuan")
    assert tuan.get(f"/desk/applications/{scored}").status_code == 404
    assert scored not in tuan.get("/desk/applications").text


def test_a_draft_is_nobodys_business_yet(cast: Cast) -> None:
    with cast.app.app_context():
        draft = transact(lambda: make_draft(person("lan"))).public_id
    assert cast.client("tuan").get(f"/desk/applications/{draft}").status_code == 404


def test_the_signed_out_are_asked_to_sign_in(client: FlaskClient, scored: str) -> None:
    assert client.get(f"/desk/applications/{scored}").location.startswith("/sign-in?next=")
    assert client.get("/reviews").location.startswith("/sign-in?next=")


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [("dung", "supplement", 403), ("dung", "reviewers", 403), ("dung", "decisions/new", 403), ("mai", "supplement", 403),
     ("lan", "decisions/new", 403), ("ha", "decisions/new", 403)],
)  # fmt: skip
def test_roles_at_the_door_of_every_act(cast: Cast, scored: str, who: str, act: str, status: int) -> None:
    client = cast.client(who)
    token = {"csrf_token": _token(client)}
    assert client.post(f"/desk/applications/{scored}/{act}", data=token).status_code == status


def test_a_coordinator_cannot_even_try_to_sign(cast: Cast) -> None:
    with cast.app.app_context():
        decision = transact(proposed)
        to = f"/desk/applications/{decision.application.public_id}/decisions/{decision.public_id}/sign"
    for who in ("tuan", "thu", "ha"):
        client = cast.client(who)
        assert client.post(to, data={"csrf_token": _token(client), "sign-decision_number": "1"}).status_code == 403


def _token(client: FlaskClient) -> str:
    pages = (client.get(path).text for path in ("/desk/applications", "/reviews", "/my/applications"))
    return next(
        str(form.fields["csrf_token"]) for page in pages for form in forms_of(page) if "csrf_token" in form.fields
    )


def _with_evidence() -> tuple[Application, str]:
    upload = prepare_upload(FileStorage(io.BytesIO(PDF), filename="ảnh lối vào.pdf"))

    def make() -> Application:
        draft = make_draft(person("lan"))
        fill_in(draft, actor=person("lan"))
        answer = applications.answers_of(draft)["B2.1"]
        reply = Reply(seen=seen_now(answer), text=answer.text, uploads=(upload,))
        save_replies(draft, {"B2.1": reply}, actor=person("lan"))
        submit_application(draft, actor=person("lan"))
        service.assign_reviewer(draft, person("mai"), actor=person("tuan"))
        return draft

    application = transact(make)
    return application, applications.evidence_of(application)["B2.1"][0].file.public_id


def test_evidence_opens_for_those_who_judge_it(cast: Cast) -> None:
    with cast.app.app_context():
        application, file_id = _with_evidence()
        case, sheet = application.public_id, review_of(application, "mai").public_id
        other = transact(lambda: submitted(space=make_space(person("lan"), name="Một không gian khác"))).public_id
    on_desk, on_sheet = f"/desk/applications/{case}/files/{file_id}", f"/reviews/{sheet}/files/{file_id}"
    tuan, mai = cast.client("tuan"), cast.client("mai")
    assert on_desk in tuan.get(f"/desk/applications/{case}").text
    assert on_sheet in mai.get(f"/reviews/{sheet}").text
    assert (tuan.get(on_desk).status_code, mai.get(on_sheet).status_code) == (200, 200)
    assert "attachment" in tuan.get(on_desk).headers["Content-Disposition"]
    assert tuan.get(f"/desk/applications/{other}/files/{file_id}").status_code == 404
    assert mai.get(on_desk).status_code == 403
    assert cast.client("son").get(on_sheet).status_code == 404


def test_the_list_counts_filters_and_says_what_is_next(cast: Cast) -> None:
    with cast.app.app_context():
        transact(lambda: submitted(space=make_space(person("lan"), name="Chờ Kiểm")))
        apart = transact(lambda: in_review(space=make_space(person("lan"), name="Lệch Điểm")))
        transact(lambda: hand_in(review_of(apart, "mai"), "0.9"))
        transact(lambda: hand_in(review_of(apart, "son"), "0.5"))
    tuan = cast.client("tuan")
    shown = tuan.get("/desk/applications").text
    assert shown.index("Chờ Kiểm") < shown.index("Lệch Điểm")
    assert "mời người thứ ba" in shown
    filtered = tuan.get("/desk/applications?status=submitted").text
    assert "Chờ Kiểm" in filtered
    assert "Lệch Điểm" not in filtered
    assert tuan.get("/desk/applications?status=nonsense").status_code == 200


def test_the_list_asks_as_often_for_three_as_for_one(cast: Cast) -> None:
    def ask() -> int:
        with counted(cast.app) as asked:
            assert tuan.get("/desk/applications").status_code == 200
        return len(asked)

    def first_and_second_look() -> tuple[int, int]:
        """A sheet that was handed in is reckoned once in a process: by the first look at it, which is to ask for
        all new ones together."""
        return ask(), ask()

    def add(name: str) -> None:
        with cast.app.app_context():
            application = transact(lambda: in_review(space=make_space(person("lan"), name=name)))
            transact(lambda: hand_in(review_of(application, "mai")))

    tuan = cast.client("tuan")
    add("Không")
    ask()
    add("Một")
    one = first_and_second_look()
    add("Hai")
    add("Ba")
    assert first_and_second_look() == one


def test_english_says_the_same(cast: Cast, scored: str) -> None:
    shown = cast.client("tuan", "en").get(f"/desk/applications/{scored}").text
    for words in ("Reviewers", "Handed in", "Answers and evidence"):
        assert words in shown


def test_a_case_is_handed_over_on_its_page(cast: Cast) -> None:
    with cast.app.app_context():
        public_id, thu, mai = transact(submitted).public_id, person("thu").public_id, person("mai").public_id
    page, tuan = f"/desk/applications/{public_id}", cast.client("tuan")
    assert tuan.submit(page, {"handler-to": ""}, to=f"{page}/handler").status_code == 422
    assert tuan.submit(page, {"handler-to": mai}, to=f"{page}/handler").status_code == 422
    assert tuan.submit(page, {"handler-to": thu}, to=f"{page}/handler").status_code == 302
    assert "Lê Thu" in tuan.get(page).text
    listed = cast.client("thu").get(f"/desk/applications?who={thu}")
    assert public_id in listed.text
    assert tuan.get("/desk/applications?_external=1&_method=x&_anchor=y&status=closed").status_code == 200
