from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from sqlalchemy import select
from time_machine import travel

from app.core import clock
from app.core.db import db, transact
from app.mail.delivery import CLAIM, TRIES, _claim, deliver_waiting
from app.mail.models import Mail, MailStatus
from app.mail.service import hold_waiting, queue_mail
from tests.mail.sink import text_of

CENTRE = "Trung tâm điều phối các hoạt động sáng tạo Hà Nội"


def _queue(to: str = "lan@example.org", *, key: str = "k1", name: str = "Nguyễn Lan", language: str = "vi") -> None:
    queue_mail("known_address", to=to, name=name, language=language, key=key)


def _mails() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def test_a_letter_leaves_once_in_the_language_of_its_reader(ctx, sink):
    transact(lambda: (_queue(), _queue("hoa@example.org", key="k2", name="Hoàng Hoa", language="en")))
    assert deliver_waiting() == 2
    assert deliver_waiting() == 0
    (vi,), (en,) = sink.letters_to("lan@example.org"), sink.letters_to("hoa@example.org")
    assert vi["Subject"] == "Bạn đã có tài khoản ở Cầu Kính"
    assert en["Subject"] == "You already have an account at Cầu Kính"
    assert "Chào Nguyễn Lan," in text_of(vi)
    assert "Dear Hoàng Hoa," in text_of(en)
    sender = message_from_bytes(sink.taken[0].raw)["From"]  # the newer parser puts spaces between encoded words
    assert str(make_header(decode_header(sender))) == f"{CENTRE} <mang-luoi@cau-kinh.example>"
    assert [mail.status for mail in _mails()] == [MailStatus.SENT, MailStatus.SENT]


def test_long_words_are_not_torn_apart(ctx, sink):
    title = "Hội thảo hoạt động sáng tạo và những sáng kiến sáng láng của không gian sáng tạo Sáng Sớm"
    values = {"title": title, "host": "Lan", "venues": "x", "times": ["x"], "held_until": "", "public_id": "x"}
    transact(lambda: queue_mail("booking_received", to="lan@example.org", language="vi", values=values, key="b"))
    deliver_waiting()
    subject = message_from_bytes(sink.taken[0].raw)["Subject"]
    assert str(make_header(decode_header(subject))) == f"Đã nhận yêu cầu đặt chỗ: {title}"


def test_one_occasion_is_one_letter(ctx, sink):
    transact(lambda: (_queue(), _queue()))
    transact(_queue)
    assert deliver_waiting() == 1
    assert len(sink.taken) == 1


def test_what_is_rolled_back_is_never_sent(ctx, sink):
    def fails() -> None:
        _queue()
        raise LookupError

    with pytest.raises(LookupError):
        transact(fails)
    assert deliver_waiting() == 0
    assert sink.taken == []


def test_a_server_that_is_down_loses_nothing_and_the_letter_keeps_its_name(ctx, sink):
    start = clock.now()
    with travel(start, tick=False) as time:
        transact(_queue)
        sink.close()
        assert deliver_waiting() == 0
        (mail,) = _mails()
        assert (mail.status, mail.attempts) == (MailStatus.WAITING, 1)
        assert mail.last_error is not None
        assert deliver_waiting() == 0  # not yet due: a dead server is not hammered
        assert _mails()[0].attempts == 1
        for _n in range(4):
            time.shift(timedelta(minutes=20))
            deliver_waiting()
        message_id = _mails()[0].message_id
        sink.open()
        time.shift(timedelta(hours=2))
        assert deliver_waiting() == 1
    assert [taken["Message-ID"] for taken in sink.letters_to("lan@example.org")] == [
        f"<{message_id}@cau-kinh.example>"
    ]
    assert (_mails()[0].status, _mails()[0].last_error) == (MailStatus.SENT, None)


def test_sent_twice_it_is_the_same_letter(ctx, sink):
    """A worker that dies between the server's yes and its own note sends again: readers' clients drop the copy."""
    start = clock.now()
    with travel(start, tick=False) as time:
        transact(_queue)
        deliver_waiting()
        mail = _mails()[0]
        transact(lambda: setattr(db.session.get_one(Mail, mail.id), "status", MailStatus.SENDING))
        time.shift(CLAIM)
        assert deliver_waiting() == 1
    first, second = sink.taken
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.raw == second.raw


def test_one_bad_address_does_not_stop_the_others(ctx, sink):
    sink.refuse["hoa@example.org"] = "550 no such person"
    transact(lambda: [_queue(f"{who}@example.org", key=who) for who in ("lan", "hoa", "minh")])
    assert deliver_waiting() == 2
    assert sorted(taken.recipients[0] for taken in sink.taken) == ["lan@example.org", "minh@example.org"]
    assert [mail.status for mail in _mails()] == [MailStatus.SENT, MailStatus.DEAD, MailStatus.SENT]


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(ctx, sink):
    transact(
        lambda: (
            queue_mail("no_such_template", to="hoa@example.org", language="vi", key="bad"),
            _queue(),
        )
    )
    assert deliver_waiting() == 1
    assert [mail.status for mail in _mails()] == [MailStatus.WAITING, MailStatus.SENT]


@pytest.mark.parametrize("answer", ["451 later", "554 never"])
def test_a_refusal_after_the_letter_was_read_is_tried_again(ctx, sink, answer):
    sink.after_data = answer
    transact(_queue)
    with travel(clock.now(), tick=False) as time:
        assert deliver_waiting() == 0
        sink.after_data = "250 OK"
        time.shift(timedelta(minutes=1))
        assert deliver_waiting() == 1


