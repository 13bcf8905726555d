"""Private feeds over HTTP: what they show, to whom, and how they end."""

import logging
import re
import sqlite3
from datetime import timedelta
from io import StringIO

import pytest
import structlog
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.accounts.service import revoke_role
from app.calendars import rules
from app.calendars.models import FeedLink
from app.core import clock
from app.core.db import db, transact
from app.spaces.service import leave_team
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import confirmed_event, staff
from tests.calendars.links import made_for
from tests.readers.clients import icalendar_reads, instant
from tests.readers.strict import faults

SCOPES = ("mine", "busy", "staff")


@pytest.fixture
def full(studio: Studio) -> Studio:
    """One of each: confirmed, waiting, cancelled, declined."""
    studio.book("Đêm nhạc Mây")
    studio.book("Lớp vẽ chờ duyệt", venue="cho")
    studio.cancel(studio.book("Phiên chợ đã thôi", when=make.span("08:00", "09:30")))
    studio.decline(studio.book("Buổi không được nhận", venue="cho", when=make.span("13:00", "14:00")))
    return studio


def titles(client: FlaskClient, path: str) -> list[str]:
    body = client.get(path).data
    assert faults(body) == []
    return sorted(event.summary for event in icalendar_reads(body))


def test_mine_shows_everything_of_ones_spaces_and_marks_what_waits(
    app: Flask, client: FlaskClient, full: Studio
) -> None:
    with app.app_context():
        confirmed_event(title="Việc của Trung tâm", days=9)
    expected = ["Đêm nhạc Mây", "[CHỜ DUYỆT] Lớp vẽ chờ duyệt", "[ĐÃ HUỶ] Buổi không được nhận",
                "[ĐÃ HUỶ] Phiên chợ đã thôi"]  # fmt: skip
    path = made_for(app, "minh")
    assert titles(client, path) == sorted(expected)
    assert titles(client, path + "?cancelled=0") == sorted(expected[:2])
    statuses = {e.summary: e.status for e in icalendar_reads(client.get(path).data)}
    assert statuses["[CHỜ DUYỆT] Lớp vẽ chờ duyệt"] == "TENTATIVE"
    assert titles(client, made_for(app, "hoa")) == []


def test_a_booking_has_one_uid_in_every_feed(app: Flask, client: FlaskClient, studio: Studio) -> None:
    uid = f"bk-{studio.uuid(studio.book('Đêm nhạc'))}@cau-kinh.example"
    paths = (made_for(app, "lan"), "/calendars/public.ics", "/calendars/venues/ngay.ics",
             f"/calendars/spaces/{studio.slug}.ics")  # fmt: skip
    for path in paths:
        assert [event.uid for event in icalendar_reads(client.get(path).data)] == [uid], path


def test_busy_tells_hours_and_nothing_else(app: Flask, client: FlaskClient, full: Studio) -> None:
    body = client.get(made_for(app, "lan", "busy")).data
    assert faults(body) == []
    events = {e.uid: e for e in icalendar_reads(body)}
    assert {(e.summary, e.status) for e in events.values()} == {("[ĐÃ HUỶ] Bận", "CANCELLED"), ("Bận", "CONFIRMED")}
    told = {e.uid: e for e in icalendar_reads(client.get(made_for(app, "lan")).data)}
    confirmed = next(e for e in told.values() if e.summary == "Đêm nhạc Mây")
    parts = [events[confirmed.uid.replace("@", f"{part}@")] for part in ("-setup", "", "-strike")]
    blocked = make.span("18:00", "21:30")  # set-up and strike bind the team as well
    assert (parts[0].starts, parts[2].ends) == (instant(blocked.start), instant(blocked.end))
    assert (parts[1].starts, parts[1].ends) == (confirmed.starts, confirmed.ends)
    plain = body.replace(b"\r\n ", b"").decode()
    for secret in (
        "Mây",
        "nhạc",
        "Lớp",
        "Lắp",
        "Nhà",
        "Bảo tàng",
        "events/",
        "bookings/",
        "\nLOCATION",
        "CATEGORIES",
        "\nURL",
        "\nGEO",
        "X-APPLE-STRUCTURED",
    ):
        assert secret not in plain


