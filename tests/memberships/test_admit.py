"""An admission: one line, one number, one certificate, all or none."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.memberships import queries, service
from app.memberships.models import Certificate, EventKind, Grade, MembershipEvent
from app.papers.data import CertificateData
from app.revisions.queries import of
from app.settings.service import change_setting
from migrations.guards import guards
from tests.memberships import factories


def admitted(name: str = "Xưởng Mây", **values: object) -> Certificate:
    return transact(lambda: factories.member(factories.space(name=name), **values))


def _number(n: int) -> str:
    return f"KGST-{clock.today().year}-{n:03}"


def test_the_line_the_number_and_the_frozen_data(ctx: Flask) -> None:
    certificate = admitted(reason="Đủ tiêu chí")
    today = clock.today()
    assert certificate.number == _number(1)
    assert certificate.event.kind == EventKind.ADMITTED
    assert certificate.valid_until == certificate.event.valid_until == today.replace(year=today.year + 2)
    data = CertificateData.from_dict(certificate.data)
    assert (data.name_vi, data.grade, data.number) == ("Xưởng Mây", "full", certificate.number)
    assert (data.decision_number, data.decision_on) == ("12/QĐ-SVHTT", today)
    assert queries.standing_of(certificate.space_id, today).is_member
    assert [entry.action for entry in entries_of(f"membership:{certificate.space_id}")] == [
        "membership.admitted",
        "membership.certificate_issued",
    ]
    assert {revision.topic for revision in of(["members", f"space:{certificate.space_id}"])} == {
        "members", f"space:{certificate.space_id}",
    }  # fmt: skip


def test_the_day_before_it_takes_effect_nobody_is_a_member(ctx: Flask) -> None:
    certificate = admitted()
    assert not queries.standing_of(certificate.space_id, clock.today() - timedelta(days=1)).is_member


def test_a_member_is_renewed_and_may_rise(ctx: Flask) -> None:
    first = admitted(grade=Grade.ASSOCIATE, effective_on=factories.long_ago(1))
    second = transact(lambda: factories.member(db.session.get_one(Certificate, first.id).space))
    assert second.event.kind == EventKind.RENEWED
    now = queries.standing_of(second.space_id, clock.today())
    assert (now.grade, now.admitted_on) == (Grade.FULL, factories.long_ago(1))
    assert [c.number for c in queries.certificates_of(second.space_id)] == [_number(2), _number(1)]


def test_an_expired_member_is_admitted_anew(ctx: Flask) -> None:
    first = admitted(effective_on=factories.long_ago(3))
    second = transact(lambda: factories.member(db.session.get_one(Certificate, first.id).space))
    assert second.event.kind == EventKind.ADMITTED


def test_a_suspended_space_gets_no_new_certificate(ctx: Flask) -> None:
    certificate = admitted()
    transact(lambda: _suspend(certificate.id))
    with pytest.raises(DomainError, match=r"membership\.suspended"):
        transact(lambda: factories.member(db.session.get_one(Certificate, certificate.id).space))
    assert len(queries.certificates_of(certificate.space_id)) == 1


def _suspend(certificate_id: int) -> None:
    space = db.session.get_one(Certificate, certificate_id).space
    factories.changed(service.suspend, space)


def test_numbers_have_no_gap_after_a_rollback(ctx: Flask) -> None:
    def fail() -> None:
        factories.member(factories.space(name="Không thành"))
        raise DomainError("refused")

    numbers = [admitted("Một").number]
    with pytest.raises(DomainError):
        transact(fail)
    numbers.append(admitted("Hai").number)
    assert numbers == [_number(1), _number(2)]
    assert db.session.scalar(select(func.count()).select_from(MembershipEvent)) == 2


def test_numbers_are_unique_and_without_gap_when_many_sign_at_once(app: Flask) -> None:
    def work(name: str) -> None:
        for n in range(3):
            admitted(f"{name} {n}")

    assert together(app, *(lambda name=f"Xưởng {n}": work(name) for n in range(4))) == []
    with app.app_context():
        numbers = db.session.scalars(select(Certificate.number).order_by(Certificate.id)).all()
        assert sorted(numbers) == [_number(n) for n in range(1, 13)]
        codes = db.session.scalars(select(Certificate.check_code)).all()
        assert len(set(codes)) == 12
        assert {len(code) for code in codes} == {26}


def together(app: Flask, *works: Callable[[], object]) -> list[Exception]:
    """Run at the same moment, each in its own context; gives back what was raised."""
    errors: list[Exception] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            with app.app_context():
                work()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_without_a_year_in_the_pattern_the_count_never_starts_again(ctx: Flask) -> None:
    transact(lambda: change_setting("certificate.number_pattern", "CN-{n:04}", actor=None))
    assert [admitted(name).number for name in ("Một", "Hai")] == ["CN-0001", "CN-0002"]
    transact(lambda: change_setting("certificate.number_pattern", "{year}/{n}", actor=None))
    assert admitted("Ba").number == f"{clock.today().year}/1"


STATEMENTS = {
    "membership_events_no_update": "UPDATE membership_events SET effective_on = '2020-01-01'",
    "membership_events_no_delete": "DELETE FROM membership_events WHERE id NOT IN (SELECT event_id FROM certificates)",
    "certificates_frozen": "UPDATE certificates SET number = 'KGST-1999-001'",
}
FROZEN = ("number", "check_code", "space_id", "event_id", "issued_on", "valid_until", "data")


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_database_refuses_to_rewrite_history(ctx: Flask, name: str) -> None:
    certificate = admitted()
    transact(lambda: _suspend(certificate.id))
    with pytest.raises(DBAPIError, match=name):
        transact(lambda: db.session.execute(text(STATEMENTS[name])))


@pytest.mark.parametrize("name", STATEMENTS)
def test_only_the_guard_refuses_it(ctx: Flask, name: str) -> None:
    """Negative control: the same statement goes through when the guard is gone."""
    certificate = admitted()
    transact(lambda: _suspend(certificate.id))
    guard = next(g for g in guards(db.engine.dialect.name) if g.name == name)

    def act() -> int:
        for statement in guard.drop:
            db.session.execute(text(statement))
        return db.session.execute(text(STATEMENTS[name])).rowcount  # type: ignore[attr-defined, no-any-return]

    assert transact(act) >= 1


@pytest.mark.parametrize("column", FROZEN)
def test_every_fact_of_a_certificate_is_frozen(ctx: Flask, column: str) -> None:
    admitted()
    value = {"data": "'{}'", "space_id": "space_id + 1", "event_id": "event_id + 1"}.get(column, "'2020-01-01'")
    with pytest.raises(DBAPIError, match="certificates_frozen"):
        transact(lambda: db.session.execute(text(f"UPDATE certificates SET {column} = {value}")))
