"""One load takes seconds, so each test asks for much."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import config as configuration
from app import create_app
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.applications.models import Application, ApplicationStatus, Supplement, SupplementStatus
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus, Closure, Occupancy
from app.bookings.queries import bookings_as_they_are, public_standing
from app.bookings.queries.shown import Wanted
from app.bookings.service import wishing
from app.ceremonies.models import Proof, Stage
from app.ceremonies.papers import proof_data
from app.ceremonies.queries import ceremonies, guests_of, guests_to_try
from app.core import clock
from app.core.db import Base, db, transact
from app.core.timespan import Timespan
from app.demo.load import load_demo
from app.demo.people import DOMAIN, PASSWORD, listed
from app.desk.rules import Step
from app.desk.tasks import tasks_of
from app.evaluations import queries as evaluations
from app.evaluations.models import (
    Decision,
    DecisionStatus,
    Opinion,
    Outcome,
    Review,
    ReviewStatus,
    SiteVisit,
    VisitStatus,
)
from app.evaluations.rules import OpinionState, state_of_opinion
from app.events.models import Event, EventStatus, Whereabouts
from app.mail.models import Mail, MailStatus
from app.memberships.models import Certificate, EventKind, Grade, MembershipEvent
from app.memberships.queries import members_on, roll
from app.memberships.rules import Status
from app.papers.service import certificate_proof
from app.seed import seed
from app.spaces.models import EditStatus, Exactness, Ownership, Space, SpaceEdit, SpaceKind, SpacePhoto
from app.spaces.queries import unconfirmed
from app.spaces.rules import CONFIRM_PATIENCE, FIELDS, WELCOMES
from tests import rotation
from tests.conftest import make_config

SAMPLE = ("Dữ liệu minh họa.", "Sample data.")
BEFORE_A_HOLIDAY = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)
LATE_IN_TET = datetime(2027, 2, 6, 16, 40, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 28, 17, 10, tzinfo=UTC)
# Drawn anew in every load, or made of what is.
RANDOM = {
    "public_id", "uuid", "message_id", "series_id", "check_code", "password_hash", "sha256", "size",
    "key", "bookings.request_key", "thread", "invitation", "values", "payload", "payload_digest", "salt", "digest", "previous", "request_digest", "link_hash",
    "certificates.short_code", "certificates.data", "mails.about", "notices.about", "notices.href",
    "feed_links.secret_digest", "invitations_sent.uid", "site_visits.uid", "opinions.shown_files", "bulk_actions.told", "supplement_items.before", "supplement_items.after",
}  # fmt: skip


@pytest.fixture
def that_day(app: Flask) -> Iterator[None]:
    """Each database on a day of its own, neither the one of all tests: on that one `loaded_demo` is loaded."""
    with app.app_context():
        day = LEAP_DAY if db.is_sqlite else BEFORE_A_HOLIDAY
    with time_machine.travel(day, tick=True):
        yield


def test_everything_is_there_once_and_loading_again_changes_nothing(app: Flask, that_day: None) -> None:
    with app.app_context():
        transact(seed)
        assert load_demo() is True
        before = _counts()
        _spaces_of_all_sorts()
        _every_state_of_cases()
        _every_standing()
        _ceremonies_of_all_sorts()
        _every_state_of_bookings()
        _a_year_of_events()
        _pages_of_events()
        _something_to_do_for_everybody()
        _only_new_letters_wait()
        assert load_demo() is False
        assert _counts() == before
    for account in listed():
        answer = app.test_client().submit("/sign-in", {"email": account["email"], "password": PASSWORD})  # type: ignore[attr-defined]
        assert answer.status_code == 302, account


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
    }


def _spaces_of_all_sorts() -> None:
    spaces = db.session.scalars(select(Space).where(Space.demo).order_by(Space.id)).all()
    assert len(spaces) >= 40
    assert len({space.ward_code for space in spaces if space.ward_code}) >= 25
    assert {kind for space in spaces for kind in space.kinds} == set(SpaceKind)
    assert {space.ownership for space in spaces} == set(Ownership)
    assert {space.exactness for space in spaces} == set(Exactness)
    assert {field for space in spaces for field in space.fields} == set(FIELDS)
    for space in (one for one in spaces if one.listed_at is None):  # a survey knows little
        words = [
            getattr(space, f"{name}_{lang}") for name in ("name", "summary", "description") for lang in ("vi", "en")
        ]
        assert all(words), space.slug
    assert {space.step_free for space in spaces} == {True, False, None}
    assert {code for space in spaces for code in space.welcomes} == set(WELCOMES)
    assert {bool(space.hours) for space in spaces} == {space.by_appointment for space in spaces} == {True, False}
    assert any(len({span.weekday for span in space.hours}) < len(space.hours) for space in spaces)  # twice a day
    assert any(space.own_latitude for space in spaces)
    assert any(space.representative_name and space.partner_name for space in spaces)
    assert {edit.status for edit in db.session.scalars(select(SpaceEdit))} == set(EditStatus)
    assert any(space.confirmed_on for space in spaces)
    assert unconfirmed(clock.today() - CONFIRM_PATIENCE)
    assert len({space.name_vi for space in spaces}) == len({space.name_en for space in spaces}) == len(spaces)
    photos = Counter(photo.space_id for photo in db.session.scalars(select(SpacePhoto).order_by(SpacePhoto.id)))
    assert len(photos) >= 25
    assert max(photos.values()) == 4
    members = members_on(clock.today())
    assert len(members) >= 25
    assert len({member.space.ward_code for member in members}) >= 20


def _every_state_of_cases() -> None:
    found = db.session.scalars(select(Application).order_by(Application.id)).all()
    assert {one.status for one in found} == set(ApplicationStatus)
    assert {one.status for one in db.session.scalars(select(Review).order_by(Review.id))} == set(ReviewStatus)
    decisions = db.session.scalars(select(Decision).order_by(Decision.id)).all()
    assert {one.status for one in decisions} == set(DecisionStatus)
    assert {one.outcome for one in decisions if one.status == DecisionStatus.SIGNED} == set(Outcome)
    assert {one.status for one in db.session.scalars(select(Supplement))} == set(SupplementStatus)
    assert {one.status for one in db.session.scalars(select(SiteVisit))} == set(VisitStatus)
    opinions = db.session.scalars(select(Opinion)).all()
    assert {state_of_opinion(one, one.application.status, now=clock.now()) for one in opinions} == set(OpinionState)
    at_work = [one for one in found if one.status == ApplicationStatus.IN_REVIEW]
    progress = evaluations.progress_of(at_work).values()
    assert any(one.submitted == 1 and not one.calls_third for one in progress)
    assert any(one.calls_third for one in progress)


def _every_standing() -> None:
    events = db.session.scalars(select(MembershipEvent).order_by(MembershipEvent.id)).all()
    assert {one.kind for one in events} == set(EventKind)
    on_the_roll = roll(clock.today())
    assert {one.standing.status for one in on_the_roll} == set(Status) - {Status.NONE}
    assert {one.standing.grade for one in on_the_roll if one.standing.is_member} == set(Grade)
    soon = clock.today() + timedelta(days=31)
    assert any(one.standing.until and one.standing.until <= soon for one in on_the_roll if one.standing.is_member)
    papers = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
    assert papers
    assert all(certificate.pdf_id and certificate.data["demo"] for certificate in papers)


def _every_state_of_bookings() -> None:
    found = db.session.scalars(select(Booking).order_by(Booking.id)).all()
    assert len(found) >= 150
    assert {one.status for one in found} == set(BookingStatus)
    for one in found:
        assert one.title_en, one.title_vi
        assert (one.about_vi.endswith(SAMPLE[0]), (one.about_en or "").endswith(SAMPLE[1])) == (True, True)
    rivals = [one for one in found if one.status == BookingStatus.REQUESTED]
    assert any(
        one.blocked.overlaps(other.blocked) and one.venues == other.venues
        for one in rivals
        for other in rivals
        if one is not other
    )
    assert Counter(one.series_id for one in found if one.series_id).most_common(1)[0][1] > 2
    assert any(one.sequence > 0 for one in found if one.status == BookingStatus.CONFIRMED)  # moved
    assert not all(one.open_to_public for one in found)
    closures = db.session.scalars(select(Closure).order_by(Closure.id)).all()
    assert {one.lifted_at is None for one in closures} == {True, False}
    _every_state_of_wishes()
    _nothing_overlaps()


def _every_state_of_wishes() -> None:
    """Of those that are open one of Lan's is held, and two could change places."""
    wishes = db.session.scalars(select(BookingChange).order_by(BookingChange.id)).all()
    assert {one.status for one in wishes} == set(ChangeStatus)
    open_ones = [one for one in wishes if one.status == ChangeStatus.ASKED]
    assert any(one.held and one.asker.email == f"lan@{DOMAIN}" for one in open_ones)
    pairs = [(one, wishing.partner_of(one, now=clock.now())) for one in open_ones if not one.held]
    assert len([other for _one, other in pairs if other is not None]) == 2


