"""Decided cases that wait, and a ceremony for them; call inside `transact` unless said otherwise."""

from datetime import timedelta
from typing import Any

from app.ceremonies import queries, service
from app.ceremonies.models import Ceremony, Guest
from app.ceremonies.papers import try_proofs
from app.core import clock
from app.core.db import transact
from app.memberships.models import Grade
from app.spaces.models import Space
from tests.memberships.factories import member, person, space

NAMES = ("Xưởng Mây", "Ấm Chè", "Đình Làng", "Áo Dài", "Chợ Phiên", "Ẩn Hoa")


def waiting(name: str = "Xưởng Mây", owner: str = "lan", **values: Any) -> Space:
    made = space(owner, name=name)
    assert member(made, issues=False, **values) is None
    return made


def several(count: int = 6, **values: Any) -> list[Space]:
    """Each with a name of its own, owned by Lan; the last is an associate."""
    names = [*NAMES, *(f"Không gian số {n}" for n in range(len(NAMES) + 1, count + 1))]
    grades = [Grade.FULL] * (count - 1) + [Grade.ASSOCIATE]
    return [waiting(name, grade=grade, **values) for name, grade in zip(names[:count], grades, strict=True)]


def plan(days: int = 20) -> service.Plan:
    return service.Plan(
        title_vi="Lễ trao chứng nhận mùa đông",
        title_en="Winter ceremony",
        starts_at=clock.now() + timedelta(days=days),
        place_vi="Sân khấu kính",
        place_en="The glass stage",
    )


def prepared(spaces: list[Space]) -> Ceremony:
    ceremony = service.create_ceremony(plan(), actor=person("tuan"))
    service.add_guests(ceremony, [one.public_id for one in spaces], actor=person("tuan"))
    return ceremony


def asked(spaces: list[Space]) -> Ceremony:
    ceremony = prepared(spaces)
    service.ask_for_proofs(ceremony, due_on=clock.today() + timedelta(days=7), actor=person("tuan"))
    return ceremony


def confirm(guest: Guest, key: str = "lan") -> None:
    service.confirm_proof(guest, seen=(guest.space.name_vi, guest.space.name_en), actor=person(key))


def all_confirmed(spaces: list[Space]) -> Ceremony:
    ceremony = asked(spaces)
    for guest in queries.guests_of(ceremony.id):
        confirm(guest)
    return ceremony


def ready(count: int = 6) -> str:
    """The public id of a ceremony that only waits for the approver. Not inside `transact`: the press is tried."""
    made = transact(lambda: all_confirmed(several(count)).public_id)
    try_proofs()
    return made


def issued(count: int = 6) -> str:
    made = ready(count)
    transact(lambda: issue(made))
    return made


def the_ceremony(public_id: str) -> Ceremony:
    found = queries.ceremony_by_public_id(public_id)
    assert found is not None
    return found


def guests(public_id: str) -> list[Guest]:
    return queries.guests_of(the_ceremony(public_id).id)


def issue(public_id: str, by: str = "dung") -> int:
    ceremony = the_ceremony(public_id)
    return service.issue_all(ceremony, seen=ceremony.version, actor=person(by))
