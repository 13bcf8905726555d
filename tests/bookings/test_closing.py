"""What becomes of bookings in a closure's way: moved together, offered another place, put on the list, displaced."""

from typing import Any

import pytest

from app.bookings import preview, proposals, queries, service
from app.bookings.models import (
    Booking,
    BookingChange,
    BookingStatus,
    ChangeStatus,
    Closure,
    Occupancy,
    OccupancyKind,
    Origin,
    Reach,
)
from app.bookings.rules import ClosureWish, Fate, Outcome
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.mail.models import Mail
from app.venues.models import Equipment, Policy, Quota
from app.venues.queries import whole_venues
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_closures import EVENING, close, fetch_closure, wish
from tests.bookings.test_decide import blocking, booked, fetch

LETTERS = ("booking_displaced", "closure_moved")
NEXT_EVENING = make.span("19:00", "21:00", make.date(2026, 12, 8))


def to(slug: str, when: make.Timespan, fate: Fate = Fate.MOVE) -> Outcome:
    return Outcome(fate, when, (make.the_venue(slug).id,))


def shut(
    house: House, outcomes: dict[str, Outcome], *slugs: str, span: make.Timespan = EVENING, **values: Any
) -> str:
    def act() -> str:
        ids = [make.the_venue(slug).id for slug in slugs or ("a",)]
        made = service.close_venues(
            actor=house.tuan, venue_ids=ids, span=span, title_vi="Bão", outcomes=outcomes, **values
        )
        return made.public_id

    return transact(act)


def the_reach(closure: str, booking: str) -> Reach:
    found = queries.reach_of(fetch_closure(closure), fetch(booking).id)
    assert found is not None
    return found


@pytest.mark.both_engines
def test_one_is_moved_and_another_displaced_in_one_go(house: House) -> None:
    moved, gone = booked(house), booked(house, who="hoa", when=make.span("17:00", "18:30"))
    closure = shut(house, {moved: to("a", NEXT_EVENING)}, message_vi="Xin lỗi bạn.")
    assert (fetch(moved).status, fetch(moved).public) == (BookingStatus.CONFIRMED, NEXT_EVENING)
    assert (fetch(moved).sequence, blocking(moved)) == (1, [True])
    assert fetch(gone).status == BookingStatus.DISPLACED
    letters = {m.template: m for m in db.session.query(Mail).filter(Mail.template.in_(LETTERS))}
    assert {m.invitation["method"] for m in letters.values() if m.invitation} == {"REQUEST", "CANCEL"}
    assert {m.values["message"] for m in letters.values()} == {"Xin lỗi bạn."}
    assert (the_reach(closure, moved).outcome, the_reach(closure, gone).outcome) == ("moved", "displaced")


def test_two_change_places_only_where_it_is_free_after_both_have_moved(house: House) -> None:
    one = booked(house)
    other = booked(house, who="hoa", when=NEXT_EVENING)
    two_days = make.Timespan(EVENING.start, NEXT_EVENING.end)
    third = make.span("19:00", "21:00", make.date(2026, 12, 9))
    error = refused(lambda: shut_now(house, {one: to("a", third), other: to("a", third)}, two_days))
    assert (error.code, error.field) == ("closure.targets_meet", f"fate_{other}")
    error = refused(lambda: shut_now(house, {one: to("a", NEXT_EVENING)}, two_days))
    assert (error.code, error.field) == ("closure.target_shut", f"fate_{one}")


def test_one_goes_where_another_in_the_way_was(house: House) -> None:
    one, early = booked(house), make.span("17:00", "18:30")
    transact(lambda: make.venue("b"))

    def both() -> str:
        venues = make.the_venue("a"), make.the_venue("b")
        return make.book(house.hoa, house.space("hoa"), *venues, when=early).public_id

    other = transact(both)
    shut(house, {one: to("b", early), other: to("b", NEXT_EVENING)})
    assert (fetch(one).public, fetch(other).public) == (early, NEXT_EVENING)


def shut_now(house: House, outcomes: dict[str, Outcome], span: make.Timespan) -> Closure:
    return service.close_venues(
        actor=house.tuan, venue_ids=[make.the_venue("a").id], span=span, title_vi="Bão", outcomes=outcomes
    )


def test_where_somebody_else_is_nobody_is_moved_and_nothing_is_closed(house: House) -> None:
    one = booked(house)
    booked(house, who="hoa", when=NEXT_EVENING)
    error = refused(lambda: shut_now(house, {one: to("a", NEXT_EVENING)}, EVENING))
    assert (error.code, error.field) == ("booking.taken", f"fate_{one}")
    assert (fetch(one).status, db.session.query(Closure).count()) == (BookingStatus.CONFIRMED, 0)


