"""`flask check`: what would go wrong here, said before it does. A composition root, imported by commands only."""

import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Role, RoleGrant, SecondFactor, User
from app.audit.models import AuditEntry
from app.benefits.models import MembershipLetter
from app.bookings.models import VenueAgreement
from app.config import BACKUP_PREFIX, ROOT, Config
from app.core import clock, schema
from app.core.db import db
from app.demo.people import DOMAIN as DEMO_DOMAIN
from app.evaluations.models import Decision
from app.job_slots.models import JobSlot
from app.mail import queries as mail
from app.mail.models import MailboxRead, MailStatus
from app.memberships.models import Certificate
from app.papers.keys import ends_at, fault_of
from app.papers.press import PaperError, house_fonts
from migrations import guards

GIGABYTE = 1024**3
BACKUP_EVERY = timedelta(hours=26)  # a daily timer may be late
WORKER_SILENT = timedelta(minutes=5)
LETTER_LATE = timedelta(hours=1)  # the job that prints runs every five minutes
SIGNING_ENDS_SOON = timedelta(days=45)  # getting a new one from a provider takes weeks
CLOCK_OFF = timedelta(seconds=5)


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    level: Level
    code: str
    says: str


Findings = Iterator[Finding]


def findings(*, deploy: bool) -> list[Finding]:
    """Everything that is wrong with the installation; with `deploy` also what is unsafe about serving it."""
    config: Config = current_app.config["SETTINGS"]
    checks: tuple[Callable[[Config], Findings], ...] = (_front_end, _fonts, _disk)
    if deploy:
        checks += (_mode, _keys, _addresses, _mail_server, _proxies, _engine, _folders, _backups, _signing)
    found = [finding for check in checks for finding in check(config)]
    broken = list(_schema(config))
    found += broken
    if not broken:
        in_tables = (_clock, _letters, _papers, *((_worker, _people, _mailbox) if deploy else ()))
        found += [finding for check in in_tables for finding in check(config)]
    db.session.rollback()
    return sorted(found, key=lambda one: (list(Level).index(one.level), one.code))


def _error(code: str, says: str) -> Finding:
    return Finding(Level.ERROR, code, says)


def _warning(code: str, says: str) -> Finding:
    return Finding(Level.WARNING, code, says)


def _mode(config: Config) -> Findings:
    if config.mode != "production":
        yield _error("mode", f"MODE is {config.mode}: passwords are public and letters are shown at /dev/mail")
    if current_app.debug:
        yield _error("debug", "debug is on: errors show the code and let visitors run their own")


def _keys(config: Config) -> Findings:
    if len(set(config.secret_key)) < 16:
        yield _error("secret_key", "SECRET_KEY can be guessed: make a random one, .env.example says how")
    env = ROOT / ".env"
    if env.exists() and stat.S_IMODE(env.stat().st_mode) & 0o077:
        yield _error("env_readable", f"{env} holds the keys and others may read it: chmod 600")


def _addresses(config: Config) -> Findings:
    if not config.secure:
        yield _error("http", "SITE_URL is not https: passwords and cookies go in the clear")
    if not current_app.config["TRUSTED_HOSTS"]:
        yield _error("trusted_hosts", "TRUSTED_HOSTS is empty: links can be made to lead to a stranger's host")
    if config.uid_domain == urlsplit(config.site_url).hostname:
        yield _warning("uid_domain", "UID_DOMAIN is the host of SITE_URL: set it in .env so that calendars know their "
                                     "events again when the address changes")  # fmt: skip


def _mail_server(config: Config) -> Findings:
    if not config.mail_server:
        yield _error("mail_server", "MAIL_SERVER is not set: letters wait and are given up after a day")
        return
    far = config.mail_server not in ("localhost", "127.0.0.1", "::1")
    if config.mail_username and not config.mail_tls:
        yield _error("mail_password", "MAIL_USERNAME is set without MAIL_TLS=1: the password goes in the clear")
    elif far and not config.mail_tls:
        yield _warning("mail_tls", "letters go to another machine in the clear: set MAIL_TLS=1")
    sender, host = config.mail_sender.rpartition("@")[2], urlsplit(config.site_url).hostname or ""
    if sender != host and not host.endswith(f".{sender}"):
        yield _warning("mail_sender", f"letters come from {sender}, the site is {host}: SPF and DKIM of {sender} must "
                                      "allow this server, or letters land among the unwanted")  # fmt: skip


def _proxies(config: Config) -> Findings:
    if config.secure and not config.proxies:
        yield _warning("proxies", "PROXIES is 0: behind a proxy all visitors share its address, and one who guesses "
                                  "passwords shuts the door for everybody")  # fmt: skip


def _engine(config: Config) -> Findings:
    if config.database_url.startswith("sqlite"):
        yield Finding(Level.NOTE, "sqlite", "SQLite is good for one machine; several need PostgreSQL (DATABASE_URL)")


def _folders(config: Config) -> Findings:
    if stat.S_IMODE(config.instance.stat().st_mode) & stat.S_IRWXO:
        yield _error(
            "instance_readable", f"{config.instance} holds personal data and others may read it: chmod o= it"
        )
    if not os.access(config.instance, os.W_OK):
        yield _error("instance_readonly", f"{config.instance} cannot be written to")


def _disk(config: Config) -> Findings:
    room = shutil.disk_usage(config.instance)
    if room.free < GIGABYTE // 4:
        yield _error("disk", f"{room.free // 1024**2} MB are left on the disk of {config.instance}")
    elif room.free < GIGABYTE or room.free < room.total // 20:
        yield _warning("disk", f"{room.free // 1024**2} MB are left on the disk of {config.instance}")


