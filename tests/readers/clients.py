"""A feed as real calendar clients read it, each in its own way, in one comparable form."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar
from icalendar.cal import Component

ROOT = Path(__file__).parents[2]
# khal shows times in a zone that is neither the house's nor UTC, so that a floating time would stand out.
KHAL_ZONE = ZoneInfo("Asia/Tokyo")
KHAL_FIELDS = (
    "title",
    "location",
    "description",
    "start-long-full",
    "end-long-full",
    "all-day",
    "status",
)


@dataclass(frozen=True, order=True)
class Seen:
    """One event in a client. Instants are UTC; an all-day event has its first day and the day after its last.

    `uid` and `sequence` are None where the client does not keep them.
    """

    starts: str
    summary: str
    location: str
    ends: str
    all_day: bool
    description: str
    status: str
    uid: str | None
    sequence: int | None


def icalendar_reads(body: bytes) -> list[Seen]:
    calendar = Calendar.from_ical(body)
    return sorted(_from_component(event) for event in calendar.walk("VEVENT"))


def recurring_ical_events_reads(body: bytes) -> list[Seen]:
    calendar = Calendar.from_ical(body)
    return sorted(_from_component(event) for event in recurring_ical_events.of(calendar).all())


def ical_js_reads(body: bytes) -> list[Seen]:
    script = Path(__file__).with_name("read.mjs")
    return _from_json(_run([_tool("node"), str(script), str(ROOT)], stdin=body))


def libical_reads(body: bytes) -> list[Seen]:
    return _from_json(_run([sys.executable, str(Path(__file__).with_name("libical.py"))], stdin=body))


def _from_json(found: str) -> list[Seen]:
    return sorted(
        Seen(
            starts=event["starts"],
            ends=event["ends"],
            all_day="T" not in event["starts"],
            summary=event["summary"],
            location=event["location"],
            description=event["description"],
            status=event["status"],
            uid=event["uid"],
            sequence=event["sequence"],
        )
        for event in json.loads(found)
    )


PARSERS: dict[str, Callable[[bytes], list[Seen]]] = {
    "icalendar": icalendar_reads,
    "recurring-ical-events": recurring_ical_events_reads,
    "ical.js": ical_js_reads,
    "libical": libical_reads,
}


def vdirsyncer_khal(url: str, folder: Path) -> list[Seen]:
    """Subscribe to `url` with vdirsyncer and list what arrived with khal, in a home under `folder`.

    vdirsyncer gives every event a UID of its own making, and khal lists no SEQUENCE: compare with `unkeyed`.
    """
    events = folder / "events"
    events.mkdir(parents=True)
    (folder / "vdirsyncer").write_text(
        f"""[general]
status_path = "{folder}/status/"
[pair feed]
a = "web"
b = "disk"
collections = null
[storage web]
type = "http"
url = "{url}"
[storage disk]
type = "filesystem"
path = "{events}"
fileext = ".ics"
"""
    )
    (folder / "khal").write_text(
        f"""[calendars]
[[feed]]
path = {events}
readonly = True
[locale]
local_timezone = {KHAL_ZONE.key}
default_timezone = {KHAL_ZONE.key}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
    )
    sync = [_tool("vdirsyncer"), "-c", str(folder / "vdirsyncer")]
    _run([*sync, "discover"], home=folder)
    _run([*sync, "sync"], home=folder)
    days = _days_of(events)
    if not days:
        return []
    span = [str(min(days)), str(max(days) + timedelta(days=1))]
    fields = [part for field in KHAL_FIELDS for part in ("--json", field)]
    listed = _run([_tool("khal"), "-c", str(folder / "khal"), "list", "--once", *fields, *span], home=folder)
    return sorted(_from_khal(row) for line in listed.splitlines() for row in json.loads(line))


def unkeyed(events: Iterable[Seen]) -> list[Seen]:
    return sorted(replace(event, uid=None, sequence=None) for event in events)


@contextmanager
def served(body: bytes) -> Iterator[str]:
    """The address of a real local server that answers with `body`."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feed.ics"
        finally:
            server.shutdown()
            thread.join()


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _from_component(event: Component) -> Seen:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    return Seen(
        starts=_moment(start),
        ends=_moment(end),
        all_day=not isinstance(start, datetime),
        summary=str(event.get("SUMMARY", "")),
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        status=str(event.get("STATUS", "")),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
    )


def _moment(at: date) -> str:
    return instant(at) if isinstance(at, datetime) else at.isoformat()


def _from_khal(row: dict[str, str]) -> Seen:
    all_day = row["all-day"] == "True"
    return Seen(
        starts=_khal_moment(row["start-long-full"], all_day),
        ends=_khal_moment(row["end-long-full"], all_day, days=1),
        all_day=all_day,
        summary=row["title"],
        location=row["location"],
        description=row["description"],
        status=row["status"],
        uid=None,
        sequence=None,
    )


def _khal_moment(text: str, all_day: bool, days: int = 0) -> str:
    """khal ends an all-day event on its last day; everybody else on the day after."""
    at = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=KHAL_ZONE)
    return (at.date() + timedelta(days=days)).isoformat() if all_day else instant(at)


def _days_of(folder: Path) -> list[date]:
    starts = (
        re.findall(r"^DTSTART;(?:TZID|VALUE)\S*?:(\d{8})|^DTSTART:(\d{8})", file.read_text(), re.M)
        for file in folder.glob("*.ics")
    )
    return [datetime.strptime("".join(pair), "%Y%m%d").date() for found in starts for pair in found]


def _tool(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    path = str(beside) if beside.exists() else shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not installed: a reader of the feeds is missing")
    return path


def _run(command: list[str], *, stdin: bytes | None = None, home: Path | None = None) -> str:
    """Run a client with nothing of this machine's environment, proxies included."""
    environment = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(home or ROOT)}
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment, timeout=60, check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr.decode()}{done.stdout.decode()}")
    return done.stdout.decode()