def test_another_place_is_held_or_the_host_waits_for_this_one(house: House) -> None:
    offered, waits = booked(house), booked(house, who="hoa", when=make.span("17:00", "18:30"))
    closure = shut(house, {offered: to("a", NEXT_EVENING, Fate.OFFER), waits: Outcome(Fate.WAIT)})
    copies = {c.origin_id: c for c in db.session.query(Booking).filter_by(origin=Origin.DISPLACED)}
    new, waiting = copies[fetch(offered).id], copies[fetch(waits).id]
    assert (new.status, new.public, blocking(new.public_id)) == (BookingStatus.OFFERED, NEXT_EVENING, [True])
    assert waiting.status == BookingStatus.WAITLISTED
    said = {m.values["public_id"]: m.values for m in db.session.query(Mail).filter_by(template="booking_displaced")}
    assert (said[offered]["offered_id"], said[offered]["alternatives"]) == (new.public_id, [])
    assert said[waits]["waiting_id"] == waiting.public_id
    waiting_id = waiting.public_id
    transact(lambda: service.lift_closure(fetch_closure(closure), actor=house.tuan))
    assert fetch(waiting_id).status == BookingStatus.OFFERED


def test_proposals_do_not_send_two_to_one_place(house: House) -> None:
    one = booked(house)
    other = booked(house, who="hoa", when=make.span("19:00", "21:00", make.date(2026, 12, 8)))
    asked = wish(make.the_venue("a").id, span=make.Timespan(EVENING.start, NEXT_EVENING.end))
    found = proposals.in_the_way(asked, now=clock.now())
    assert [w.public_id for w in found] == [one, other]
    ninth, tenth = (make.span("19:00", "21:00", make.date(2026, 12, day)) for day in (9, 10))
    assert [w.proposals[0].public for w in found] == [ninth, tenth]
    elsewhere = [p for p in found[0].proposals if not p.later]
    assert len(elsewhere) == proposals.ELSEWHERE
    assert {p.public for p in elsewhere} == {EVENING_SHOW}
    assert make.the_venue("a").id not in {place for p in elsewhere for place in p.venue_ids}
    outcomes = {w.public_id: w.proposals[0].outcome(Fate.MOVE) for w in found}
    seen = preview.consequences_of_closing(house.tuan, asked, outcomes)
    assert seen.refusal is None
    assert {t.template for t in seen.told} == {"closure_moved"}
    transact(lambda: preview.close(asked, outcomes, actor=house.tuan, fingerprint=seen.fingerprint))
    assert (fetch(one).public, fetch(other).public) == (ninth, tenth)


EVENING_SHOW = make.span("19:00", "21:00")


def test_another_choice_is_another_picture(house: House) -> None:
    one = booked(house)
    asked = wish(make.the_venue("a").id)
    seen = preview.consequences_of_closing(house.tuan, asked, {one: Outcome(Fate.WAIT)})
    chosen = lambda: preview.close(asked, {}, actor=house.tuan, fingerprint=seen.fingerprint)  # noqa: E731
    assert refused(chosen).code == "booking.facts_changed"


def test_longer_shows_who_else_loses_and_keeps_its_uid(house: House) -> None:
    transact(lambda: make.venue("a"))
    closure = close(house)
    later = booked(house, when=NEXT_EVENING)
    uid = fetch_closure(closure).uuid
    longer = wish(make.the_venue("a").id, span=make.Timespan(EVENING.start, NEXT_EVENING.end))
    seen = preview.consequences_of_closing(house.tuan, longer, changing=closure)
    assert [a.public_id for a in seen.displaced] == [later]
    transact(lambda: preview.close(longer, {}, actor=house.tuan, changing=closure, fingerprint=seen.fingerprint))
    changed = fetch_closure(closure)
    assert (changed.uuid, changed.sequence, changed.span) == (uid, 1, longer.span)
    assert fetch(later).status == BookingStatus.DISPLACED
    assert refused(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a"), when=NEXT_EVENING)).code == (
        "booking.closed"
    )


def test_shorter_gives_back_and_asks_who_waits(house: House) -> None:
    gone = booked(house)
    closure = shut(house, {gone: Outcome(Fate.WAIT)})
    shorter = wish(make.the_venue("a").id, span=make.span("17:00", "18:00"))
    transact(lambda: service.change_closure(fetch_closure(closure), shorter, actor=house.tuan))
    copy = db.session.query(Booking).filter_by(origin=Origin.DISPLACED).one()
    assert copy.status == BookingStatus.OFFERED


def test_a_soft_notice_takes_nothing_but_asks_for_a_note(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    shut(house, {}, soft=True)
    assert fetch(one).status == BookingStatus.HELD
    error = refused(lambda: service.confirm_booking(fetch(one), actor=house.tuan))
    assert error.code == "booking.soft_note_missing"
    seen = preview.consequences_of_confirming(one, house.tuan)
    assert [(n.kind, n.title.vi) for n in seen.neighbours] == [("notice", "Bão")]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, soft_note="Đã hỏi."))
    other = transact(
        lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a"), when=make.span("17:00", "18:00")).status
    )
    assert other == BookingStatus.HELD


def test_a_notice_does_not_make_an_instant_venue_slower_once_it_is_lifted(house: House) -> None:
    transact(lambda: make.venue("a"))
    notice = shut(house, {}, soft=True)
    transact(lambda: service.lift_closure(fetch_closure(notice), actor=house.tuan))
    assert fetch(booked(house)).status == BookingStatus.CONFIRMED