def _backups(config: Config) -> Findings:
    made = [path.stat().st_mtime for path in config.backups.glob(f"{BACKUP_PREFIX}*.tar.gz")]
    if not made:
        yield _error("backup", f"there is no backup in {config.backups}: make backup")
        return
    age = clock.now() - datetime.fromtimestamp(max(made), UTC)
    if age > BACKUP_EVERY:
        yield _error("backup", f"the newest backup in {config.backups} is {age // timedelta(hours=1)} hours old")


def _signing(config: Config) -> Findings:
    now = clock.now()
    if fault := fault_of(config, now):
        yield _error("signing_key", f"certificates cannot be signed and wait: {fault}")
    ends = ends_at(config, now)
    if ends is not None and ends - now < SIGNING_ENDS_SOON:
        yield _warning("signing_ends", f"the certificate that signs papers ends on {ends:%Y-%m-%d}")


def _front_end(_config: Config) -> Findings:
    if not (ROOT / "static/vendor/app.css").exists():
        yield _error("front_end", "the front-end files are not built: make install")
    if not (ROOT / "translations/en/LC_MESSAGES/messages.mo").exists():
        yield _error("catalogue", "the English catalogue is not compiled: make install")


def _fonts(_config: Config) -> Findings:
    try:
        house_fonts()
    except (PaperError, LookupError, OSError, ValueError) as reason:
        yield _error("fonts", f"certificates cannot be printed, a typeface is missing: {reason}")


def _schema(_config: Config) -> Findings:
    try:
        with db.engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
            wanted = {guard.name for guard in guards.guards(connection.dialect.name)}
            missing = wanted - guards.installed(connection)
    except OperationalError as error:
        yield _error("database", f"the database does not answer: {error.orig}")
        return
    if heads != set(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()):
        yield _error("schema", "the database is not of this version: flask migrate")
    elif missing:
        yield _error(
            "guards", f"the database does not refuse what it must ({', '.join(sorted(missing))}): flask migrate"
        )


def _clock(_config: Config) -> Findings:
    now = clock.now()
    latest = db.session.scalar(select(func.max(AuditEntry.at)))
    if latest is not None and latest - now > CLOCK_OFF:
        yield _error("clock", f"the clock is behind: something was noted at {latest:%Y-%m-%d %H:%M:%S} UTC")
    if not db.is_sqlite:
        there: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
        if abs(there - now) > CLOCK_OFF:
            yield _warning("clock_database", f"the clocks of app and database differ by {abs(there - now)}")


def _letters(_config: Config) -> Findings:
    counts = mail.counts()
    if dead := counts.get(MailStatus.DEAD):
        yield _warning("letters_dead", f"{dead} letters could not be delivered: flask mail status")
    if held := counts.get(MailStatus.HELD):
        yield _warning("letters_held", f"{held} letters are held since a restore: flask mail release, or discard")


def _mailbox(config: Config) -> Findings:
    if not config.imap_host:
        yield Finding(Level.NOTE, "no_mailbox", "IMAP_HOST is not set: letters that come back later are not read")
        return
    latest = db.session.scalars(select(MailboxRead).order_by(MailboxRead.read_at.desc(), MailboxRead.name)).first()
    if latest is not None and latest.error:
        yield _warning("mailbox", f"the mailbox to which letters come back cannot be read: {latest.error}")


def _papers(_config: Config) -> Findings:
    kinds: dict[str, InstrumentedAttribute[str]] = {
        "certificates": Certificate.paper_fault,
        "confirmation letters": MembershipLetter.paper_fault,
        "venue agreements": VenueAgreement.paper_fault,
    }
    for name, fault in kinds.items():
        faults = Counter(db.session.scalars(select(fault).where(fault != "")))
        for code, count in sorted(faults.items()):
            yield _warning("papers_waiting", f"{count} {name} have no PDF yet ({code}); the worker's log says why")
    late = Decision.published_at < clock.now() - LETTER_LATE
    if count := len(db.session.scalars(select(Decision.id).where(late, Decision.letter_id.is_(None))).all()):
        yield _warning("papers_waiting", f"{count} decisions have no letter yet; the worker's log says why")


def _worker(_config: Config) -> Findings:
    latest = db.session.scalar(select(func.max(JobSlot.taken_at)).where(JobSlot.job == "mail"))
    if latest is None or clock.now() - latest > WORKER_SILENT:
        yield _error("worker", "no worker has been at work in the last minutes: flask worker")


def _people(config: Config) -> Findings:
    staff = select(func.count(func.distinct(User.id))).join(RoleGrant, RoleGrant.user_id == User.id)
    staff = staff.where(User.disabled_at.is_(None))
    if not db.session.scalar(staff.where(RoleGrant.role == Role.ADMINISTRATOR)):
        yield _error("administrator", "nobody is an administrator: flask accounts make-administrator")
    safe = select(SecondFactor.user_id).where(SecondFactor.confirmed_at.is_not(None))
    if bare := db.session.scalar(staff.where(User.id.not_in(safe))):
        level = Level.WARNING if config.require_second_factor else Level.ERROR
        yield Finding(level, "second_factor", f"{bare} people with a role have no second factor yet")
    if not config.demo and db.session.scalar(select(func.count()).where(User.email.endswith(f"@{DEMO_DOMAIN}"))):
        yield _error("demo_accounts", "accounts of the demo are here, and their passwords are public")
