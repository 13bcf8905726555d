"""What the ledger says on a day, and who may write in it. Pure."""

import calendar
import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from app.accounts.rules import is_administrator, is_approver, is_centre_staff
from app.core.errors import DomainError
from app.core.text import Bilingual, fold
from app.memberships.models import Certificate, EventKind, Grade, Ground, MembershipEvent
from app.spaces.models import Space


class Status(StrEnum):
    NONE = "none"
    MEMBER = "member"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a space stands on one day.

    `since` is the first day of this status, `admitted_on` that of the membership it belongs to. `until` is the last
    day of the term as written, without grace; None means no end was set. `grace_until` is set while the term has run
    out and the space is given time to renew: the last day of that. `event` is the line that decided.
    """

    status: Status = Status.NONE
    grade: str | None = None
    admitted_on: date | None = None
    since: date | None = None
    until: date | None = None
    reason: str = ""
    event: MembershipEvent | None = None
    grace_until: date | None = None

    @property
    def is_member(self) -> bool:
        return self.status == Status.MEMBER

    @property
    def in_grace(self) -> bool:
        return self.grace_until is not None


NOBODY = Standing()
# What may be entered next, by the standing on the day it takes effect.
CHANGES = {
    EventKind.SUSPENDED: frozenset({Status.MEMBER}),
    EventKind.REINSTATED: frozenset({Status.SUSPENDED}),
    EventKind.REVOKED: frozenset({Status.MEMBER, Status.SUSPENDED}),
    EventKind.ENDED: frozenset({Status.MEMBER, Status.SUSPENDED}),
    EventKind.MERGED: frozenset({Status.MEMBER, Status.SUSPENDED}),
    EventKind.RENAMED: frozenset({Status.MEMBER}),
}
AHEAD = timedelta(days=366)
REASON_MAX, NUMBER_MAX = 2000, 80
# The lines that give a term, each with its certificate.
TERMS = (EventKind.ADMITTED, EventKind.RENEWED)
# Not without a signed decision that can be named, its number and its day.
DECIDED = frozenset(EventKind) - {EventKind.ADMITTED, EventKind.RENEWED, EventKind.REINSTATED}
# Not before the space could say something about it.
HEARD = frozenset({EventKind.SUSPENDED, EventKind.REVOKED})
_FAULTS = (Ground.CRITERIA, Ground.UNTRUE, Ground.DUTIES, Ground.INACTIVE, Ground.OTHER)
# What may be given to the public as the ground.
GROUNDS = {
    EventKind.SUSPENDED: _FAULTS,
    EventKind.REVOKED: _FAULTS,
    EventKind.ENDED: (Ground.OWN_WISH, Ground.INACTIVE, Ground.OTHER),
}
# Of one client, for what no code opens: enough for a clerk with a pile of papers, too slow to try every number.
LOOK_UPS_ALLOWED, LOOK_UPS_WITHIN = 30, timedelta(minutes=1)
# Of one client, of short codes that nobody has: these are short enough to be tried.
MISSES_ALLOWED, MISSES_WITHIN = 10, timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What was signed about a membership. With a hearing note and no day of a hearing there was none, and why."""

    effective_on: date
    reason: str
    decision_number: str = ""
    decision_on: date | None = None
    ground: str | None = None
    hearing_on: date | None = None
    hearing_note: str = ""


def check_ruling(kind: EventKind, ruling: Ruling, *, today: date) -> None:
    """Raises `membership.…` at the field that lacks something, in the order of the form."""
    if ruling.effective_on > today + AHEAD:
        raise DomainError("membership.too_far_ahead", field="effective_on")
    _check_decision(kind, ruling, today)
    if kind in GROUNDS and ruling.ground not in GROUNDS[kind]:
        raise DomainError("membership.ground_missing", field="ground")
    for name, text in (("reason", ruling.reason), ("hearing_note", ruling.hearing_note)):
        if len(text) > REASON_MAX:
            raise DomainError("membership.reason_too_long", field=name, max=REASON_MAX)
    if not ruling.reason:
        raise DomainError("membership.reason_missing", field="reason")
    if kind in HEARD:
        _check_hearing(ruling, today)


