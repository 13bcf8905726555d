"""Somebody is away, and somebody else does their work."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app.accounts import queries, service
from app.accounts.models import Absence, Role
from app.bookings.queries import deciders_of
from app.bookings.rules import is_decider
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.spaces.queries import spaces_of
from app.venues.service import set_approvers
from tests.bookings import factories as bookings
from tests.cast import Cast
from tests.evaluations.factories import person
from tests.web.browserless import forms_of


def away(who: str, deputy: str, first: int = 0, last: int = 2, actor: str | None = None) -> Absence:
    today = clock.today()
    days = today + timedelta(days=first), today + timedelta(days=last)
    return transact(lambda: service.set_absence(person(who), person(deputy), *days, actor=person(actor or who)))


def answered(key: str) -> set[str]:
    return {
        one.email.partition("@")[0] for one in queries.users_by_id(queries.answers_for(person(key), clock.today()))
    }


def test_the_deputy_answers_for_both_while_it_lasts(ctx: Flask) -> None:
    with travel(clock.now(), tick=False) as time:
        away("thu", "tuan", 1, 2)
        seen = []
        for _day in range(4):
            seen.append(answered("tuan"))
            time.shift(timedelta(days=1))
    assert seen == [{"tuan"}, {"tuan", "thu"}, {"tuan", "thu"}, {"tuan"}]


def test_it_goes_one_step_and_no_further(ctx: Flask) -> None:
    away("tuan", "dung", 0, 2)
    away("dung", "ha", 0, 2)
    assert answered("ha") == {"ha", "dung"}
    assert answered("dung") == {"dung", "tuan"}


def test_both_are_told_when_it_begins_and_when_it_ends(ctx: Flask) -> None:
    absence_id = away("thu", "tuan").public_id
    transact(lambda: service.end_absence(_one(absence_id), actor=person("thu")))
    letters = db.session.execute(select(Mail.template, Mail.recipient).order_by(Mail.id)).all()
    assert sorted(tuple(row) for row in letters) == [
        ("absence_ended", "thu@example.org"),
        ("absence_ended", "tuan@example.org"),
        ("absence_set", "thu@example.org"),
        ("absence_set", "tuan@example.org"),
    ]
    assert answered("tuan") == {"tuan"}
    with pytest.raises(DomainError, match=r"absence\.ended"):
        transact(lambda: service.end_absence(_one(absence_id), actor=person("thu")))


def _one(public_id: str) -> Absence:
    found = queries.absence_for(person("ha"), public_id)
    assert found
    return found


@pytest.mark.parametrize(
    ("who", "deputy", "first", "last", "code"),
    [
        ("thu", "thu", 0, 1, "absence.oneself"),
        ("thu", "mai", 0, 1, "absence.not_staff"),
        ("thu", "lan", 0, 1, "absence.not_staff"),
        ("thu", "tuan", 3, 1, "absence.backwards"),
        ("thu", "tuan", -3, -1, "absence.over"),
        ("thu", "tuan", 0, 400, "absence.too_long"),
        ("thu", "ha", 8, 12, "absence.overlaps"),
        ("tuan", "thu", 10, 20, "absence.deputy_away"),
    ],
)
def test_what_cannot_be(ctx: Flask, who: str, deputy: str, first: int, last: int, code: str) -> None:
    away("thu", "dung", 10, 12)
    with pytest.raises(DomainError) as refused:
        away(who, deputy, first, last)
    assert refused.value.code == code
    assert len(queries.absences_from(clock.today())) == 1


def test_a_disabled_deputy_is_none(ctx: Flask) -> None:
    away("thu", "tuan")
    transact(lambda: service.disable_user(person("tuan"), reason="x", actor=person("ha")))
    assert queries.deputies_on(clock.today(), Role.COORDINATOR) == {}
    with pytest.raises(DomainError, match=r"absence\.not_staff"):
        away("dung", "tuan")


def test_only_an_administrator_writes_down_anothers_days(cast: Cast) -> None:
    told = {"first_on": clock.today().isoformat(), "last_on": clock.today().isoformat()}
    with cast.app.app_context():
        thu, tuan = person("thu").public_id, person("tuan").public_id
    # A coordinator's form has no such field: what is sent in it is not read.
    answer = cast.client("dung").submit("/desk/absences", told | {"user": thu, "deputy": tuan})
    assert answer.status_code == 302
    with cast.app.app_context():
        assert [one.user.email for one in queries.absences_from(clock.today())] == ["dung@example.org"]
    assert cast.client("ha").submit("/desk/absences", told | {"user": thu, "deputy": tuan}).status_code == 302
    page = cast.client("tuan").get("/desk/absences").text
    assert "Lê Thu" in page
    assert "Phạm Dũng" in page
    english = cast.client("tuan", "en").get("/desk/absences").text
    assert "Days away and who stands in" in english


def test_others_cannot_end_it(cast: Cast) -> None:
    with cast.app.app_context():
        absence_id = away("thu", "tuan").public_id
    end, ha = f"/desk/absences/{absence_id}/end", cast.client("ha")
    token = {"csrf_token": forms_of(ha.get("/desk/absences").text)[-1].fields["csrf_token"]}
    tuan = cast.client("tuan")
    mine = {"csrf_token": forms_of(tuan.get("/desk/absences").text)[-1].fields["csrf_token"]}
    assert tuan.post(end, data=mine).status_code == 404
    assert cast.client("thu").submit("/desk/absences", {}, to=end).status_code == 302
    again = ha.post(end, data=token)
    assert again.status_code == 422
    assert "đã kết thúc rồi" in again.text


def test_the_deputy_decides_about_the_places_and_not_when_it_is_over(ctx: Flask) -> None:
    venue = bookings.the_venue("cau-kinh")
    venue_slug = venue.slug

    def ask() -> Any:
        set_approvers(bookings.the_venue(venue_slug), [person("thu").public_id], actor=person("tuan"))
        hoa = person("hoa")
        space = (spaces_of(hoa) or [bookings.space(hoa, "Lò Gốm")])[0]
        return bookings.book(hoa, space, bookings.the_venue(venue_slug))

    booking = transact(ask)
    decides: Callable[[str], bool] = lambda key: is_decider(person(key), deciders_of([booking])[booking.id])  # noqa: E731
    assert (decides("thu"), decides("tuan")) == (True, False)
    absence_id = away("thu", "tuan").public_id
    assert (decides("thu"), decides("tuan")) == (True, True)
    transact(lambda: service.end_absence(_one(absence_id), actor=person("thu")))
    assert (decides("thu"), decides("tuan")) == (True, False)
    # A deputy who does not coordinate gains nothing, and takes nothing from the other.
    away("thu", "dung")
    assert deciders_of([booking])[booking.id] == frozenset({person("thu").id})


def test_two_at_once_write_one(app: Flask) -> None:
    heard: list[str] = []

    def ask(deputy: str) -> None:
        with app.app_context():
            try:
                away("thu", deputy)
                heard.append("kept")
            except DomainError as error:
                heard.append(error.code)

    threads = [threading.Thread(target=ask, args=(deputy,)) for deputy in ("tuan", "dung")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(heard) == ["absence.overlaps", "kept"]