def test_who_was_called_is_written_down_and_taken_back(house: House) -> None:
    one = booked(house)
    closure = shut(house, {})
    assert list(queries.unreached(clock.now()).values()) == [1]

    def say(reached: bool) -> Reach:
        return service.note_reached(
            fetch_closure(closure), fetch(one).id, actor=house.tuan, note="Chị Lan đã biết", reached=reached
        )

    transact(lambda: say(True))
    assert (the_reach(closure, one).note, queries.unreached(clock.now())) == ("Chị Lan đã biết", {})
    transact(lambda: say(False))
    assert the_reach(closure, one).reached_at is None
    with pytest.raises(DomainError, match=r"booking\.not_allowed"):
        transact(lambda: service.note_reached(fetch_closure(closure), fetch(one).id, actor=house.lan))


def test_only_coordinators_change_a_closure(house: House) -> None:
    transact(lambda: make.venue("a"))
    closure = close(house)
    asked = ClosureWish(venue_ids=(make.the_venue("a").id,), span=EVENING, title_vi="Khác")
    error = refused(lambda: service.change_closure(fetch_closure(closure), asked, actor=house.lan))
    assert error.code == "booking.not_allowed"
    transact(lambda: service.lift_closure(fetch_closure(closure), actor=house.tuan))
    error = refused(lambda: service.change_closure(fetch_closure(closure), asked, actor=house.tuan))
    assert error.code == "booking.closure_lifted"


def test_a_wish_whose_floor_is_shut_is_told_and_stays_open(house: House) -> None:
    one = booked(house, when=make.span("09:00", "10:00"))

    def hold() -> None:
        place, booking = make.the_venue("a"), fetch(one)
        db.session.add_all(
            [
                BookingChange(
                    public_id=new_public_id(), booking_id=booking.id, status=ChangeStatus.ASKED, held=True,
                    starts_at=EVENING_SHOW.start, ends_at=EVENING_SHOW.end, public_starts_at=EVENING_SHOW.start,
                    public_ends_at=EVENING_SHOW.end, asked_by=house.lan.id, asked_at=clock.now(), venues=[place],
                ),
                Occupancy(
                    area_id=place.areas[0].id, starts_at=EVENING_SHOW.start, ends_at=EVENING_SHOW.end, blocking=True,
                    kind=OccupancyKind.CHANGE, booking_id=booking.id,
                ),
            ]
        )  # fmt: skip

    transact(hold)
    shut(house, {}, message_vi="Xin lỗi bạn.")
    wish_now = db.session.query(BookingChange).one()
    assert (fetch(one).status, wish_now.status, wish_now.held) == (BookingStatus.CONFIRMED, ChangeStatus.ASKED, False)
    letter = db.session.query(Mail).filter_by(template="change_unheld").one()
    assert (letter.recipient, letter.values["wished"]) == ("lan@example.org", "19:00–21:00, thứ Hai 07/12/2026")
    assert letter.values["message"] == "Xin lỗi bạn."


def test_a_proposal_says_which_terms_it_would_not_keep(house: House) -> None:
    booked(house)
    transact(lambda: make.venue("b", length_max_minutes=60))

    def forbid_the_rest() -> None:
        for venue in whole_venues():
            venue.open_to_bookings = venue.slug in ("a", "b")

    transact(forbid_the_rest)
    found = proposals.in_the_way(wish(make.the_venue("a").id), now=clock.now())
    broken = {p.venue_ids: [breach.code for breach in p.breaches] for p in found[0].proposals}
    assert broken == {(make.the_venue("a").id,): [], (make.the_venue("b").id,): ["booking.length_long"]}


@pytest.mark.parametrize("fate", [Fate.MOVE, Fate.OFFER])
def test_the_preview_counts_quota_and_equipment_where_each_would_go(house: House, fate: Fate) -> None:
    """With everybody gone to their places; a booking of others that changes the count changes the fingerprint."""

    def given() -> int:
        b = make.venue("b")
        db.session.add(Quota(public_id=new_public_id(), venue_id=b.id, period="week", measure="hours", amount=1))
        speakers = Equipment(public_id=new_public_id(), name_vi="Loa", name_en="Speaker", stock=1, position=1)
        db.session.add(speakers)
        db.session.flush()
        return speakers.id

    speakers = transact(given)
    one = booked(house, equipment=((speakers, 3),))
    asked, outcomes = wish(make.the_venue("a").id), {one: to("b", NEXT_EVENING, fate)}
    told = preview.consequences_of_closing(house.tuan, asked, outcomes)
    there = told.measured_by[one]
    assert (there.is_over, [(m.wanted, m.free) for m in there.missing]) == (True, [(3, 1)])
    booked(house, "c", who="hoa", equipment=((speakers, 1),), when=NEXT_EVENING)
    assert preview.consequences_of_closing(house.tuan, asked, outcomes).fingerprint != told.fingerprint


def test_who_only_gives_way_is_not_counted(house: House) -> None:
    one = booked(house)
    told = preview.consequences_of_closing(house.tuan, wish(make.the_venue("a").id), {one: Outcome(Fate.WAIT)})
    assert told.measured_by == {}
