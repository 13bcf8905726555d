"""What the directory finds and counts, against looking at every space one by one."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transact
from app.core.text import fold, words
from app.memberships.models import Grade
from app.site import directory
from app.site.directory import Asked, found
from app.spaces.models import Space, SpaceHours
from app.spaces.rules import FIELDS
from tests.memberships.factories import member
from tests.spaces.factories import make_space

MANY = 40
KINDS = ("gallery", "cafe", "museum", "online")
WARDS = ("00004", "00070", "00097", None)
WELCOMES = ("children", "older", "disabled")
NAMES = ("Gốm Đỏ", "Lụa Vạn", "Hà Đông Xưởng", "Đình Cũ")
ASKED = {
    "kind": KINDS, "field": FIELDS[:3], "ward": WARDS[:3], "grade": ("full", "associate"), "online": ("yes", "no"),
    "welcomes": WELCOMES, "step_free": ("yes",), "open": ("now",), "district": ("ba dinh", "hoan kiem", "long bien"),
}  # fmt: skip
WORDS = ("", "", "gom", "hà đông", "dinh cu", "lu", "x!", "gốm lụa")


@pytest.fixture
def crowd(ctx, cast) -> list[Space]:
    """Forty spaces of all sorts, from one seed."""
    random = Random(20261123)

    def make() -> None:
        for number in range(MANY):
            ward = random.choice(WARDS)
            kinds = random.sample(KINDS[:3], random.randint(1, 2)) + (
                ["online"] if ward is None or number % 7 == 0 else []
            )
            space = make_space(
                cast.user("lan"), name_vi=f"{random.choice(NAMES)} {number}", name_en=None, kinds=kinds, ward_code=ward,
                fields=random.sample(FIELDS[:3], random.randint(1, 3)),
            )  # fmt: skip
            space.welcomes = random.sample(WELCOMES, random.randint(0, 2))
            space.step_free = random.choice([True, False, None])
            if number % 3:
                space.hours = [
                    SpaceHours(weekday=day, opens=time(random.randint(6, 10)), closes=time(random.randint(11, 22)))
                    for day in random.sample(range(7), 4)
                ]
            member(space, grade=random.choice([Grade.FULL, Grade.ASSOCIATE]))

    transact(make)
    return list(db.session.scalars(select(Space).order_by(Space.id)))


def _fits(space: Space, name: str, value: str, now: datetime) -> bool:
    local = now.astimezone(clock.HOUSE_ZONE)
    match name:
        case "kind" | "field" | "welcomes":
            return value in {"kind": space.kinds, "field": space.fields, "welcomes": space.welcomes}[name]
        case "ward":
            return space.ward_code == value
        case "district":
            return space.ward is not None and value in map(fold, space.ward.old_districts)
        case "online":
            return space.online if value == "yes" else space.ward_code is not None
        case "step_free":
            return space.step_free is True
        case "open":
            return any(h.weekday == local.weekday() and h.opens <= local.time() < h.closes for h in space.hours)
    return directory.queries.standings_on(clock.today())[space.id].grade == value


def _says(space: Space, q: str) -> bool:
    said = " " + " ".join(words(f"{space.name_vi} {space.summary_vi} {space.ward.full_name if space.ward else ''}"))
    places = " " + " ".join(words(" ".join(space.ward.old_districts))) if space.ward else ""
    together = {"hà đông": ["ha dong"]}.get(q) or words(q)
    return bool(together) and all(f" {word}" in said or f" {word}" in places for word in together)


def test_counts_are_those_of_looking_at_each(ctx, crowd):
    random, now = Random(1), clock.now()
    for _ in range(200):
        chosen = {name: random.choice(values) for name, values in ASKED.items() if random.random() < 0.2}
        q, at = random.choice(WORDS), now + timedelta(hours=random.randint(0, 2000))
        told = found(Asked(q, chosen), at)
        looked = [space for space in crowd if not q or _says(space, q)]
        expected = {s.id for s in looked if all(_fits(s, name, value, at) for name, value in chosen.items())}
        assert {one.id for one in told.rows} == expected, (q, chosen, at)
        name = random.choice(list(ASKED))
        for value in ASKED[name]:
            left = [s for s in looked if _fits(s, name, value, at)]
            left = [s for s in left if all(_fits(s, o, v, at) for o, v in chosen.items() if o != name)]
            assert told.counts[name][value] == len(left), (q, chosen, name, value)
        assert told.total == MANY


def test_what_has_no_hours_is_not_said_to_be_open_nor_closed(ctx, cast):
    transact(lambda: member(make_space(cast.user("lan"))))
    assert found(Asked(), clock.now()).counts["open"] == {"now": 0}


def test_it_opens_and_closes_by_the_clock_alone(ctx, cast):
    def make() -> None:
        space = make_space(cast.user("lan"))
        space.hours = [SpaceHours(weekday=2, opens=time(10), closes=time(12))]
        member(space)

    transact(make)
    wednesday = datetime(2026, 11, 25, tzinfo=UTC)
    for hour, open_ in ((2, False), (3, True), (4, True), (5, False), (3, True)):
        assert bool(found(Asked(chosen={"open": "now"}), wednesday + timedelta(hours=hour)).rows) is open_, hour


def test_a_change_shows_at_once(ctx, cast):
    transact(lambda: member(make_space(cast.user("lan"), name_vi="Một")))
    assert [one.name_vi for one in found(Asked(), clock.now()).rows] == ["Một"]
    transact(lambda: member(make_space(cast.user("lan"), name_vi="Hai")))
    assert [one.name_vi for one in found(Asked(), clock.now()).rows] == ["Hai", "Một"]


def test_wards_are_counted_for_a_picture_and_no_address_is_kept(ctx, cast):
    crowd = transact(
        lambda: [make_space(cast.user("lan"), ward_code=code, name_vi=code) for code in ("00004", "00004", "00070")]
    )
    transact(lambda: [member(space) for space in crowd])
    counted = {ward.code: count for ward, count in directory.by_ward()}
    assert counted == {code: sum(1 for s in crowd if s.ward_code == code) for code in counted}
    assert sum(counted.values()) == 3
    kept = repr(directory.kept())
    assert [hidden for hidden in ("12B", "Hàng Chum", "Nguyễn Lan") if hidden in kept] == []