def test_a_worker_that_died_gives_its_letters_back(ctx, sink):
    with travel(clock.now(), tick=False) as time:
        transact(_queue)
        assert len(transact(_claim)) == 1  # and here it dies
        assert deliver_waiting() == 0
        time.shift(CLAIM - timedelta(seconds=1))
        assert deliver_waiting() == 0
        time.shift(timedelta(seconds=1))
        assert deliver_waiting() == 1


def test_two_workers_never_take_the_same_letter(ctx, sink):
    transact(lambda: [_queue(f"p{n}@example.org", key=f"k{n}") for n in range(7)])
    first, second = transact(_claim), transact(_claim)
    assert set(first).isdisjoint(second)
    assert len(first) + len(second) == 7


def test_after_a_day_of_tries_it_is_given_up_and_can_be_seen(ctx, sink):
    sink.close()
    with travel(clock.now(), tick=False) as time:
        start = clock.now()
        transact(_queue)
        while _mails()[0].status == MailStatus.WAITING:
            time.shift(max(_mails()[0].next_try_at - clock.now(), timedelta(0)))
            assert deliver_waiting() == 0
        assert timedelta(hours=24) < clock.now() - start < timedelta(hours=36)
        assert (_mails()[0].status, _mails()[0].attempts) == (MailStatus.DEAD, TRIES)
        sink.open()
        time.shift(timedelta(days=1))
        assert deliver_waiting() == 0
        said = ctx.test_cli_runner().invoke(args=["mail", "status"]).output
        assert "dead: 1" in said
        assert "ConnectionRefusedError" in said
        assert ctx.test_cli_runner().invoke(args=["mail", "release", "--dead"]).output == "1 letters released\n"
        assert deliver_waiting() == 1


def test_a_letter_that_kills_its_worker_each_time_is_given_up(ctx, sink):
    with travel(clock.now(), tick=False) as time:
        transact(lambda: (_queue(), _queue("hoa@example.org", key="k2")))
        for _n in range(TRIES):
            assert len(transact(_claim)) == 2  # and here it dies
            time.shift(CLAIM)
        assert transact(_claim) == []
        assert {(mail.status, mail.attempts) for mail in _mails()} == {(MailStatus.DEAD, TRIES)}
    assert sink.taken == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 5.1.1 no such person", MailStatus.DEAD),
        ("550 5.7.1 relaying denied", MailStatus.WAITING),
        ("554 not here", MailStatus.WAITING),
        ("451 later", MailStatus.WAITING),
    ],
)
def test_an_address_that_nobody_has_is_given_up_at_once(ctx, sink, answer, status):
    """Other refusals may be our own mistake in the settings, which somebody mends within the day."""
    sink.refuse["hoa@example.org"] = answer
    transact(lambda: _queue("hoa@example.org"))
    assert deliver_waiting() == 0
    (mail,) = _mails()
    assert (mail.status, mail.attempts) == (status, 1)
    assert answer[4:] in mail.last_error


def test_a_letter_that_is_held_waits_for_a_decision(ctx, sink):
    transact(lambda: (_queue(), _queue("hoa@example.org", key="k2")))
    assert transact(hold_waiting) == 2
    assert deliver_waiting() == 0
    cli = ctx.test_cli_runner()
    assert cli.invoke(args=["mail", "discard"]).output == "2 letters discarded\n"
    assert cli.invoke(args=["mail", "release"]).output == "0 letters released\n"
    assert deliver_waiting() == 0
    assert {mail.status for mail in _mails()} == {MailStatus.DISCARDED}


@pytest.mark.parametrize(
    "name",
    [
        "Lan\r\nBcc: eve@example.org",
        "Lan\nSubject: Trúng thưởng",
        '"Lan" <eve@example.org>, x',
        "eve@example.org,",
        "Lan\x1b[31m",
        "=?utf-8?q?eve?= <eve@example.org>",
        "Lan\u2028Bcc: eve@example.org",
    ],
)
def test_a_name_adds_no_header_and_no_recipient(ctx, sink, name):
    transact(lambda: _queue(name=name))
    deliver_waiting()
    assert [taken.recipients for taken in sink.taken] == [["lan@example.org"]]
    message = sink.taken[0].message
    assert message.get_all("Bcc") is None
    assert message.get_all("Subject") == ["Bạn đã có tài khoản ở Cầu Kính"]
    assert len(message.get_all("To")) == 1
    assert [address.addr_spec for address in message["To"].addresses] == ["lan@example.org"]


@pytest.mark.parametrize(
    "to", ["lan@example.org\r\nBcc: eve@example.org", "lan@example.org\nRCPT TO:<eve@example.org>"]
)
def test_an_address_with_a_line_break_goes_nowhere(ctx, sink, to):
    transact(lambda: _queue(to))
    assert deliver_waiting() == 0
    assert sink.taken == []
    assert _mails()[0].status == MailStatus.WAITING


def test_words_in_values_add_no_header(ctx, sink):
    title = "Đêm nhạc\r\nBcc: eve@example.org\r\n\r\n<script>"
    values = {
        "title": title,
        "host": "Lan",
        "venues": "Cầu kính",
        "times": ["19:30"],
        "held_until": "",
        "public_id": "x",
    }
    transact(lambda: queue_mail("booking_received", to="lan@example.org", language="vi", values=values, key="b"))
    assert deliver_waiting() == 1
    assert sink.taken[0].recipients == ["lan@example.org"]
    assert sink.taken[0].message.get_all("Bcc") is None


def test_the_template_language_in_a_name_stays_text(ctx, sink):
    transact(lambda: _queue(name="{{ 7*7 }} {0.__class__} %(x)s"))
    assert deliver_waiting() == 1
    assert "Chào {{ 7*7 }} {0.__class__} %(x)s," in text_of(sink.taken[0].message)