def _nothing_overlaps() -> None:
    rows = db.session.scalars(
        select(Occupancy).where(Occupancy.blocking).order_by(Occupancy.area_id, Occupancy.starts_at)
    ).all()
    assert len(rows) > 120
    for one, other in pairwise(rows):
        assert one.area_id != other.area_id or one.ends_at <= other.starts_at


def _a_year_of_events() -> None:
    now = clock.now()
    year = Timespan(now - timedelta(days=250), now + timedelta(days=130))
    shown = bookings_as_they_are(row.id for row in public_standing(Wanted(year, clock.today()))).values()
    confirmed = [one for one in shown if one.status == BookingStatus.CONFIRMED]
    past = [one for one in confirmed if one.public_ends_at < now]
    coming = [one for one in confirmed if one.public_starts_at > now]
    assert len(past) >= 70
    assert len(coming) >= 40
    assert min(one.public_starts_at for one in past) < now - timedelta(days=230)
    assert max(one.public_starts_at for one in coming) > now + timedelta(days=100)
    assert sum(one.public_starts_at < now + timedelta(days=14) for one in coming) >= 8
    of_the_museum = [one for one in confirmed if one.space_id is None]
    assert sum(one.public.length > timedelta(days=7) for one in of_the_museum) >= 5
    assert any(timedelta(hours=15) <= one.public.length <= timedelta(days=1) for one in of_the_museum)