def test_staff_see_every_booking_with_set_up_and_strike(app: Flask, client: FlaskClient, studio: Studio) -> None:
    uuid = studio.uuid(studio.book("Đêm nhạc"))
    waiting = studio.uuid(studio.book("Lớp vẽ", venue="cho"))
    seen = {e.uid: e for e in icalendar_reads(client.get(made_for(app, "tuan", "staff")).data)}
    parts = ("", "-setup", "-strike")
    assert set(seen) == {f"bk-{one}{part}@cau-kinh.example" for one in (uuid, waiting) for part in parts}
    setup, strike = seen[f"bk-{uuid}-setup@cau-kinh.example"], seen[f"bk-{uuid}-strike@cau-kinh.example"]
    assert (setup.summary, strike.summary) == ("Lắp đặt: Đêm nhạc", "Tháo dỡ: Đêm nhạc")
    evening = make.span("19:00", "21:00")
    assert (setup.ends, strike.starts) == (instant(evening.start), instant(evening.end))
    assert seen[f"bk-{waiting}-setup@cau-kinh.example"].summary == "[CHỜ DUYỆT] Lắp đặt: Lớp vẽ"


def test_nothing_private_is_in_any_of_them(app: Flask, client: FlaskClient, studio: Studio) -> None:
    studio.book(
        "Đêm nhạc", note_to_staff="Gọi chị Lan 0912 345 678", contact_name="Chị Hạnh", contact_phone="0987 654 321",
        accessibility="Lối xe lăn phía sau", disadvantaged="20 em của lớp tình thương",
    )  # fmt: skip
    private = (made_for(app, "lan"), made_for(app, "tuan", "staff"))
    public = ("/calendars/public.ics", "/calendars/venues/ngay.ics", f"/calendars/spaces/{studio.slug}.ics")
    told = {path: client.get(path).data.replace(b"\r\n ", b"").decode() for path in (*private, *public)}
    assert all("Đêm nhạc" in body for body in told.values())
    busy = client.get(made_for(app, "lan", "busy")).data.replace(b"\r\n ", b"").decode()
    for body in (*told.values(), busy):
        for secret in (
            "0912",
            "@example.org",
            "Nguyễn Lan",
            "ATTENDEE",
            "ORGANIZER",
            "Hạnh",
            "0987",
            "xe lăn",
            "tình thương",
        ):
            assert secret not in body


def test_what_waits_stays_out_of_every_public_feed(client: FlaskClient, studio: Studio) -> None:
    studio.book("Lớp vẽ", venue="cho")
    for path in ("/calendars/public.ics", "/calendars/venues/cho.ics", f"/calendars/spaces/{studio.slug}.ics"):
        assert titles(client, path) == []


@pytest.mark.parametrize("scope", SCOPES)
def test_between_changes_the_bytes_are_equal_and_head_is_get(
    app: Flask, client: FlaskClient, full: Studio, scope: str
) -> None:
    path = made_for(app, "tuan" if scope == "staff" else "lan", scope)
    got, again, head = client.get(path), client.get(path), client.head(path)
    assert got.data == again.data
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Content-Disposition", "Cache-Control", "Content-Length", "Referrer-Policy"):
        assert head.headers[name] == got.headers[name]
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.headers["Cache-Control"] == "private, max-age=300"
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert got.headers["X-Robots-Tag"] == "noindex"
    name = "staff" if scope == "staff" else "mine"
    assert got.headers["Content-Disposition"] == f'inline; filename="{name}.ics"'
    assert "Set-Cookie" not in got.headers
    assert got.headers["Vary"] == "Accept-Encoding"
    same = client.get(path, headers={"If-None-Match": got.headers["ETag"]})
    assert (same.status_code, same.data, same.headers["Cache-Control"]) == (304, b"", "private, max-age=300")


def test_by_date_alone_a_change_is_seen(app: Flask, client: FlaskClient, studio: Studio) -> None:
    event, path = studio.book("Đêm nhạc"), made_for(app, "lan")
    client.get(path)
    with _later(seconds=5):
        seen = client.get(path).headers["Last-Modified"]
        assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 304
    with _later(minutes=1):
        studio.cancel(event)
    with _later(minutes=2):
        assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 200