def _check_decision(kind: EventKind, ruling: Ruling, today: date) -> None:
    """Where none is needed there may be one, but then all of it."""
    needed = kind in DECIDED or ruling.decision_number or ruling.decision_on
    if needed and not ruling.decision_number:
        raise DomainError("membership.decision_number_missing", field="decision_number")
    if needed and ruling.decision_on is None:
        raise DomainError("membership.decision_day_missing", field="decision_on")
    if ruling.decision_on is not None and ruling.decision_on > today:
        raise DomainError("membership.decision_ahead", field="decision_on")


def _check_hearing(ruling: Ruling, today: date) -> None:
    if not ruling.hearing_note:
        raise DomainError("membership.hearing_missing", field="hearing_note")
    if ruling.hearing_on is not None and ruling.hearing_on > min(today, ruling.decision_on or today):
        raise DomainError("membership.hearing_after", field="hearing_on")


def standing(
    events: Iterable[MembershipEvent], *, on: date, known_at: datetime | None = None, grace_days: int = 0
) -> Standing:
    """The standing at the end of day `on`, by what had been recorded by `known_at` (all there is, without it).

    A line that does not fit what stands before it (a reinstatement of somebody never suspended) changes nothing, so
    entries made late and out of order still add up.
    """
    known = [event for event in events if known_at is None or event.recorded_at <= known_at]
    return standings(known, [on], grace_days=grace_days)[0]


def standings(events: Iterable[MembershipEvent], days: Sequence[date], *, grace_days: int = 0) -> list[Standing]:
    """The same for many days, the earliest first, in one walk through the ledger."""
    waiting = deque(in_order(events))
    now, found = NOBODY, []
    for day in days:
        while waiting and waiting[0].effective_on <= day:
            event = waiting.popleft()
            now = _entered(_aged(now, event.effective_on, grace_days), event)
        found.append(_aged(now, day, grace_days))
    return found


def in_order(events: Iterable[MembershipEvent]) -> list[MembershipEvent]:
    return sorted(events, key=lambda e: (e.effective_on, e.recorded_at, e.id or 0))


def _entered(now: Standing, event: MembershipEvent) -> Standing:
    match event.kind:
        case EventKind.ADMITTED:
            return _member(event, grade=event.grade, admitted_on=event.effective_on, since=event.effective_on)
        case EventKind.RENEWED if now.status == Status.SUSPENDED:
            return replace(now, grade=event.grade or now.grade, until=event.valid_until, grace_until=None)
        case EventKind.RENEWED if now.status in (Status.MEMBER, Status.EXPIRED):
            since = now.since if now.is_member else event.effective_on
            return _member(event, grade=event.grade or now.grade, admitted_on=now.admitted_on, since=since)
        case EventKind.SUSPENDED if now.is_member:
            return _changed(now, Status.SUSPENDED, event)
        case EventKind.REINSTATED if now.status == Status.SUSPENDED:
            return _changed(now, Status.MEMBER, event)
        case EventKind.REVOKED if now.status in (Status.MEMBER, Status.SUSPENDED, Status.EXPIRED):
            return _changed(now, Status.REVOKED, event)
        case EventKind.ENDED | EventKind.MERGED if now.status in (Status.MEMBER, Status.SUSPENDED, Status.EXPIRED):
            return _changed(now, Status.ENDED, event)
    return now


def _member(event: MembershipEvent, *, grade: str | None, admitted_on: date | None, since: date | None) -> Standing:
    return Standing(
        status=Status.MEMBER,
        grade=grade,
        admitted_on=admitted_on,
        since=since,
        until=event.valid_until,
        reason=event.reason,
        event=event,
    )


def _changed(now: Standing, status: Status, event: MembershipEvent) -> Standing:
    return replace(now, status=status, since=event.effective_on, reason=event.reason, event=event, grace_until=None)