def _pages_of_events() -> None:
    pages = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert {one.status for one in pages} == set(EventStatus)
    assert {one.where for one in pages} == set(Whereabouts)
    assert any(one.space_id is None for one in pages)
    assert any(one.photos for one in pages)
    assert any(len(one.dates) > 3 and one.dates[0].booking_id for one in pages)  # a series
    assert any(date.cancelled_at for one in pages for date in one.dates)
    assert all(one.title_en and one.text_en for one in pages)


def _ceremonies_of_all_sorts() -> None:
    """One past, with somebody who was not there; one at its proofs, with every answer; and no name without a trial."""
    coming, past = ceremonies()
    assert (coming.stage, past.stage) == (Stage.PROOFING, Stage.HELD)
    asked, handed = guests_of(coming.id), guests_of(past.id)
    assert Counter(guest.proof for guest in asked) == {
        Proof.CONFIRMED: 2, Proof.CORRECTED: 1, Proof.WANTED: 1, Proof.ASKED: 2,
    }  # fmt: skip
    assert Counter(guest.posted_on is not None for guest in handed) == {False: 4, True: 2}
    assert all(guest.is_served for guest in handed)
    assert guests_to_try() == []
    for guest in asked:
        certificate_proof(proof_data(guest))


def _something_to_do_for_everybody() -> None:
    people = {key: _person(key) for key in ("tuan", "thu", "dung", "mai", "son")}
    waiting = tasks_of(people["tuan"], clock.now())
    others = {
        Step.SIGN,
        Step.RENAME,
        Step.APPEAL,
        Step.HELD,
        Step.FAILED,
        Step.PRINT,
    }  # of other people, or of the machine
    spaces = {Step.ENDING, Step.EDIT, Step.STALE, Step.MODERATE, Step.BOUNCED}
    assert {task.step for task in waiting} - spaces == set(Step) - others - spaces
    lost = {task.subject.note for task in waiting if task.step == Step.BOUNCED}
    assert lost >= {"event", "space"}
    assert Step.APPEAL in {task.step for task in tasks_of(people["thu"], clock.now())}  # Tuấn had proposed it
    assert {task.step for task in tasks_of(people["dung"], clock.now())} == {Step.SIGN, Step.RENAME}
    for key in ("mai", "son"):
        sheets = evaluations.reviews_by(people[key])
        assert {one.status for one in sheets} == {ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED}


