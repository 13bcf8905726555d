"""What a draft keeps, what sending asks for, and how two people on one application get along."""

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.accounts.models import User
from app.applications import queries, rules, service
from app.applications.models import Application, ApplicationStatus
from app.applications.service import Reply
from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.mail.queries import by_key
from app.spaces.models import Space
from tests.applications.factories import (
    application_by_public_id,
    fill_in,
    join_team,
    make_call,
    make_draft,
    make_space,
    make_submitted,
)
from tests.cast import Cast

NOTHING = rules.fingerprint("", False)


def draft_of_lan(cast: Cast) -> str:
    return transact(lambda: make_draft(cast.user("lan")).public_id)


def fetched(public_id: str) -> Application:
    application = application_by_public_id(public_id)
    assert application is not None
    return application


def save(public_id: str, code: str, text: str, *, seen: str = NOTHING, actor: User) -> list[str]:
    return transact(
        lambda: service.save_replies(fetched(public_id), {code: Reply(seen=seen, text=text)}, actor=actor)
    )


def text_of(public_id: str, code: str) -> str:
    return queries.answers_of(fetched(public_id))[code].text


def refused_code(fn: object) -> str:
    with pytest.raises(DomainError) as refused:
        transact(fn)  # type: ignore[arg-type]
    return refused.value.code


def test_a_draft_starts_empty(ctx: Flask, cast: Cast) -> None:
    application = fetched(draft_of_lan(cast))
    assert application.status == ApplicationStatus.DRAFT
    assert application.case_code is None
    assert queries.answers_of(application) == {}
    assert [one.code for one in rules.sections(definition_of(application.criteria_set), ["enterprise"])][:2] == [
        "A1",
        "A2",
    ]


def test_one_application_of_a_space_at_a_time(ctx: Flask, cast: Cast) -> None:
    application = fetched(draft_of_lan(cast))
    space, call = application.space, application.call
    again = lambda: service.start_application(  # noqa: E731
        db.session.get_one(Space, space.id), queries.call_by_public_id(call.public_id), actor=cast.user("lan")
    )
    assert refused_code(again) == "application.already_under_way"
    transact(lambda: service.withdraw_application(fetched(application.public_id), actor=cast.user("lan")))
    assert transact(again).status == ApplicationStatus.DRAFT


@pytest.mark.both_engines
def test_two_who_start_at_once_get_one_application(app: Flask, cast: Cast) -> None:
    with app.app_context():
        space_id = transact(lambda: make_space(cast.user("lan")).public_id)
        call_id = transact(lambda: make_call().public_id)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def start() -> None:
        def act() -> str:
            lan = cast.user("lan")
            space, call = queries.team_space(lan, space_id), queries.call_by_public_id(call_id)
            assert space is not None
            assert call is not None
            return service.start_application(space, call, actor=lan).status

        with app.app_context():
            ready.wait()
            try:
                outcomes.append(transact(act))
            except DomainError as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["application.already_under_way", "draft"]


@pytest.mark.parametrize("days", [(1, None), (-30, -1)])
def test_a_call_that_is_not_open_takes_nobody(ctx: Flask, cast: Cast, days: tuple[int, int | None]) -> None:
    opens, closes = (clock.today() + timedelta(days=d) if d is not None else None for d in days)
    start = lambda: make_draft(cast.user("lan"), call=make_call(opens_on=opens, closes_on=closes))  # noqa: E731
    assert refused_code(start) == "application.call_closed"


def test_a_draft_of_a_call_that_closed_is_not_sent(ctx: Flask, cast: Cast) -> None:
    def act() -> str:
        application = make_draft(cast.user("lan"), call=make_call(closes_on=clock.today()))
        fill_in(application, actor=cast.user("lan"))
        return application.public_id

    public_id = transact(act)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        send = lambda: service.submit_application(fetched(public_id), actor=cast.user("lan"))  # noqa: E731
        assert refused_code(send) == "application.call_closed"


def test_what_is_missing_is_named(ctx: Flask, cast: Cast) -> None:
    def act() -> str:
        application = make_draft(cast.user("lan"))
        fill_in(application, actor=cast.user("lan"), leave_out=("A3", "A6", "B2.1"))
        return application.public_id

    public_id = transact(act)
    with pytest.raises(DomainError) as refused:
        transact(lambda: service.submit_application(fetched(public_id), actor=cast.user("lan")))
    assert (refused.value.code, refused.value.values) == ("application.incomplete", {"items": ["A3", "A6", "B2.1"]})
    assert fetched(public_id).case_code is None


