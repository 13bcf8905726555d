"""What is set up here and what is not, asked anew at every look. Only that somebody looked is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Role, RoleGrant, User
from app.config import BACKUP_PREFIX, Config
from app.core import clock
from app.core.db import db
from app.core.ids import digest
from app.criteria.queries import current_set
from app.desk.models import SetupMark
from app.mail.models import Mail, MailStatus
from app.mail.queries import by_key
from app.settings.queries import value
from app.venues.models import Venue
from app.venues.queries import named_at, weekly_hours, whole_venues
from app.workdays.queries import special_days

BACKUP_FRESH = timedelta(days=2)


class StepName(StrEnum):
    """In the order in which one thing needs the other."""

    NAMES = "names"
    SIGNATORY = "signatory"
    STAFF = "staff"
    WORKDAYS = "workdays"
    CRITERIA = "criteria"
    HOURS = "hours"
    VENUES = "venues"
    MAIL = "mail"
    CERTIFICATE = "certificate"
    BACKUP = "backup"


class State(StrEnum):
    DONE = "done"
    TO_DO = "to_do"
    LOOK = "look"  # only somebody who looks can say that it is right
    WAITING = "waiting"  # for a machine


@dataclass(frozen=True)
class Step:
    """`why` is a code with words of its own, filled with `values`."""

    name: StepName
    state: State
    why: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    mark: SetupMark | None = None

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE


LOOKED_AT = (StepName.NAMES, StepName.CERTIFICATE)
_NAMES = ("site.name", "network.name_vi", "network.name_en", "centre.name_vi", "centre.name_en", "centre.place_vi",
          "centre.place_en", "certificate.issuer_vi", "certificate.issuer_en")  # fmt: skip
_SIGNATORY = ("certificate.signatory_name", "certificate.signatory_title_vi", "certificate.signatory_title_en")


class Guide:
    """Everything the steps look at, fetched once; a dozen queries."""

    def __init__(self) -> None:
        self.config: Config = current_app.config["SETTINGS"]
        self.marks = {mark.step: mark for mark in db.session.scalars(select(SetupMark).order_by(SetupMark.step))}

    def steps(self) -> list[Step]:
        return [self.step(name) for name in StepName]

    def step(self, name: StepName) -> Step:
        return _CHECKS[name](self)

    @cached_property
    def venues(self) -> list[Venue]:
        return [venue for venue in whole_venues() if venue.open_to_bookings]

    @cached_property
    def staff(self) -> dict[str, set[int]]:
        """Ids of people by role, without those whose account is disabled."""
        rows = db.session.execute(
            select(RoleGrant.role, RoleGrant.user_id)
            .join(User, User.id == RoleGrant.user_id)
            .where(User.disabled_at.is_(None))
            .order_by(RoleGrant.role, RoleGrant.user_id)
        )
        found: dict[str, set[int]] = {}
        for role, user_id in rows:
            found.setdefault(role, set()).add(user_id)
        return found

    def seen(self, name: StepName) -> str:
        """Of what somebody looks at: another when anything of it changes, and then it wants a look again."""
        keys = _NAMES if name == StepName.NAMES else (*_NAMES, *_SIGNATORY, "certificate.term_months")
        return digest("\n".join(f"{key}={value(key)}" for key in keys))

    def looked_at(self, name: StepName) -> Step:
        mark = self.marks.get(name)
        if mark is None:
            return Step(name, State.LOOK, "never_looked")
        if mark.digest != self.seen(name):
            return Step(name, State.LOOK, "changed_since", (("day", mark.done_at),), mark)
        return Step(name, State.DONE, "looked", (("day", mark.done_at),), mark)


def _names(guide: Guide) -> Step:
    return guide.looked_at(StepName.NAMES)


def _signatory(_guide: Guide) -> Step:
    name, title = value("certificate.signatory_name"), value("certificate.signatory_title_vi")
    if name and title:
        return Step(StepName.SIGNATORY, State.DONE, "signs", (("name", name), ("title", title)))
    return Step(StepName.SIGNATORY, State.TO_DO, "nobody_signs")


def _staff(guide: Guide) -> Step:
    """A decision is proposed by one person and signed by another."""
    coordinators, approvers = guide.staff.get(Role.COORDINATOR, set()), guide.staff.get(Role.APPROVER, set())
    if not coordinators:
        return Step(StepName.STAFF, State.TO_DO, "no_coordinator")
    if not approvers:
        return Step(StepName.STAFF, State.TO_DO, "no_approver")
    if len(coordinators | approvers) < 2:
        return Step(StepName.STAFF, State.TO_DO, "one_person")
    counts = (("coordinators", len(coordinators)), ("approvers", len(approvers)))
    return Step(StepName.STAFF, State.DONE, "staffed", counts)


def _workdays(_guide: Guide) -> Step:
    year = clock.today().year
    known = special_days(date(year, 1, 1), date(year, 12, 31))
    if known:
        return Step(StepName.WORKDAYS, State.DONE, "days_known", (("count", len(known)), ("year", year)))
    return Step(StepName.WORKDAYS, State.TO_DO, "no_days", (("year", year),))


def _criteria(_guide: Guide) -> Step:
    current = current_set()
    if current is None:
        return Step(StepName.CRITERIA, State.TO_DO, "no_criteria")
    return Step(StepName.CRITERIA, State.DONE, "criteria_out", (("edition", current.edition),))


def _hours(guide: Guide) -> Step:
    if not guide.venues:
        return Step(StepName.HOURS, State.TO_DO, "no_open_venue")
    with_hours = {row.venue_id for row in weekly_hours([venue.id for venue in guide.venues])}
    bare = [venue for venue in guide.venues if venue.id not in with_hours]
    if bare:
        return Step(StepName.HOURS, State.TO_DO, "no_hours", (("venues", bare),))
    return Step(StepName.HOURS, State.DONE, "hours_known", (("count", len(guide.venues)),))


def _venues(guide: Guide) -> Step:
    """Where nobody is named for a place, any coordinator decides."""
    if not guide.venues:
        return Step(StepName.VENUES, State.TO_DO, "no_open_venue")
    named = named_at([venue.id for venue in guide.venues])
    if len(guide.staff.get(Role.COORDINATOR, ())) == 0:
        return Step(StepName.VENUES, State.TO_DO, "nobody_decides")
    count = sum(bool(named.get(venue.id)) for venue in guide.venues)
    return Step(StepName.VENUES, State.DONE, "venues_open", (("count", len(guide.venues)), ("named", count)))


def _mail(guide: Guide) -> Step:
    mark = guide.marks.get(StepName.MAIL)
    if mark is None:
        return Step(StepName.MAIL, State.TO_DO, "no_test")
    if mark.digest != mail_digest(guide.config):
        return Step(StepName.MAIL, State.TO_DO, "mail_changed", (("day", mark.done_at),), mark)
    letter = by_key(mark.note)
    if letter is None or letter.status == MailStatus.DISCARDED:
        return Step(StepName.MAIL, State.TO_DO, "no_test", (), mark)
    return _of_letter(letter, mark)


def _of_letter(letter: Mail, mark: SetupMark) -> Step:
    told = (("to", letter.recipient), ("reason", letter.last_error or letter.bounce_code or ""))
    if letter.fate is not None or letter.bounced_at is not None:
        return Step(StepName.MAIL, State.TO_DO, "mail_refused", told, mark)
    if letter.status == MailStatus.SENT:
        return Step(StepName.MAIL, State.DONE, "mail_sent", (*told, ("day", letter.sent_at)), mark)
    if letter.status == MailStatus.HELD:
        return Step(StepName.MAIL, State.TO_DO, "mail_held", told, mark)
    return Step(StepName.MAIL, State.WAITING, "mail_tried" if letter.last_error else "mail_waiting", told, mark)


def mail_digest(config: Config) -> str:
    return digest(repr((config.mail_server, config.mail_port, config.mail_sender, config.mail_username)))


def _certificate(guide: Guide) -> Step:
    return guide.looked_at(StepName.CERTIFICATE)


def _backup(guide: Guide) -> Step:
    made = [path.stat().st_mtime for path in guide.config.backups.glob(f"{BACKUP_PREFIX}*.tar.gz")]
    if not made:
        return Step(StepName.BACKUP, State.TO_DO, "no_backup")
    newest = datetime.fromtimestamp(max(made), UTC)
    if clock.now() - newest > BACKUP_FRESH:
        return Step(StepName.BACKUP, State.TO_DO, "old_backup", (("day", newest),))
    return Step(StepName.BACKUP, State.DONE, "backup_seen", (("day", newest),))


_CHECKS: dict[StepName, Callable[[Guide], Step]] = {
    StepName.NAMES: _names,
    StepName.SIGNATORY: _signatory,
    StepName.STAFF: _staff,
    StepName.WORKDAYS: _workdays,
    StepName.CRITERIA: _criteria,
    StepName.HOURS: _hours,
    StepName.VENUES: _venues,
    StepName.MAIL: _mail,
    StepName.CERTIFICATE: _certificate,
    StepName.BACKUP: _backup,
}


def left() -> int:
    """How many steps are still to do."""
    return sum(not step.is_done for step in Guide().steps())
