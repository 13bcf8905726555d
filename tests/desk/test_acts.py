"""Tasks that are taken, handed over, put off, reminded of and sent again; one or many."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app.accounts.queries import user_by_email
from app.accounts.service import set_absence
from app.audit.queries import entries_of
from app.bookings.queries import booking_by_public_id
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.desk import queries, service
from app.desk.rules import Act, Put, Task
from app.desk.service import Done
from app.desk.tasks import look_at, waiting
from app.evaluations.queries import reviews_of
from app.job_slots.service import note_failure
from app.mail.models import Mail, MailStatus
from app.mail.service import queue_mail
from app.spaces.queries import spaces_of
from tests.applications.factories import join_team, make_space
from tests.cast import Cast, email_of
from tests.desk.test_home import ask, rows
from tests.evaluations.factories import in_review, person, submitted


def tasks(key: str) -> dict[str, Task]:
    return {task.key: task for task in waiting(look_at(person(key), clock.now()))}


def act(key: str, what: Act, *keys: str, **more: Any) -> Done:
    return transact(lambda: service.act_on(keys, what, actor=person(key), **more))


def of(step: str, key: str = "tuan") -> str:
    return next(one for one in tasks(key) if one.startswith(f"{step}:"))


def whose(task: Task) -> str | None:
    return None if task.person is None else {u: k for k, u in _ids().items()}[task.person]


def _ids() -> dict[str, int]:
    found = {key: user_by_email(email_of(key)) for key in ("tuan", "thu", "dung", "ha")}
    return {key: user.id for key, user in found.items() if user}


def test_one_says_that_they_do_it_and_the_other_sees_it(ctx: Flask) -> None:
    transact(lambda: ask("cau-kinh", 26))
    key = of("decide")
    assert whose(tasks("thu")[key]) is None
    assert act("tuan", Act.TAKE, key).done == 1
    assert whose(tasks("thu")[key]) == "tuan"
    refused = act("thu", Act.TAKE, key)
    assert (refused.done, refused.refused) == (0, {"desk.taken": 1})
    assert act("thu", Act.BACK, key).refused == {"desk.taken": 1}
    assert act("thu", Act.HAND, key, to=person("thu")).refused == {"desk.taken": 1}
    assert whose(tasks("thu")[key]) == "tuan"
    assert act("tuan", Act.BACK, key).done == 1
    assert act("thu", Act.TAKE, key).done == 1


def test_who_takes_a_case_has_it_in_charge_and_its_history_says_so(ctx: Flask) -> None:
    case = transact(submitted)
    key = of("check")
    assert act("thu", Act.TAKE, key).done == 1
    db.session.refresh(case)
    assert case.handler_id == person("thu").id
    assert act("thu", Act.HAND, key, to=person("tuan")).done == 1
    assert whose(tasks("thu")[key]) == "tuan"
    assert db.session.scalars(select(Mail).where(Mail.template == "evaluation_handed_over")).one()


def test_what_is_ones_own_already_is_not_taken_again(cast: Cast) -> None:
    tuan = cast.client("tuan")
    with cast.app.app_context():
        transact(submitted)
        key = of("check")
    page = f"/desk/tasks?act=take&task={key}"
    assert "1 hồ sơ đổi người phụ trách" in tuan.get(page).text
    assert tuan.submit(page, to="/desk/tasks/take").status_code == 302
    assert "Bạn đã nhận 1 việc." in tuan.get("/desk").text
    again = tuan.get(page).text
    assert "Đã là việc của bạn" in again
    assert "đổi người phụ trách" not in again
    assert "Cách làm này không hợp" not in again
    with cast.app.app_context():
        assert act("tuan", Act.TAKE, key).refused == {"desk.yours_already": 1}


def test_a_deputy_takes_from_who_is_away(ctx: Flask) -> None:
    transact(submitted)
    key = of("check")
    act("thu", Act.TAKE, key)
    assert act("tuan", Act.TAKE, key).refused == {"desk.taken": 1}
    today = clock.today()
    transact(lambda: set_absence(person("thu"), person("tuan"), today, today, actor=person("thu")))
    assert act("tuan", Act.TAKE, key).done == 1


def test_nothing_is_handed_to_somebody_it_does_not_wait_for(ctx: Flask) -> None:
    transact(lambda: submitted(space=make_space(person("lan"))))
    transact(lambda: join_team(spaces_of(person("lan"))[0], person("thu")))
    transact(lambda: ask("cau-kinh", 26))
    for key, to in ((of("check"), "thu"), (of("decide"), "dung"), (of("decide"), "lan")):
        assert act("tuan", Act.HAND, key, to=person(to)).refused == {"desk.not_theirs": 1}
    assert {whose(task) for task in tasks("tuan").values()} == {None}


def test_what_is_put_off_is_back_on_its_day_or_when_it_changes(cast: Cast) -> None:
    tuan = cast.client("tuan")
    with cast.app.app_context():
        transact(submitted)
        key = of("check")
    with travel(clock.now(), tick=False) as time:
        sent = tuan.submit(f"/desk/tasks?act=later&task={key}", {"when": "tomorrow"}, to="/desk/tasks/later")
        assert sent.status_code == 302
        assert rows(tuan.get("/desk").text) == []
        assert len(rows(tuan.get("/desk?put=off").text)) == 1
        assert len(rows(cast.client("thu").get("/desk").text)) == 1
        time.shift(timedelta(days=1))
        assert len(rows(cast.client("tuan").get("/desk").text)) == 1
    with cast.app.app_context():
        act("tuan", Act.LATER, key, until=clock.today() + timedelta(days=3))
        act("thu", Act.TAKE, key)
    assert rows(tuan.get("/desk").text) == [], "who does it is no reason to wake anybody"
    with cast.app.app_context():
        put = queries.put_off_by(person("tuan").id, clock.now())[key]
        task = tasks("tuan")[key]
        assert put.hides(task, clock.now(), clock.HOUSE_ZONE)
        assert not Put(put.until_at, "another").hides(task, clock.now(), clock.HOUSE_ZONE)
        act("tuan", Act.SHOW, key)
    assert len(rows(tuan.get("/desk").text)) == 1


@pytest.mark.parametrize(
    ("hours", "until", "code"),
    [(26, 1, None), (26, 2, "desk.snooze_too_far"), (26, 0, "desk.snooze_past"), (290, 100, "desk.snooze_too_far")],
)
def test_nothing_is_put_off_past_its_day(ctx: Flask, hours: int, until: int, code: str | None) -> None:
    transact(lambda: ask("cau-kinh", hours))
    done = act("tuan", Act.LATER, of("decide"), until=clock.today() + timedelta(days=until))
    assert done.refused == ({code: 1} if code else {})
    assert len(queries.put_off_by(person("tuan").id, clock.now())) == done.done == (code is None)


def test_on_its_last_day_it_is_back_by_itself(ctx: Flask) -> None:
    transact(lambda: ask("cau-kinh", 50))
    key = of("decide")
    act("tuan", Act.LATER, key, until=clock.today() + timedelta(days=2))
    put, task = queries.put_off_by(person("tuan").id, clock.now())[key], tasks("tuan")[key]
    hidden = [put.hides(task, clock.now() + timedelta(days=day), clock.HOUSE_ZONE) for day in range(3)]
    assert hidden == [True, True, False]


def test_two_at_once_and_one_has_it(app: Flask) -> None:
    with app.app_context():
        transact(lambda: ask("cau-kinh", 26))
        transact(submitted)
        keys = [of("decide"), of("check")]
    heard: list[Done] = []

    def take(who: str) -> None:
        with app.app_context():
            heard.append(act(who, Act.TAKE, *keys))

    threads = [threading.Thread(target=take, args=(who,)) for who in ("tuan", "thu")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(one.done for one in heard) == 2
    assert sum(sum(one.refused.values()) for one in heard) == 2


def test_what_somebody_else_has_done_is_left_alone_and_said(cast: Cast) -> None:
    with cast.app.app_context():
        transact(lambda: ask("cau-kinh", 26))
        key = of("decide")
    tuan = cast.client("tuan")
    sent = tuan.submit(f"/desk/tasks?act=take&task={key}", {"task": [key, "decide:gone"]}, to="/desk/tasks/take")
    assert sent.status_code == 302
    page = tuan.get("/desk").text
    assert "Bạn đã nhận 1 việc." in page
    assert "1 việc đã có người làm." in page
    assert "bạn phụ trách" in page


def test_reviewers_are_reminded_once_a_day(ctx: Flask) -> None:
    case = transact(in_review)

    def late() -> None:
        for review in reviews_of(case):
            review.due_on = clock.today() - timedelta(days=1)

    transact(late)
    key = of("remind")
    assert act("tuan", Act.REMIND, key).done == 1
    assert act("thu", Act.REMIND, key).refused == {"desk.nobody_to_remind": 1}, "nothing is sent by a second click"
    letters = db.session.scalars(select(Mail).where(Mail.template == "evaluation_late")).all()
    assert sorted(mail.recipient for mail in letters) == ["mai@example.org", "son@example.org"]
    transact(lambda: ask("cau-kinh", 26))
    assert act("tuan", Act.REMIND, of("decide")).refused == {"desk.does_not_fit": 1}


def test_letters_of_a_case_that_were_lost_leave_again(ctx: Flask) -> None:
    case = transact(submitted)

    def lose() -> None:
        queue_mail("known_address", to="x@example.org", language="vi", key="k", about=f"case:{case.id}")
        db.session.scalars(select(Mail).where(Mail.key == "k")).one().status = MailStatus.DEAD

    transact(lose)
    key = of("bounced")
    assert "bounced:" not in "".join(tasks("ha"))
    assert act("tuan", Act.RELEASE, key).done == 1
    assert db.session.scalars(select(Mail).where(Mail.key == "k")).one().status == MailStatus.WAITING
    assert not [one for one in tasks("tuan") if one.startswith("bounced")]


@pytest.mark.parametrize("series", [None, "s1"])
def test_letters_of_a_booking_or_a_series_stand_once(ctx: Flask, series: str | None) -> None:
    refs = [transact(lambda hours=hours: ask("cau-kinh", hours)) for hours in (26, 50)]

    def lose() -> None:
        for ref in refs:
            booking = booking_by_public_id(ref)
            assert booking
            booking.series_id = series
            about = booking.thread
        queue_mail("known_address", to="x@example.org", language="vi", key="k", about=about)
        db.session.scalars(select(Mail).where(Mail.key == "k")).one().status = MailStatus.DEAD

    transact(lose)
    lost = [one for one in tasks("tuan") if one.startswith("bounced:")]
    told = refs[0] if series else refs[1]
    assert lost == [f"bounced:{told}"]
    assert act("tuan", Act.RELEASE, *lost).done == 1
    booking = booking_by_public_id(told)
    assert booking
    assert entries_of(f"booking:{booking.id}")[-1].action == "booking.letters_again"


def test_a_tie_hides_a_lost_letter_and_its_acts(ctx: Flask) -> None:
    case = transact(lambda: submitted(space=make_space(person("lan"))))

    def lose() -> None:
        queue_mail("known_address", to="x@example.org", language="vi", key="k", about=f"case:{case.id}")
        db.session.scalars(select(Mail).where(Mail.key == "k")).one().status = MailStatus.DEAD

    transact(lose)
    key = of("bounced")
    transact(lambda: join_team(spaces_of(person("lan"))[0], person("thu")))
    today = clock.today()
    transact(lambda: set_absence(person("tuan"), person("thu"), today, today, actor=person("tuan")))
    assert tasks("thu") == {}, "standing in for somebody opens no case one has a tie to"
    assert act("thu", Act.RELEASE, key).gone == 1


def test_a_job_that_fails_is_the_administrators(cast: Cast) -> None:
    with cast.app.app_context():
        transact(lambda: note_failure("papers", RuntimeError("hỏng")))
        assert list(tasks("ha")) == ["failed:papers"]
        assert tasks("tuan") == {}
    ha = cast.client("ha")
    assert "hỏng" in ha.get("/desk").text
    assert "papers" in ha.get("/desk/tasks/machine").text
    assert cast.client("tuan").get("/desk/tasks/machine").status_code == 403


@pytest.mark.parametrize(
    ("what", "more", "code"),
    [
        (Act.TAKE, {}, "desk.none_chosen"),
        (Act.HAND, {"keys": ["x"]}, "desk.who_missing"),
        (Act.LATER, {"keys": ["x"]}, "desk.day_missing"),
        (Act.TAKE, {"keys": [str(n) for n in range(201)]}, "desk.too_many"),
    ],
)
def test_what_is_missing_is_said(ctx: Flask, what: Act, more: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        transact(lambda: service.act_on(more.get("keys", []), what, actor=person("tuan")))
    assert refused.value.code == code


def test_hostile_keys_and_days_change_nothing(cast: Cast) -> None:
    tuan = cast.client("tuan")
    for query in ("", "?act=zz", "?act=later&task=%00", "?task=" + "x" * 5000, "?act=hand&task=check:'--"):
        assert tuan.get(f"/desk/tasks{query}").status_code in (200, 400, 404)
    with cast.app.app_context():
        transact(submitted)
        key = of("check")
    page = f"/desk/tasks?act=later&task={key}"
    bad = tuan.submit(page, {"when": "day", "day": "31/02/2026"}, to="/desk/tasks/later")
    assert bad.status_code == 422
    assert "31/02/2026" in bad.text
    past = tuan.submit(page, {"when": "day", "day": "2026-01-01"}, to="/desk/tasks/later")
    assert past.status_code == 422
    assert "Bạn chọn một ngày sau hôm nay." in past.text


def test_views_of_the_list_are_kept_and_shared(cast: Cast) -> None:
    tuan, thu = cast.client("tuan"), cast.client("thu")
    with cast.app.app_context():
        transact(submitted)
    page = "/desk/tasks/filters?show=applications&who=nobody&step=zz"
    assert tuan.submit(page, {"name": "Hồ sơ mới", "shared": "y"}).headers["Location"] == (
        "/desk?show=applications&who=nobody"
    )
    assert "Hồ sơ mới" in thu.get("/desk").text
    with cast.app.app_context():
        kept = queries.filters_for(person("thu"))[0].public_id
    token = {
        "csrf_token": thu.get("/desk/tasks/filters")
        .text.split('name="csrf_token"')[1]
        .split('value="')[1]
        .split('"')[0]
    }
    assert thu.post(f"/desk/tasks/filters/{kept}/remove", data=token).status_code == 404
    removed = tuan.submit("/desk/tasks/filters", {}, to=f"/desk/tasks/filters/{kept}/remove")
    assert removed.status_code == 302
    assert "Hồ sơ mới" not in thu.get("/desk").text
    assert tuan.submit("/desk/tasks/filters?show=applications", {"name": ""}).status_code == 422


def test_the_list_by_person_and_day(cast: Cast) -> None:
    with cast.app.app_context():
        transact(submitted)
        transact(lambda: ask("cau-kinh", 26))
        act("thu", Act.TAKE, of("check"))
        thu = person("thu").public_id
    tuan = cast.client("tuan")
    count: Callable[[str], int] = lambda query: len(rows(tuan.get(f"/desk?{query}").text))  # noqa: E731
    assert [count(q) for q in ("who=me", "who=nobody", f"who={thu}", "who=zz", "due=week", "step=check")] == [
        0, 1, 1, 0, 1, 1,
    ]  # fmt: skip
    with cast.app.app_context():
        today: date = clock.today()
        transact(lambda: set_absence(person("thu"), person("tuan"), today, today, actor=person("thu")))
    assert count("who=me") == 1
    assert "Bạn làm thay Lê Thu đến hết ngày" in tuan.get("/desk").text


def test_what_is_over_is_forgotten(ctx: Flask) -> None:
    transact(submitted)
    key = of("check")
    act("tuan", Act.LATER, key, until=clock.today() + timedelta(days=1))
    act("tuan", Act.TAKE, key)
    with travel(clock.now() + timedelta(days=100), tick=False):
        transact(service.forget_old_tasks)
        assert queries.snooze_of(person("tuan").id, key) is None
        assert queries.takes() == {}
