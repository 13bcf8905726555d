"""The mailbox to which letters come back, read by IMAP where one is set: looked at, never changed."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import current_app

from app.config import Config
from app.core import clock
from app.core.db import db, transact
from app.mail import queries
from app.mail.models import MailboxRead, MailStatus
from app.mail.reports import Report, report_in

log = structlog.get_logger()
TIMEOUT_SECONDS = 20
AT_ONCE = 200  # letters in one run; the next goes on
LARGEST = 256 * 1024  # octets of one: what a report has to say stands at its beginning
LOOKED_BACK = timedelta(days=14)  # servers give up within five days
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Unreadable(Exception):
    """Why the mailbox cannot be read, in a word that gives nothing away."""


def read_returned() -> int:
    """What has come back since the last look; returns how many letters of ours. A mailbox that cannot be read breaks
    nothing: `flask check --deploy` says so until it can."""
    config: Config = current_app.config["SETTINGS"]
    if not config.imap_host:
        return 0
    name = f"{config.imap_user}@{config.imap_host}/{config.imap_folder}"
    known = queries.mailbox_read(name)
    validity, last = (known.uid_validity, known.last_uid) if known is not None else (0, 0)
    db.session.rollback()  # the server may take its time; no transaction waits for it
    try:
        validity, last, reports = _look(config, validity, last)
    except Unreadable as fault:
        log.warning("mailbox_not_read", why=str(fault))
        why = str(fault)
        transact(lambda: _note(name, validity, last, error=why))
        return 0
    return transact(lambda: _note(name, validity, last, reports=reports))


def _note(name: str, validity: int, last: int, *, reports: tuple[Report, ...] = (), error: str | None = None) -> int:
    known = queries.mailbox_read(name)
    if known is None:
        known = MailboxRead(name=name)
        db.session.add(known)
    known.uid_validity, known.last_uid, known.error = validity, last, error
    if error is None:
        known.read_at = clock.now()
    return sum(_note_returned(report) for report in reports)


def _note_returned(report: Report) -> bool:
    mail = queries.by_message_id(report.message_id)
    if mail is None or mail.status != MailStatus.SENT or mail.bounced_at is not None:
        return False
    mail.bounced_at, mail.bounce_code = clock.now(), report.code
    log.info("mail_returned", mail=mail.id, code=report.code)
    return True


def _look(config: Config, validity: int, last: int) -> tuple[int, int, tuple[Report, ...]]:
    """How the mailbox counts, how far it was read now, and what was found. Raises `Unreadable`."""
    with _opened(config) as server:
        now = _validity(server)
        if now != validity:  # it was made anew and counts from the beginning; to read a report twice does no harm
            last = 0
        uids = _uids_after(server, last)
        found = []
        for uid in uids:
            report = _report(server, uid, config.uid_domain)
            if report is not None:
                found.append(report)
        return now, max([last, *uids]), tuple(found)


@contextmanager
def _opened(config: Config) -> Iterator[imaplib.IMAP4]:
    try:
        password = Path(config.imap_password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Unreadable("the file with the password cannot be read") from None
    server: imaplib.IMAP4 | None = None
    try:
        server = _connected(config)
        try:
            server.login(config.imap_user, password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            raise Unreadable("the server does not let us in") from None
        answer, _ = server.select(_quoted(config.imap_folder), readonly=True)
        if answer != "OK":
            raise Unreadable("there is no such folder")
        yield server
    except (OSError, imaplib.IMAP4.error) as error:  # what the server said may repeat what we said to it
        raise Unreadable(f"the server does not answer as it should ({type(error).__name__})") from None
    finally:
        if server is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()


def _connected(config: Config) -> imaplib.IMAP4:
    if not config.imap_tls:
        return imaplib.IMAP4(config.imap_host, config.imap_port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(config.imap_host, config.imap_port, timeout=TIMEOUT_SECONDS, ssl_context=context)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _validity(server: imaplib.IMAP4) -> int:
    _, said = server.response("UIDVALIDITY")
    first = said[0] if said else None
    if not isinstance(first, bytes) or not first.isdigit():
        raise Unreadable("the server does not number its letters")
    return int(first)


def _uids_after(server: imaplib.IMAP4, last: int) -> list[int]:
    """The oldest first, as many as one run reads. A server answers `n:*` with its last letter even below n."""
    since = _day(clock.now() - LOOKED_BACK)
    answer, said = server.uid("SEARCH", f"UID {last + 1}:*", "SINCE", since)
    if answer != "OK":
        raise Unreadable("the server does not search")
    words = b" ".join(line for line in said if isinstance(line, bytes)).split()
    return sorted({int(word) for word in words if word.isdigit() and int(word) > last})[:AT_ONCE]


def _day(at: datetime) -> str:
    return f"{at.day:02d}-{_MONTHS[at.month - 1]}-{at.year}"


def _report(server: imaplib.IMAP4, uid: int, uid_domain: str) -> Report | None:
    answer, said = server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
    if answer != "OK":
        raise Unreadable("the server does not give its letters")
    raw = next((part[1] for part in said if isinstance(part, tuple) and len(part) > 1), b"")
    try:
        return report_in(raw[:LARGEST], uid_domain=uid_domain)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # no letter from outside stops us
        log.warning("mailbox_odd_letter", uid=uid)
        return None
