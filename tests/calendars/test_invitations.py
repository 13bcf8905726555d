"""Letters as a calendar meets them: taken from a real mail server, read by independent readers, kept as one keeps them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.accounts.service import disable_user
from app.bookings import service
from app.bookings.service import letters
from app.core import clock
from app.core.db import db
from app.core.ical import Entry, Method, Party, Status, entry_uid
from app.core.text import clean
from app.mail import invitations
from app.mail.delivery import deliver_waiting
from app.mail.models import Mail, MailStatus
from app.mail.service import hold_waiting, release_letters
from app.spaces.service import remove_from_team
from tests.bookings import factories as make
from tests.bookings.test_duels import at_once
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.mail.sink import Sink, text_of
from tests.mail.test_delivery import CENTRE
from tests.readers.clients import PARSERS, Seen, icalendar_reads, instant
from tests.readers.strict import faults
from tests.readers.titles import TITLES

LAN, HOUSE = "lan@example.org", "mang-luoi@cau-kinh.example"
FIRST, LATER = make.span("19:00", "21:00"), make.span("14:00", "16:00")
INVITED = {f"{name} does not belong in a feed" for name in ("METHOD", "ATTENDEE", "ORGANIZER")}


@dataclass
class Diary:
    """A calendar program as RFC 5546 has it: a newer SEQUENCE replaces what stands, an older one is passed over."""

    events: dict[str, Seen] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)

    def take(self, message: EmailMessage) -> None:
        body = calendar_of(message)
        if body is None:
            return
        self.methods.append(str(Calendar.from_ical(body)["METHOD"]))
        for event in icalendar_reads(body):
            assert event.uid is not None
            assert event.sequence is not None
            known = self.events.get(event.uid)
            if known is None or event.sequence >= (known.sequence or 0):
                self.events[event.uid] = event


def parts_of(message: EmailMessage) -> list[EmailMessage]:
    return [p for p in message.walk() if p.get_content_type() == "text/calendar" and isinstance(p, EmailMessage)]


def calendar_of(message: EmailMessage) -> bytes | None:
    """The bytes of the invitation; every part of a letter that holds it holds the same."""
    bodies = {part.get_payload(decode=True) for part in parts_of(message)}
    assert len(bodies) < 2
    body = next(iter(bodies), None)
    if body is not None:
        assert isinstance(body, bytes)
        assert set(faults(body)) <= INVITED
        assert all(read(body) == icalendar_reads(body) for read in PARSERS.values())
    return body


def sent_to_lan(app: Flask, sink: Sink) -> list[EmailMessage]:
    """Everything that leaves now, in the order in which it arrived."""
    before = len(sink.letters_to(LAN))
    with app.app_context():
        deliver_waiting()
    return sink.letters_to(LAN)[before:]


def test_one_event_is_confirmed_moved_and_called_off(
    app: Flask, client: FlaskClient, sink: Sink, studio: Studio
) -> None:
    diary, seen = Diary(), []
    public_id = studio.book("Đêm nhạc", when=FIRST)
    steps: list[Callable[[], None]] = [
        lambda: None,
        lambda: studio.move(public_id, LATER),
        lambda: studio.move(public_id, LATER, "kia"),
        lambda: studio.cancel(public_id),
    ]
    for step in steps:
        step()
        (letter,) = sent_to_lan(app, sink)
        diary.take(letter)
        (event,) = diary.events.values()
        seen.append((diary.methods[-1], event.sequence, event.starts, event.location.split(",")[0], event.status))
    assert seen == [
        ("REQUEST", 0, instant(FIRST.start), "Nhà ngay", "CONFIRMED"),
        ("REQUEST", 1, instant(LATER.start), "Nhà ngay", "CONFIRMED"),
        ("REQUEST", 2, instant(LATER.start), "Nhà kia", "CONFIRMED"),
        ("CANCEL", 3, instant(LATER.start), "Nhà kia", "CANCELLED"),
    ]
    feed = icalendar_reads(client.get("/calendars/public.ics").data)
    assert [(e.uid, e.sequence, e.status) for e in feed] == [(*diary.events, 3, "CANCELLED")]


def test_the_letter_is_built_as_calendars_look_for_it(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.book("Đêm nhạc", when=FIRST)
    (letter,) = sent_to_lan(app, sink)
    shape = [part.get_content_type() for part in letter.walk()]
    assert shape == ["multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "text/calendar"]
    beside, file = parts_of(letter)
    for part in (beside, file):
        assert part["Content-Type"].params == {"method": "REQUEST", "charset": "UTF-8"}
    assert (beside.get_filename(), file.get_filename()) == (None, "lich.ics")
    assert file.get_content_disposition() == "attachment"
    calendar = Calendar.from_ical(calendar_of(letter))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert "METHOD" not in event
    assert event["ORGANIZER"] == f"mailto:{HOUSE}"
    assert letter["From"].addresses[0].addr_spec == HOUSE
    assert event["ATTENDEE"] == f"mailto:{LAN}"
    assert event["ATTENDEE"].params["CN"] == "Nguyễn Lan"
    assert "hai lần" in text_of(letter)
    assert "/bookings/" in event["URL"]


def test_names_and_titles_arrive_unbroken(app: Flask, sink: Sink, studio: Studio) -> None:
    title = "Hội thảo hoạt động sáng tạo và những sáng kiến sáng láng của không gian sáng tạo Sáng Sớm"
    studio.book(title, when=FIRST)
    sent_to_lan(app, sink)
    raw = message_from_bytes(sink.taken[0].raw)  # the newer parser puts spaces between encoded words
    shown = {name: str(make_header(decode_header(raw[name]))) for name in ("From", "To", "Subject")}
    assert shown == {
        "From": f"{CENTRE} <{HOUSE}>",
        "To": f"Nguyễn Lan <{LAN}>",
        "Subject": f"Đã xác nhận đặt chỗ: {title}",
    }


def test_each_reader_has_their_own_language(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.do(lambda: setattr(staff("lan"), "language", "en"))
    studio.book("Đêm nhạc", title_en="Music night")
    (letter,) = sent_to_lan(app, sink)
    (event,) = icalendar_reads(calendar_of(letter) or b"")
    assert (event.summary, event.location.split(",")[0]) == ("Music night", "House ngay")
    assert "will show twice" in text_of(letter)


def test_other_words_are_no_news_for_a_calendar(app: Flask, sink: Sink, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc")
    sent_to_lan(app, sink)
    studio.do(lambda: service.change_words(studio.booking(public_id), actor=staff("lan"), title_vi="Đêm nhạc II"))
    assert sent_to_lan(app, sink) == []


def test_what_waits_is_in_nobodys_calendar_until_it_is_confirmed(app: Flask, sink: Sink, studio: Studio) -> None:
    kept, dropped, refused = (studio.book(f"Lớp {n}", venue="cho", when=make.span(f"{n:02}:00", f"{n + 1}:00"))
                              for n in (9, 13, 17))  # fmt: skip
    studio.move(kept, make.span("10:30", "11:30"))
    studio.cancel(dropped)
    studio.decline(refused)
    written = sent_to_lan(app, sink)
    assert len(written) == 6
    assert [calendar_of(letter) for letter in written] == [None] * 6
    studio.confirm(kept)
    (letter,) = sent_to_lan(app, sink)
    diary = Diary()
    diary.take(letter)
    assert diary.methods == ["REQUEST"]


def test_a_closure_takes_it_out_of_the_calendar(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.book("Đêm nhạc", when=FIRST)
    studio.book("Lớp chờ", venue="cho", when=FIRST)
    diary = Diary()
    for letter in sent_to_lan(app, sink):
        diary.take(letter)

    def close() -> None:
        ids = [make.the_venue(slug).id for slug in ("ngay", "cho")]
        service.close_venues(actor=staff("tuan"), venue_ids=ids, span=make.span("08:00", "22:00"), title_vi="Sửa")

    studio.do(close)
    letters_of_closing = sent_to_lan(app, sink)
    assert len(letters_of_closing) == 2
    for letter in letters_of_closing:
        diary.take(letter)
    assert diary.methods == ["REQUEST", "CANCEL"]
    assert [(e.summary, e.sequence) for e in diary.events.values()] == [("[ĐÃ HUỶ] Đêm nhạc", 1)]


@pytest.mark.parametrize("closed", [False, True])
def test_who_left_the_team_loses_the_event_too_but_hears_no_reason(
    app: Flask, sink: Sink, studio: Studio, closed: bool
) -> None:
    public_id = studio.book("Đêm nhạc", who="minh", when=FIRST)
    other = studio.book("Đêm thơ", who="lan", when=LATER)
    studio.do(lambda: remove_from_team(studio.space(), staff("minh"), actor=staff("lan")))
    if closed:
        studio.do(lambda: disable_user(staff("minh"), reason="Nghỉ", actor=staff("ha")))
    reason = "Mưa to quá"
    studio.do(lambda: service.cancel_booking(studio.booking(public_id), actor=staff("lan"), reason=reason))
    studio.cancel(other)
    with app.app_context():
        deliver_waiting()
    diary, told = Diary(), []
    for letter in sink.letters_to("minh@example.org"):
        diary.take(letter)
        told.append(text_of(letter))
    assert diary.methods == (["REQUEST"] if closed else ["REQUEST", "CANCEL"])
    assert [event.summary for event in diary.events.values()] == [("" if closed else "[ĐÃ HUỶ] ") + "Đêm nhạc"]
    assert not any(reason in text for text in told)
    assert [reason in text_of(letter) for letter in sink.letters_to(LAN) if "Đêm nhạc" in text_of(letter)][-1]


def test_two_that_change_places_are_both_told(app: Flask, sink: Sink, studio: Studio) -> None:
    one, other = studio.book("Một", when=FIRST), studio.book("Hai", venue="kia", when=LATER)
    studio.do(lambda: service.swap_bookings(studio.booking(one), studio.booking(other), actor=staff("tuan")))
    diary = Diary()
    for letter in sent_to_lan(app, sink):
        diary.take(letter)
    assert diary.methods == ["REQUEST"] * 4
    assert {e.summary: (e.starts, e.sequence) for e in diary.events.values()} == {
        "Một": (instant(LATER.start), 1),
        "Hai": (instant(FIRST.start), 1),
    }


def test_a_series_is_one_letter_with_a_file_of_all_its_occasions(app: Flask, sink: Sink, studio: Studio) -> None:
    def ask() -> list[str]:
        days = [make.MONDAY + timedelta(weeks=n) for n in range(3)]
        requests = [
            make.request(studio.space(), make.the_venue("ngay"), when=make.span("19:00", "21:00", day))
            for day in days
        ]
        return [b.public_id for b in service.request_series(requests, actor=staff("lan"), key="loat")]

    ids = studio.do(ask)
    (letter,) = sent_to_lan(app, sink)
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/mixed", "text/plain", "text/calendar"]
    (file,) = parts_of(letter)
    assert file["Content-Type"].params["method"] == "PUBLISH"
    body = calendar_of(letter) or b""
    assert b"ATTENDEE" not in body
    assert body.count(b"ORGANIZER") == 3
    diary = Diary()
    diary.take(letter)
    assert len(diary.events) == 3
    studio.cancel(ids[1])
    (cancelled,) = sent_to_lan(app, sink)
    diary.take(cancelled)
    assert [e.status for e in sorted(diary.events.values())] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_a_letter_speaks_of_the_moment_it_was_written(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.move(studio.book("Đêm nhạc", when=FIRST), LATER, "kia")
    first, second = (icalendar_reads(calendar_of(letter) or b"")[0] for letter in sent_to_lan(app, sink))
    assert (first.sequence, first.starts, first.location.split(",")[0]) == (0, instant(FIRST.start), "Nhà ngay")
    assert (second.sequence, second.starts, second.location.split(",")[0]) == (1, instant(LATER.start), "Nhà kia")


def test_the_cancellation_never_overtakes_the_invitation(app: Flask, sink: Sink, studio: Studio) -> None:
    sink.refuse[LAN] = "451 greylisted"
    public_id = studio.book("Đêm nhạc", when=FIRST)
    with time_machine.travel(clock.now(), tick=False) as time:
        assert sent_to_lan(app, sink) == []
        studio.cancel(public_id)
        del sink.refuse[LAN]
        assert sent_to_lan(app, sink) == []  # the invitation waits for its next try, the cancellation for it
        time.shift(timedelta(minutes=1))
        diary = Diary()
        for letter in sent_to_lan(app, sink):
            diary.take(letter)
    assert diary.methods == ["REQUEST", "CANCEL"]


def test_others_do_not_wait_for_somebody_elses_mail_server(app: Flask, sink: Sink, studio: Studio) -> None:
    sink.refuse[LAN] = "451 greylisted"
    public_id = studio.book("Đêm nhạc", when=FIRST)
    other = studio.book("Buổi khác", when=LATER, who="minh")
    studio.cancel(public_id)
    with app.app_context():
        deliver_waiting()
    assert len(sink.letters_to("minh@example.org")) == 1
    assert len(sink.letters_to("tuan@example.org")) == 1  # of the cancellation, in the same thread
    assert studio.uuid(other)


@pytest.mark.parametrize("ending", ["dead", "held"])
def test_a_letter_that_was_given_up_holds_nobody_up_but_one_on_hold_does(
    app: Flask, sink: Sink, studio: Studio, ending: str
) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    if ending == "dead":
        studio.do(lambda: setattr(db.session.query(Mail).one(), "status", MailStatus.DEAD))
    else:
        studio.do(hold_waiting)
    studio.cancel(public_id)
    methods = [Calendar.from_ical(calendar_of(letter))["METHOD"] for letter in sent_to_lan(app, sink)]
    assert methods == (["CANCEL"] if ending == "dead" else [])
    if ending == "held":
        studio.do(lambda: release_letters(MailStatus.HELD))
        methods = [Calendar.from_ical(calendar_of(letter))["METHOD"] for letter in sent_to_lan(app, sink)]
        assert methods == ["REQUEST", "CANCEL"]


def test_told_twice_of_one_state_it_is_one_letter(app: Flask, sink: Sink, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    again = lambda: letters.tell("booking_confirmed", [studio.booking(public_id)], calendar=Method.REQUEST)  # noqa: E731
    studio.do(again)
    assert len(sent_to_lan(app, sink)) == 1


def test_sent_twice_an_invitation_is_the_same_to_the_last_octet(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.book("Đêm nhạc", when=FIRST)
    sent_to_lan(app, sink)
    studio.do(lambda: setattr(db.session.query(Mail).one(), "status", MailStatus.WAITING))
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        sent_to_lan(app, sink)
    first, second = sink.taken
    assert first.raw == second.raw


def test_the_house_does_not_invite_itself(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.book("Đêm nhạc", when=FIRST)
    studio.do(lambda: setattr(db.session.query(Mail).one(), "recipient", HOUSE.upper()))
    with app.app_context():
        deliver_waiting()
    (taken,) = sink.taken
    assert parts_of(taken.message) == []
    assert "hai lần" not in text_of(taken.message)


@pytest.mark.parametrize(
    "title",
    ["Đêm nhạc\r\nMETHOD:CANCEL", "X\r\n\r\n--mixed--", "a;b,c\\d \"e\" 'f'", "ỗ" * 300, "=?utf-8?q?x?= \u202egnort"],
)
def test_hostile_titles_break_no_letter(app: Flask, sink: Sink, studio: Studio, title: str) -> None:
    studio.book(title, when=FIRST)
    (letter,) = sent_to_lan(app, sink)
    (event,) = icalendar_reads(calendar_of(letter) or b"")
    assert "".join(event.summary.split()) == "".join(clean(title).split())
    assert len(parts_of(letter)) == 2
    assert letter.get_all("Subject") is not None
    assert len(letter.get_all("Subject") or []) == 1


def test_five_hundred_titles_come_out_of_the_file_as_a_person_would_have_them() -> None:
    entries = [_entry(n, summary=title) for n, (title, _read) in enumerate(TITLES)]
    kept = invitations.packed(Method.PUBLISH, entries)
    made = invitations.invitation(
        kept, organizer=Party(HOUSE, "Trung tâm"), attendee=Party(LAN), site_url="https://x.example",
        uid_domain="x.example", prodid="-//L",
    )  # fmt: skip
    assert made is not None
    assert set(faults(made.body)) <= INVITED
    for read in PARSERS.values():
        assert [e.summary for e in sorted(read(made.body), key=lambda e: e.starts)] == [
            said for _title, said in TITLES
        ]


entries_of_any_kind = st.builds(
    lambda **values: _entry(1, **values),
    summary=st.text(),
    location=st.text(),
    description=st.text(),
    status=st.sampled_from(Status),
    moved=st.booleans(),
    all_day=st.booleans(),
    geo=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    categories=st.lists(st.text(), max_size=3).map(tuple),
    sequence=st.integers(0, 10**6),
)


@given(st.lists(entries_of_any_kind, min_size=1, max_size=3), st.sampled_from(Method))
def test_what_is_kept_with_a_letter_comes_back_whole(entries: list[Entry], method: Method) -> None:
    kept: dict[str, Any] = json.loads(json.dumps(invitations.packed(method, entries)))
    same = invitations.unpacked(kept, site_url=invitations.SITE_URL, uid_domain=invitations.UID_DOMAIN)
    assert same == (method, entries)
    _method, there = invitations.unpacked(kept, site_url="https://x.example", uid_domain="x.example")
    assert {(e.uid, e.url) for e in there} == {(entry_uid("bk", "1", "x.example"), "https://x.example/bookings/1")}


def _entry(number: int, **values: Any) -> Entry:
    start = FIRST.start + timedelta(hours=number)
    return Entry(
        uid=entry_uid("bk", str(number), invitations.UID_DOMAIN),
        url=f"{invitations.SITE_URL}/bookings/{number}",
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
        created_at=start,
        revised_at=start,
        **{"sequence": 0, "summary": "x"} | values,
    )


def _tell(studio: Studio, public_id: str, template: str, method: Method) -> None:
    studio.do(lambda: letters.tell(template, [studio.booking(public_id)], calendar=method))


def test_two_letters_of_one_state_bring_one_invitation(app: Flask, sink: Sink, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    _tell(studio, public_id, "booking_kept", Method.REQUEST)
    first, second = sent_to_lan(app, sink)
    assert [len(parts_of(letter)) for letter in (first, second)] == [2, 0]
    assert "Đêm nhạc" in text_of(second)  # the words go all the same
    assert "kèm lời mời" not in text_of(second)


def test_taking_out_goes_over_bringing_and_not_the_other_way_round(app: Flask, sink: Sink, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    _tell(studio, public_id, "booking_taken_back", Method.CANCEL)
    _tell(studio, public_id, "booking_kept", Method.REQUEST)
    methods = [
        part["Content-Type"].params["method"] for letter in sent_to_lan(app, sink) for part in parts_of(letter)
    ]
    assert methods == ["REQUEST", "REQUEST", "CANCEL", "CANCEL"]


def test_what_a_letter_that_was_given_up_would_have_said_the_next_one_says(
    app: Flask, sink: Sink, studio: Studio
) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    studio.do(lambda: setattr(db.session.query(Mail).one(), "status", MailStatus.DEAD))
    _tell(studio, public_id, "booking_kept", Method.REQUEST)
    (letter,) = sent_to_lan(app, sink)
    assert len(parts_of(letter)) == 2
    studio.do(lambda: release_letters(MailStatus.DEAD))
    (late,) = sent_to_lan(app, sink)
    assert parts_of(late) == []


def test_a_letter_that_was_given_up_and_released_says_it_itself(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.book("Đêm nhạc", when=FIRST)
    studio.do(lambda: setattr(db.session.query(Mail).one(), "status", MailStatus.DEAD))
    studio.do(lambda: release_letters(MailStatus.DEAD))
    (letter,) = sent_to_lan(app, sink)
    assert len(parts_of(letter)) == 2


def test_over_a_long_life_the_number_only_rises(app: Flask, sink: Sink, studio: Studio) -> None:
    diary = Diary()
    public_id = studio.book("Đêm nhạc", when=FIRST)
    for turn in range(12):
        studio.move(public_id, LATER if turn % 2 == 0 else FIRST, "kia" if turn % 3 else "ngay")
    studio.cancel(public_id)
    numbers = []
    for letter in sent_to_lan(app, sink):
        diary.take(letter)
        numbers += [event.sequence for event in icalendar_reads(calendar_of(letter) or b"")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 14
    assert [(event.status, event.sequence) for event in diary.events.values()] == [("CANCELLED", numbers[-1])]


def test_a_file_of_dates_leaves_out_what_was_told(app: Flask, sink: Sink, studio: Studio) -> None:
    one, other = studio.book("Một", when=FIRST), studio.book("Hai", when=LATER)
    sent_to_lan(app, sink)
    studio.do(lambda: setattr(studio.booking(other), "sequence", 5))
    both = lambda: letters.tell("booking_kept", [studio.booking(one), studio.booking(other)], calendar=Method.PUBLISH)  # noqa: E731
    studio.do(both)
    (letter,) = sent_to_lan(app, sink)
    assert [event.summary for event in icalendar_reads(calendar_of(letter) or b"")] == ["Hai"]


@pytest.mark.both_engines
def test_of_two_written_at_once_one_invites(app: Flask, sink: Sink, studio: Studio) -> None:
    public_id = studio.book("Đêm nhạc", when=FIRST)
    studio.do(lambda: setattr(studio.booking(public_id), "sequence", 7))
    again = [
        lambda name=name: letters.tell(name, [studio.booking(public_id)], calendar=Method.REQUEST)
        for name in ("booking_kept", "booking_stays", "booking_confirmed")
    ]
    assert at_once(app, *again) == ["ok"] * 3
    carried = [len(parts_of(letter)) for letter in sent_to_lan(app, sink)]
    assert sorted(carried[1:]) == [0, 0, 2]


@pytest.mark.parametrize(("language", "said"), [("vi", "không đọc câu trả lời"), ("en", "is not read")])
def test_a_letter_that_invites_says_that_answers_are_not_read(
    app: Flask, sink: Sink, studio: Studio, language: str, said: str
) -> None:
    studio.do(lambda: setattr(staff("lan"), "language", language))
    public_id = studio.book("Đêm nhạc", when=FIRST)
    studio.cancel(public_id)
    assert [said in text_of(letter) for letter in sent_to_lan(app, sink)] == [True, False]