def _aged(now: Standing, day: date, grace_days: int) -> Standing:
    """A term that has run out by itself. A suspension does not stop the term."""
    if now.until is None or now.status not in (Status.MEMBER, Status.SUSPENDED) or day <= now.until:
        return now
    last = now.until + timedelta(days=grace_days)
    if day <= last:
        return replace(now, grace_until=last)
    return replace(now, status=Status.EXPIRED, since=last + timedelta(days=1), grace_until=None)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member may do with the Centre's venues: ask for all of them or only for those that take requests of
    associates, and have at once what a venue gives at once."""

    every_venue: bool
    at_once: bool


# The only place that tells the grades apart in what they may do; proposed, the Centre has published none.
RIGHTS = {
    Grade.FULL: Rights(every_venue=True, at_once=True),
    Grade.ASSOCIATE: Rights(every_venue=False, at_once=False),
}


def rights(now: Standing) -> Rights | None:
    """In grace the same as before; None for who is no member."""
    return RIGHTS[Grade(now.grade)] if now.is_member and now.grade else None


def renewal_opens_on(now: Standing, *, days_before: int) -> date | None:
    """From when a member may ask for another term; None without an end, and for whoever is no member now."""
    if not now.is_member or now.until is None:
        return None
    return now.until - timedelta(days=days_before)


def can_renew(now: Standing, *, on: date, days_before: int) -> bool:
    """In grace, too: the membership has not ended yet."""
    opens = renewal_opens_on(now, days_before=days_before)
    return opens is not None and opens <= on


# Past this many days the word that a membership is over is no news.
NEWS = timedelta(days=14)
IN_GRACE, OVER = "grace", "over"


def due_letter(
    events: Collection[MembershipEvent], *, on: date, before: Iterable[int], grace_days: int
) -> str | None:
    """Which letter about the end of its term a space should have by that day: the nearest of the `before` days that
    has been reached, `IN_GRACE` or `OVER`. The sender sees to it that each goes out once for each end of a term; what
    a standstill passed over is not sent after.

    None for whom the ledger already says more of that end: renewed early, or over or suspended before it.
    """
    now = standing(events, on=on, grace_days=grace_days)
    if now.until is None:
        return None
    if now.status == Status.EXPIRED:
        return OVER if now.since is not None and on - now.since < NEWS else None
    at_the_end = standing(events, on=now.until)
    after = standing(events, on=now.until + timedelta(days=1))
    if not now.is_member or not at_the_end.is_member or at_the_end.until != now.until or after.is_member:
        return None
    if now.in_grace:
        return IN_GRACE
    reached = [days for days in before if (now.until - on).days <= days]
    return str(min(reached)) if reached else None


def term_start(now: Standing, effective_on: date) -> date:
    """A renewed term runs on from the end of the one before, so that asking early or late costs no day."""
    return now.until if now.is_member and now.until is not None else effective_on


def criteria_of(events: Iterable[MembershipEvent], certificates: Iterable[Certificate]) -> tuple[str, str | None]:
    """By which criteria the space is a member, in both languages, as its newest line says; for the lines of before
    that was written there, as its newest certificate does. `certificates` the newest first."""
    for event in reversed(in_order(events)):
        if event.criteria_label:
            return event.criteria_label, event.criteria_label_en
    for certificate in certificates:
        return certificate.data.get("criteria_label", ""), certificate.data.get("criteria_label_en")
    return "", None


def name_on_paper(space: Space, certificates: Iterable[Certificate]) -> Bilingual | None:
    """What the newest certificate calls the space, where that is not its name; None while they agree. An English name
    that came later is no other name."""
    for certificate in certificates:
        said = Bilingual(certificate.data["name_vi"], certificate.data["name_en"])
        other = said.vi != space.name_vi or (said.en is not None and said.en != space.name_en)
        return said if other else None
    return None


def awaits_certificate(events: Iterable[MembershipEvent], certificates: Iterable[Certificate]) -> bool:
    """Whether the certificate of the newest term is still to be given."""
    return waiting_term(events, certificates) is not None


def waiting_term(events: Iterable[MembershipEvent], certificates: Iterable[Certificate]) -> MembershipEvent | None:
    """The newest term, while it has no certificate."""
    terms = [event for event in in_order(events) if event.kind in TERMS]
    given = {certificate.event_id for certificate in certificates}
    return terms[-1] if terms and terms[-1].id not in given else None


def last_day(start: date, months: int | None) -> date | None:
    """The corresponding day of the term's last month, or that month's last day (BLDS 2015 Đ.148 k.3)."""
    if not months:
        return None
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


class Validity(StrEnum):
    """What the check page says of one certificate."""

    VALID = "valid"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ENDED = "ended"
    SUPERSEDED = "superseded"


def newer(certificate: Certificate) -> tuple[date, int]:
    """The key by which one certificate takes another's place. Those on paper are entered after they were issued."""
    return certificate.issued_on, certificate.id