def _person(key: str) -> User:
    person = user_by_email(f"{key}@{DOMAIN}")
    assert person is not None
    return person


def _only_new_letters_wait() -> None:
    letters = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    two_weeks_ago = clock.now() - timedelta(days=14, minutes=5)
    assert {letter.status for letter in letters} == {MailStatus.SENT, MailStatus.WAITING}
    assert all(letter.created_at > two_weeks_ago for letter in letters if letter.status == MailStatus.WAITING)


@pytest.mark.skipif(
    not rotation.full() and rotation.turn("two loads late in Tết", 3) > 0,
    reason="two more loads: the turn of another commit, see docs/testing.md",
)
def test_two_loads_late_in_tet_tell_one_story(sqlite_template: Path, tmp_path: Path) -> None:
    first, second = (_rows_of_a_load(sqlite_template, tmp_path / name) for name in ("first", "second"))
    assert first.keys() == second.keys()
    told_differently = {name for name in first if first[name] != second[name]}
    assert {name for name in told_differently if not _is_random(name)} == set()
    assert "bookings.starts_at" not in told_differently


def _is_random(name: str) -> bool:
    return name in RANDOM or name.partition(".")[2] in RANDOM


def _rows_of_a_load(template: Path, instance: Path) -> dict[str, list[object]]:
    """Every column of every table, by its name."""
    instance.mkdir()
    shutil.copy(template, instance / "app.db")
    app = create_app(make_config(instance))
    with app.app_context(), time_machine.travel(LATE_IN_TET, tick=False):
        transact(seed)
        assert load_demo() is True
        _every_state_of_bookings()
        _every_standing()
        columns = {}
        for table in Base.metadata.sorted_tables:
            # The key first, unless it is drawn anew.
            order = [
                one for one in (*table.primary_key, *table.columns) if not _is_random(f"{table.name}.{one.name}")
            ]
            rows = db.session.execute(select(table).order_by(*order)).all()
            columns.update(
                {
                    f"{table.name}.{column.name}": [row[place] for row in rows]
                    for place, column in enumerate(table.columns)
                }
            )
    app.extensions["database"].dispose()
    return columns


def test_only_a_demo_has_demo_commands(app: Flask) -> None:
    for command in (["demo", "load"], ["demo", "accounts"], ["demo", "accounts", "--json"]):
        answer = app.test_cli_runner().invoke(args=command)
        assert answer.exit_code != 0
        assert "MODE=demo" in answer.output
        assert PASSWORD not in answer.output


def test_the_accounts_are_listed_for_people_and_for_programs(tmp_path) -> None:
    given = {"MODE": "demo", "INSTANCE": str(tmp_path), "SECRET_KEY": "demo-" * 10}
    runner = create_app(configuration.load(given)).test_cli_runner()
    roles = Counter(one["role"] for one in json.loads(runner.invoke(args=["demo", "accounts", "--json"]).output))
    assert roles == {
        "operator_approved": 1,
        "operator_draft": 1,
        "operator_stranger": 1,
        "coordinator": 2,
        "reviewer": 2,
        "approver": 1,
        "administrator": 1,
    }
    said = runner.invoke(args=["demo", "accounts"]).output.splitlines()
    assert [line.split() for line in said] == [list(one.values()) for one in listed()]