def test_words_are_no_consent(ctx: Flask, cast: Cast) -> None:
    def act() -> list[str]:
        application = make_draft(cast.user("lan"))
        fill_in(application, actor=cast.user("lan"), leave_out=("A6",))
        service.save_replies(application, {"A6": Reply(seen=NOTHING, text="đồng ý")}, actor=cast.user("lan"))
        return [one.item.code for one in service.missing_from(application)]

    assert transact(act) == ["A6"]


@pytest.mark.parametrize(("kinds", "asked"), [(("online",), False), (("online", "cafe"), True), (("cafe",), True)])
def test_rooms_are_asked_of_all_but_the_online_only(
    ctx: Flask, cast: Cast, kinds: tuple[str, ...], asked: bool
) -> None:
    def act() -> list[str]:
        application = make_draft(cast.user("lan"), space=make_space(cast.user("lan"), kinds=kinds))
        return [one.item.code for one in service.missing_from(application)]

    assert ("B2.1" in transact(act)) == asked


def test_what_is_asked_is_frozen_when_it_is_sent(ctx: Flask, cast: Cast) -> None:
    def act() -> list[str]:
        application = make_submitted(cast.user("lan"))
        application.space.kinds = ["online"]
        return rules.kinds_of(application)

    assert transact(act) == ["enterprise"]


def test_a_thin_profile_is_not_sent(ctx: Flask, cast: Cast) -> None:
    def act() -> str:
        application = make_draft(cast.user("lan"))
        fill_in(application, actor=cast.user("lan"))
        application.space.fields = []
        return application.public_id

    public_id = transact(act)
    send = lambda: service.submit_application(fetched(public_id), actor=cast.user("lan"))  # noqa: E731
    assert refused_code(send) == "application.profile_incomplete"


def test_sending_gives_a_code_a_time_and_a_letter(ctx: Flask, cast: Cast) -> None:
    public_id = transact(lambda: make_submitted(cast.user("lan")).public_id)
    application = fetched(public_id)
    assert application.case_code == f"HS-{clock.today().year}-0001"
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.submitted_at is not None
    letter = by_key(f"application_received:{application.id}:{application.version}:{application.started_by}")
    assert letter is not None
    assert letter.recipient == "lan@example.org"
    assert letter.values["case_code"] == application.case_code
    actions = [entry.action for entry in entries_of(f"application:{application.id}")]
    assert actions == ["application.started", "application.saved", "application.submitted"]


def test_case_codes_have_no_gap(ctx: Flask, cast: Cast) -> None:
    def one(name: str) -> str:
        return make_submitted(cast.user("lan"), space=make_space(cast.user("lan"), name=name)).public_id

    def fails() -> None:
        one("Hỏng")
        raise DomainError("application.locked")

    first = fetched(transact(lambda: one("Một"))).case_code
    assert refused_code(fails) == "application.locked"
    second = fetched(transact(lambda: one("Hai"))).case_code
    year = clock.today().year
    assert (first, second) == (f"HS-{year}-0001", f"HS-{year}-0002")


def test_a_sent_application_takes_no_answers(ctx: Flask, cast: Cast) -> None:
    public_id = transact(lambda: make_submitted(cast.user("lan")).public_id)
    lan = cast.user("lan")
    assert refused_code(lambda: service.submit_application(fetched(public_id), actor=lan)) == "application.locked"
    reply = {"A1": Reply(seen=rules.fingerprint("Trả lời cho A1", False), text="khác")}
    assert refused_code(lambda: service.save_replies(fetched(public_id), reply, actor=lan)) == "application.locked"
    assert text_of(public_id, "A1") == "Trả lời cho A1"


def test_a_returned_one_is_mended_and_keeps_its_code(ctx: Flask, cast: Cast) -> None:
    public_id = transact(lambda: make_submitted(cast.user("lan")).public_id)
    tuan, lan = cast.user("tuan"), cast.user("lan")
    before = fetched(public_id)
    code, sent_at = before.case_code, before.submitted_at
    transact(lambda: service.begin_intake(fetched(public_id), actor=tuan))
    back = lambda note: transact(  # noqa: E731
        lambda: service.move(fetched(public_id), ApplicationStatus.RETURNED, actor=tuan, note=note)
    )
    with pytest.raises(DomainError) as refused:
        back("  ")
    assert refused.value.code == "application.note_missing"
    back("Thiếu ảnh mặt bằng.")
    assert fetched(public_id).return_note == "Thiếu ảnh mặt bằng."
    application = fetched(public_id)
    seen = rules.seen_now(queries.answers_of(application)["A1"])
    assert save(public_id, "A1", "Đã bổ sung.", seen=seen, actor=lan) == []
    transact(lambda: service.submit_application(fetched(public_id), actor=lan))
    after = fetched(public_id)
    assert (after.case_code, after.submitted_at, after.return_note) == (code, sent_at, "")
    assert after.status == ApplicationStatus.INTAKE