_VALIDITY = {
    Status.NONE: Validity.UPCOMING,
    Status.MEMBER: Validity.VALID,
    Status.EXPIRED: Validity.EXPIRED,
    Status.SUSPENDED: Validity.SUSPENDED,
    Status.REVOKED: Validity.REVOKED,
    Status.ENDED: Validity.ENDED,
}


def validity(certificate: Certificate, others: Iterable[Certificate], now: Standing, *, on: date) -> Validity:
    """`others` are the certificates of the same space, `now` its standing on day `on`.

    Only a newer certificate that is already in force takes this one's place. The paper of a membership that was over
    does not come to life with the next one, whose own certificate may still wait for its ceremony.
    """
    if certificate.event.effective_on > on:
        return Validity.UPCOMING
    if successor(certificate, others, on=on) is not None:
        return Validity.SUPERSEDED
    return Validity.ENDED if _of_an_earlier(certificate, now) else _VALIDITY[now.status]


def successor(certificate: Certificate, others: Iterable[Certificate], *, on: date) -> Certificate | None:
    """The certificate that took this one's place: the first of the newer ones in force by that day."""
    later = [other for other in others if newer(other) > newer(certificate) and other.event.effective_on <= on]
    return min(later, key=newer, default=None)


def _of_an_earlier(certificate: Certificate, now: Standing) -> bool:
    return now.admitted_on is not None and certificate.event.effective_on < now.admitted_on


@dataclass(frozen=True, slots=True)
class Answer:
    """What the check page says of one certificate on one day.

    `since` is the first day of that, `event` the line of the ledger that decided where one took the standing away, and
    `renamed` says that a new name is why another certificate took this one's place. `member` is whether the space was
    a member that day, whatever this paper is worth, and `in_grace` that its term had run out.
    """

    on: date
    validity: Validity
    since: date | None
    event: MembershipEvent | None = None
    renamed: bool = False
    member: bool = False
    grace_until: date | None = None

    @property
    def in_grace(self) -> bool:
        return self.grace_until is not None

    @property
    def ground(self) -> str | None:
        return self.event.ground if self.event else None

    @property
    def merged_into_id(self) -> int | None:
        return self.event.merged_into_id if self.event else None


_TAKEN_AWAY = frozenset({Validity.SUSPENDED, Validity.REVOKED, Validity.ENDED})


def answer(
    certificate: Certificate,
    others: Iterable[Certificate],
    events: Collection[MembershipEvent],
    *,
    on: date,
    grace_days: int = 0,
) -> Answer:
    """`others` and `events` are all certificates and the whole ledger of the same space."""
    now = standing(events, on=on, grace_days=grace_days)
    said = validity(certificate, others, now, on=on)
    if said == Validity.UPCOMING:
        return Answer(on, said, certificate.event.effective_on, member=now.is_member)
    if said == Validity.SUPERSEDED:
        heir = successor(certificate, others, on=on)
        assert heir is not None
        renamed = heir.event.kind == EventKind.RENAMED
        return Answer(on, said, heir.event.effective_on, renamed=renamed, member=now.is_member)
    decided = now
    while decided.admitted_on is not None and _of_an_earlier(certificate, decided):
        decided = standing(events, on=decided.admitted_on - timedelta(days=1), grace_days=grace_days)
    said = _VALIDITY[decided.status]
    return Answer(
        on,
        said,
        decided.since,
        event=decided.event if said in _TAKEN_AWAY else None,
        member=now.is_member,
        grace_until=decided.grace_until,
    )


_BADGE_KEPT = timedelta(minutes=5)


