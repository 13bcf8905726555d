"""What a ceremony of two hundred costs: the one transaction that gives all numbers, a paper, the file that binds them, and
the pages of the day. Seconds as they passed and CPU time; the floor of a page is the one that asks nothing."""

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from app import jobs
from app.accounts.models import Role
from app.accounts.service import grant_role
from app.ceremonies import papers, queries, service
from app.ceremonies.models import Ceremony
from app.ceremonies.rules import print_key
from app.core import clock
from app.core.db import transact
from app.files.service import path_of
from app.memberships.models import Grade
from app.memberships.rules import printed_names
from app.memberships.service import admit
from app.seed import seed
from app.spaces.rules import Profile
from app.spaces.service import create_space
from bench.cases import TRIVIAL, _app, _cpu, _people, _person, _signed_in

GUESTS = 200


def _ceremony() -> str:
    """Everybody is owned by somebody, was asked and has answered; the press is taken at its word."""
    tuan, lan, mai = (_person(key) for key in ("tuan", "lan", "mai"))
    grant_role(mai, Role.APPROVER, actor=None)
    spaces = []
    for number in range(1, GUESTS + 1):
        name = f"Không gian sáng tạo số {number} bên hồ"
        profile = Profile(name_vi=name, summary_vi="Một nơi.", kinds=["online"], ownership="private")
        space = create_space(profile, actor=lan)
        today = clock.today()
        admit(
            space, grade=Grade.FULL, effective_on=today, term_months=24, decision_number="1/QĐ", decision_on=today,
            actor=mai, criteria_label="2026.1", issues=False,
        )  # fmt: skip
        spaces.append(space.public_id)
    plan = service.Plan(
        title_vi="Lễ", title_en=None, starts_at=clock.now() + timedelta(days=9), place_vi="Hội trường", place_en=None
    )
    ceremony = service.create_ceremony(plan, actor=tuan)
    service.add_guests(ceremony, spaces, actor=tuan)
    service.ask_for_proofs(ceremony, due_on=clock.today() + timedelta(days=5), actor=tuan)
    for guest in queries.guests_of(ceremony.id):
        service.confirm_proof(guest, seen=printed_names(guest.event, guest.space), actor=lan)
        service.note_tried(guest, tried_for=print_key(guest.space, guest.event), fault="")
    return ceremony.public_id


def _found(public_id: str) -> Ceremony:
    ceremony = queries.ceremony_by_public_id(public_id)
    assert ceremony is not None
    return ceremony


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    passed, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - passed, time.process_time() - cpu


def _issue(public_id: str) -> int:
    ceremony = _found(public_id)
    return service.issue_all(ceremony, seen=ceremony.version, actor=_person("mai"))


def _bind(public_id: str) -> bytes:
    certificates = queries.certificates_of(queries.guests_of(_found(public_id).id)).values()
    return papers.bound(path_of(one.pdf) for one in certificates if one.pdf is not None)


def _pages(app: Flask, public_id: str, when: str) -> None:
    client = _signed_in(app)
    floor = _cpu(client, TRIVIAL)
    for step in ("", "/proofs", "/issue", "/hand-over"):
        took = _cpu(client, f"/desk/ceremonies/{public_id}{step}")
        print(f"ceremony of {GUESTS} {when}, {step or '/'}: {took * 1000:.0f} ms CPU, {took / floor:.1f} x {TRIVIAL}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            transact(seed)
            transact(_people)
            public_id = transact(_ceremony)
        _pages(app, public_id, "before")
        with app.app_context():
            passed, cpu = _timed(lambda: transact(lambda: _issue(public_id)))
            print(f"{GUESTS} certificates issued in one transaction: {passed:.2f} s, {cpu:.2f} s CPU")
            passed, cpu = _timed(lambda: jobs.run(app, "papers"))
            print(
                f"{GUESTS} papers printed: {passed:.0f} s, {passed / GUESTS * 1000:.0f} ms each, "
                f"{cpu / GUESTS * 1000:.0f} ms CPU each"
            )
            passed, cpu = _timed(lambda: _bind(public_id))
            print(f"{GUESTS} papers bound into one file: {passed:.1f} s, {cpu:.1f} s CPU")
        _pages(app, public_id, "after")


if __name__ == "__main__":
    main()
