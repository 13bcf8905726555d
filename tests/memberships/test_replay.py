"""Against a replay that knows nothing of how `standing` is written: it lives through the ledger day by day."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from app.memberships.models import Grade, MembershipEvent
from app.memberships.rules import Standing, standing, standings
from tests.memberships.test_standing import START, K, S, line

LEDGERS = 304


class _Replay:
    """One space, one day after the other. Words of its own, no code of the house."""

    def __init__(self, grace: int) -> None:
        self.grace = timedelta(days=grace)
        self.state: str = "none"
        self.grade: str | None = None
        self.admitted: date | None = None
        self.since: date | None = None
        self.until: date | None = None
        self.by: MembershipEvent | None = None

    def night(self, day: date) -> None:
        """Terms run out, suspended or not, when the grace after their last day is over."""
        if self.state in ("member", "suspended") and self.until is not None and day > self.until + self.grace:
            self.state, self.since = "expired", self.until + self.grace + timedelta(days=1)

    def read(self, event: MembershipEvent) -> None:
        day = event.effective_on
        if event.kind == "admitted":
            self.state, self.grade, self.admitted, self.since = "member", event.grade, day, day
            self.until, self.by = event.valid_until, event
        elif event.kind == "renewed" and self.state in ("member", "expired", "suspended"):
            self.grade, self.until = event.grade or self.grade, event.valid_until
            if self.state != "suspended":
                self.by = event
            if self.state == "expired":
                self.state, self.since = "member", day
        elif event.kind == "suspended" and self.state == "member":
            self.turn("suspended", event)
        elif event.kind == "reinstated" and self.state == "suspended":
            self.turn("member", event)
        elif event.kind in ("revoked", "ended", "merged") and self.state in ("member", "suspended", "expired"):
            self.turn("revoked" if event.kind == "revoked" else "ended", event)

    def turn(self, state: str, event: MembershipEvent) -> None:
        self.state, self.since, self.by = state, event.effective_on, event

    def seen(self, day: date) -> tuple[object, ...]:
        over = self.state in ("member", "suspended") and self.until is not None and day > self.until
        grace = self.until + self.grace if over and self.until is not None else None
        return (
            self.state, self.grade, self.admitted, self.since, self.until, grace, self.by,
            self.by.reason if self.by else "",
        )  # fmt: skip


def _replayed(known: list[MembershipEvent], days: list[date], grace: int) -> list[object]:
    space, told = _Replay(grace), []
    for day in days:
        space.night(day)
        for event in sorted((e for e in known if e.effective_on == day), key=lambda e: (e.recorded_at, e.id)):
            space.read(event)
            space.night(day)
        told.append(space.seen(day))
    return told


def _a_ledger(chance: Random) -> list[MembershipEvent]:
    """Mostly what really happens, in any order; some lines are entered months late, some twice on one day."""
    events = []
    day = chance.randrange(200)
    for number in range(chance.randrange(1, 14)):
        kind = chance.choices(list(K), weights=(4, 6, 4, 4, 1, 1, 2, 1))[0]
        until = None if chance.random() < 0.1 else day + chance.choice((0, 30, 365, 730)) + chance.randrange(-5, 60)
        made = line(kind, day, recorded=day + chance.choice((0, 0, 0, -20, 40, 300)), until=until)
        made.id, made.reason = number + 1, f"{kind} {number}"
        made.grade = chance.choice((None, *Grade)) if kind == K.RENEWED else chance.choice(list(Grade))
        if kind not in (K.ADMITTED, K.RENEWED, K.RENAMED):
            made.valid_until = made.grade = None
        events.append(made)
        day += chance.choice((0, 1, 20, 90, 200)) + chance.randrange(30)
    return events


def test_every_day_of_five_years_is_as_a_replay_of_the_ledger_has_it() -> None:
    """Every day in one walk, as the statistics ask; some of them one by one, as everybody else does."""
    days = [START + timedelta(days=n) for n in range(5 * 365)]
    compared, seen = 0, set()
    for number in range(LEDGERS):
        chance = Random(number)
        events, grace = _a_ledger(chance), chance.choice((0, 0, 30, chance.randrange(61)))
        known_at = chance.choice((None, datetime(2026, 1, 1, 5, tzinfo=UTC) + timedelta(days=chance.randrange(1500))))
        known = [one for one in events if known_at is None or one.recorded_at <= known_at]
        expected = _replayed(known, days, grace)
        chance.shuffle(events)
        chance.shuffle(known)
        found = standings(known, days, grace_days=grace)
        for day, now, told in zip(days, found, expected, strict=True):
            assert _seen(now) == told, (number, day, grace, known_at)
            compared += 1
            seen.add(now.status)
        for place in chance.sample(range(len(days)), 25):
            one = standing(events, on=days[place], known_at=known_at, grace_days=grace)
            assert _seen(one) == expected[place], (number, days[place], grace, known_at)
    assert compared == LEDGERS * len(days)
    assert seen == set(S)


def _seen(now: Standing) -> tuple[object, ...]:
    return (
        now.status, now.grade, now.admitted_on, now.since, now.until, now.grace_until, now.event, now.reason,
    )  # fmt: skip