def badge_kept_for(now: datetime) -> int:
    """Seconds, of a badge fetched at that moment of the house's own clock."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    return int(min(_BADGE_KEPT, midnight - now).total_seconds())


def printed_names(event: MembershipEvent, space: Space) -> tuple[str, str | None]:
    """What a certificate of that line calls the space, in both languages: a decision's own name, else the profile's."""
    return (event.name_vi, event.name_en) if event.name_vi else (space.name_vi, space.name_en)


# No i, l, o or u: what is printed small and typed by hand must not be mistaken. 26 signs are 130 bits.
CODE_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 26
SHORT_CODE_LENGTH = 8
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def normal_code(typed: str) -> str | None:
    """The code as stored, whatever case, spaces, dashes and look-alikes it was typed with; None if it cannot be one."""
    return _code(typed, CODE_LENGTH)


def normal_short_code(typed: str) -> str | None:
    """The same of a short code."""
    return _code(typed, SHORT_CODE_LENGTH)


def _code(typed: str, length: int) -> str | None:
    code = re.sub(r"[\s\-‐‑–—_.]", "", typed).lower().translate(_MISREAD)
    return code if len(code) == length and all(sign in CODE_SIGNS for sign in code) else None


_NUMBER_PLACE = re.compile(r"\{n(?::0(\d))?\}")


def certificate_number(pattern: str, *, year: int, n: int) -> str:
    """`{year}` and `{n}` or `{n:03}` are filled in; any other brace is text. The pattern is typed by people, so it is
    never given to `str.format`, which would follow attributes. Raises ValueError without a place for the number."""
    if not _NUMBER_PLACE.search(pattern):
        raise ValueError("the pattern has no {n}")
    filled = _NUMBER_PLACE.sub(lambda place: f"{n:0{place[1] or 0}d}", pattern)
    return filled.replace("{year}", str(year))


def counter_name(pattern: str, year: int) -> str:
    """A pattern without the year counts on over the years: starting again would give a number twice."""
    return f"certificate:{year}" if "{year}" in pattern else "certificate"


_DASHES = re.compile("[‐‑‒–—―−]")
_SAID_BEFORE = re.compile(r"^(?:so|no)(?:[:.] ?| )")


def number_key(number: str) -> str:
    """The number whatever case, accents, spaces and dashes it was typed with, and without the word "số" before it."""
    return _SAID_BEFORE.sub("", _DASHES.sub("-", fold(number)), count=1).replace(" ", "")


def counted(pattern: str, number: str) -> tuple[int, int] | None:
    """(year, place) of a number that follows the pattern, else None; the year is 0 where the pattern has none."""
    expression = ""
    for part in re.split(r"(\{year\}|\{n(?::0\d)?\})", number_key(pattern)):
        if part == "{year}":
            expression += "(?P=year)" if "(?P<year>" in expression else "(?P<year>[0-9]{4})"
        elif _NUMBER_PLACE.fullmatch(part):
            expression += "0*(?P=n)" if "(?P<n>" in expression else "0*(?P<n>[0-9]{1,9})"
        else:
            expression += re.escape(part)
    seen = re.fullmatch(expression, number_key(number))
    return (int(seen.groupdict().get("year") or 0), int(seen["n"])) if seen else None


def can_see_members(actor: Any) -> bool:
    return is_centre_staff(actor)


def can_import_members(actor: Any) -> bool:
    """Memberships by the hundred, on the strength of a list: those who sign admissions, or who answer for the data."""
    return is_approver(actor) or is_administrator(actor)


def can_change_standing(actor: Any) -> bool:
    """Suspensions and revocations are signed, as admissions are."""
    return is_approver(actor)


def can_change_standing_of(actor: Any, team_ids: Collection[int]) -> bool:
    """Nobody signs for a space whose team they are on."""
    return can_change_standing(actor) and actor.id not in team_ids


def can_attach_scan_of(actor: Any, team_ids: Collection[int]) -> bool:
    """Nobody vouches for a stamp on the paper of a space whose team they are on."""
    return can_see_members(actor) and actor.id not in team_ids


def can_open_certificate(actor: Any, team_ids: Collection[int]) -> bool:
    return is_centre_staff(actor) or (actor.is_authenticated and actor.id in team_ids)


def allowed_changes(now: Standing) -> list[EventKind]:
    return [kind for kind, before in CHANGES.items() if now.status in before]