def test_whoever_begins_is_in_charge_and_from_then_on_nothing_is_taken_back(ctx: Flask, cast: Cast) -> None:
    public_id = transact(lambda: make_submitted(cast.user("lan")).public_id)
    lan, tuan = cast.user("lan"), cast.user("tuan")
    code = fetched(public_id).case_code
    transact(lambda: service.correct_application(fetched(public_id), actor=lan))
    assert fetched(public_id).status == ApplicationStatus.DRAFT
    transact(lambda: service.submit_application(fetched(public_id), actor=lan))
    transact(lambda: service.begin_intake(fetched(public_id), actor=tuan))
    after = fetched(public_id)
    assert (after.status, after.case_code, after.handler_id) == (ApplicationStatus.INTAKE, code, tuan.id)
    correct = lambda: service.correct_application(fetched(public_id), actor=lan)  # noqa: E731
    assert refused_code(correct) == "application.cannot_move"


def test_a_step_is_not_skipped(ctx: Flask, cast: Cast) -> None:
    public_id = transact(lambda: make_submitted(cast.user("lan")).public_id)
    approve = lambda: service.move(fetched(public_id), ApplicationStatus.APPROVED, actor=cast.user("tuan"))  # noqa: E731
    assert refused_code(approve) == "application.cannot_move"


def test_withdrawing_waits_for_the_signature(ctx: Flask, cast: Cast) -> None:
    def act() -> str:
        application = make_submitted(cast.user("lan"))
        service.begin_intake(application, actor=cast.user("tuan"))
        service.move(application, ApplicationStatus.IN_REVIEW, actor=cast.user("tuan"))
        service.move(application, ApplicationStatus.PROPOSED, actor=cast.user("tuan"))
        return application.public_id

    public_id = transact(act)
    withdraw = lambda: service.withdraw_application(fetched(public_id), actor=cast.user("lan"))  # noqa: E731
    assert refused_code(withdraw) == "application.not_withdrawable"


def test_a_stale_save_leaves_the_other_persons_words(ctx: Flask, cast: Cast) -> None:
    public_id = draft_of_lan(cast)
    lan, minh = cast.user("lan"), cast.user("minh")
    assert save(public_id, "B1.1", "của Minh", actor=minh) == []
    assert save(public_id, "B1.1", "của Lan", actor=lan) == ["B1.1"]
    assert text_of(public_id, "B1.1") == "của Minh"
    now = rules.seen_now(queries.answers_of(fetched(public_id))["B1.1"])
    assert save(public_id, "B1.1", "của Lan", seen=now, actor=lan) == []
    assert text_of(public_id, "B1.1") == "của Lan"


def test_an_untouched_answer_does_not_undo_anothers(ctx: Flask, cast: Cast) -> None:
    """Lan opened the page, Minh answered B1.1, Lan saves only B1.2 from her old page."""
    public_id = draft_of_lan(cast)
    save(public_id, "B1.1", "của Minh", actor=cast.user("minh"))
    replies = {"B1.1": Reply(seen=NOTHING, text=""), "B1.2": Reply(seen=NOTHING, text="của Lan")}
    stale = transact(lambda: service.save_replies(fetched(public_id), replies, actor=cast.user("lan")))
    assert stale == []
    assert (text_of(public_id, "B1.1"), text_of(public_id, "B1.2")) == ("của Minh", "của Lan")


@pytest.mark.both_engines
def test_of_two_saves_at_once_one_is_told(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = draft_of_lan(cast)
        transact(lambda: join_team(fetched(public_id).space, cast.user("minh")))
    ready = threading.Barrier(2)
    outcomes: dict[str, list[str]] = {}

    def work(who: str) -> None:
        with app.app_context():
            actor = cast.user(who)
            ready.wait()
            outcomes[who] = save(public_id, "B1.1", f"của {who}", actor=actor)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("lan", "minh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes.values()) == [[], ["B1.1"]]
    winner = next(who for who, stale in outcomes.items() if not stale)
    with app.app_context():
        assert text_of(public_id, "B1.1") == f"của {winner}"


def test_calls_need_a_published_set_and_days_in_order(ctx: Flask, cast: Cast) -> None:
    today = clock.today()
    assert refused_code(lambda: make_call(closes_on=today - timedelta(days=60))) == "call.closes_before_it_opens"