def test_who_leaves_a_space_reads_an_empty_feed_at_once(app: Flask, client: FlaskClient, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    path = made_for(app, "minh")
    assert titles(client, path) == ["Đêm nhạc"]

    studio.do(lambda: leave_team(studio.space(), actor=staff("minh")))
    assert titles(client, path) == []


def test_who_loses_the_role_reads_an_empty_feed_at_once(app: Flask, client: FlaskClient, studio: Studio) -> None:
    studio.book("Đêm nhạc")
    path = made_for(app, "tuan", "staff")
    assert len(titles(client, path)) == 3
    studio.do(lambda: revoke_role(staff("tuan"), Role.COORDINATOR, actor=None))
    assert titles(client, path) == []


@pytest.mark.parametrize("attribute", ["credentials_changed_at", "disabled_at"])
def test_a_new_password_or_a_closed_account_kills_every_link(app: Flask, client: FlaskClient, attribute: str) -> None:
    path = made_for(app, "lan")
    assert client.get(path).status_code == 200
    with app.app_context():
        transact(lambda: setattr(staff("lan"), attribute, clock.now()))
    assert client.get(path).status_code == 410
    assert client.head(path).status_code == 410


def test_a_link_made_after_the_new_password_is_alive(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        transact(lambda: setattr(staff("lan"), "credentials_changed_at", clock.now()))
    assert client.get(made_for(app, "lan")).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43, "ă%00", "..%2Fpublic", "a" * 4000])
def test_an_unknown_token_is_not_found_in_few_words(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/calendars/private/{token}.ics")
    assert answer.status_code == 404
    assert client.head(f"/calendars/private/{token}.ics").status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_the_digest_of_a_secret_opens_nothing(app: Flask, client: FlaskClient) -> None:
    path = made_for(app, "lan")
    with app.app_context():
        stored = db.session.query(FeedLink).one().secret_digest
    assert stored not in path
    assert client.get(f"/calendars/private/{stored}.ics").status_code == 404


def test_secrets_are_long_random_and_never_stored(app: Flask, database_url: str) -> None:
    paths = {made_for(app, "lan", "mine") for _n in range(5)}
    assert len(paths) == 5
    secrets = [path.removeprefix("/calendars/private/").removesuffix(".ics") for path in paths]
    assert {len(secret) for secret in secrets} == {43}  # 256 bits
    if database_url.startswith("sqlite"):
        raw = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        whole = "\n".join(raw.iterdump())
        raw.close()
        assert not any(secret in whole for secret in secrets)


def test_too_many_readings_must_wait_and_then_may_again(app: Flask, client: FlaskClient, studio: Studio) -> None:
    path, other = made_for(app, "lan"), made_for(app, "minh")
    with time_machine.travel(clock.now(), tick=False) as time:
        answers = {client.get(path).status_code for _n in range(rules.FETCHES_ALLOWED)}
        assert answers == {200}
        refused = client.get(path)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= rules.FETCH_WINDOW.seconds + 1
        assert client.get(other).status_code == 200
        time.shift(timedelta(seconds=int(refused.headers["Retry-After"])))
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Google-Calendar-Importer", "google"),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "apple"),
        ("macOS/15.1 (24B83) CalendarAgent/1000", "apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)", "outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0", "thunderbird"),
        ("Nextcloud/29.0 CalDAV", "nextcloud"),
        ("ICSx5/2.2 (Android 14)", "icsx5"),
        ("curl/8.0 <img src=x>", ""),
        ("", ""),
    ],
)
def test_clients_are_known_by_their_marks(user_agent: str, name: str) -> None:
    assert rules.client_of(user_agent) == name


@pytest.fixture
def log(app: Flask) -> StringIO:
    """Everything the server would write, each line as it would stand there. The next app sets up its own log."""
    written = StringIO()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    return written


def test_no_log_line_holds_a_token(app: Flask, client: FlaskClient, log: StringIO) -> None:
    path = made_for(app, "lan")
    token = re.sub(r".*/|\.ics$", "", path)
    client.get(path)
    client.get(path.replace(token, token + "x"))
    with app.app_context():
        transact(lambda: setattr(db.session.query(FeedLink).one(), "revoked_at", clock.now()))
    client.get(path)
    assert log.getvalue().count("/calendars/private/<token>.ics") == 3
    assert token not in log.getvalue()


def test_nor_does_one_about_an_accident(app: Flask, client: FlaskClient, log: StringIO) -> None:
    path = made_for(app, "lan")
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE feed_links RENAME TO feed_links_gone")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(path).status_code >= 500
    assert {"unexpected", "database_unavailable"} & set(re.findall(r'"event": "(\w+)"', log.getvalue()))
    assert re.sub(r".*/|\.ics$", "", path) not in log.getvalue()


def test_robots_may_come(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Allow: /calendars/" in lines
    assert not [line for line in lines if line.startswith("Disallow: /calendars")]


def _later(**by: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**by), tick=True)
