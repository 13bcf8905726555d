"""What becomes of each line of a list of members: the one place that decides, for the preview and at the click."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core import clock
from app.core.text import fold
from app.memberships import queries, rules
from app.memberships.imports import Column, Entry, read_line
from app.memberships.models import Certificate
from app.memberships.rules import number_key
from app.memberships.words import spellings_of
from app.numbering.queries import last_number
from app.places.queries import all_wards
from app.settings.queries import value
from app.spaces.lists import Fault, Line
from app.spaces.queries import spaces_by_folded_name


class Outlook(StrEnum):
    """ASKED: a space of that name exists, and a person must say whether it is the same."""

    NEW = "new"
    ASKED = "asked"
    KNOWN = "known"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Namesake:
    public_id: str
    name: str
    ward: str


@dataclass(frozen=True)
class Finding:
    line: int
    outlook: Outlook
    entry: Entry | None
    faults: tuple[Fault, ...] = ()
    namesakes: tuple[Namesake, ...] = ()


def examine(lines: Iterable[Line]) -> list[Finding]:
    """Each line by itself, beside the others of the list, and beside the register."""
    spellings, today = spellings_of(all_wards()), clock.today()
    read = [(line.number, *read_line(line, spellings, today=today)) for line in lines]
    around = _Around([(number, entry) for number, entry, _faults in read if entry])
    return [
        around.finding(number, entry) if entry else Finding(number, Outlook.FAULTY, None, tuple(faults))
        for number, entry, faults in read
    ]


def highest_places(numbers: Iterable[str]) -> dict[str, int]:
    """The counters of this app that those numbers belong to, and the highest place in each."""
    pattern, highest = value("certificate.number_pattern"), dict[str, int]()
    for year, place in filter(None, (rules.counted(pattern, number) for number in numbers)):
        counter = rules.counter_name(pattern, year)
        highest[counter] = max(place, highest.get(counter, 0))
    return highest


def next_number_after(found: Iterable[Finding]) -> str:
    """The number of the next certificate this year, once those lines are entered."""
    pattern, year = value("certificate.number_pattern"), clock.today().year
    counter = rules.counter_name(pattern, year)
    highest = highest_places(one.entry.number for one in found if one.entry)
    place = max(last_number(counter), highest.get(counter, 0)) + 1
    return rules.certificate_number(pattern, year=year, n=place)


class _Around:
    def __init__(self, entries: Sequence[tuple[int, Entry]]) -> None:
        self.by_number: defaultdict[str, list[int]] = defaultdict(list)
        self.by_place: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        for line, entry in entries:
            self.by_number[number_key(entry.number)].append(line)
            self.by_place[fold(entry.name_vi), entry.ward_code].append(line)
        self.certificates = queries.certificates_by_key(list(self.by_number))
        self.spaces = spaces_by_folded_name({name for name, _ward in self.by_place})

    def finding(self, line: int, entry: Entry) -> Finding:
        certificate = self.certificates.get(number_key(entry.number))
        faults = [*self._twice(line, entry), *(_otherwise(certificate, entry) if certificate else ())]
        if faults:
            return Finding(line, Outlook.FAULTY, entry, tuple(faults))
        if certificate:
            return Finding(line, Outlook.KNOWN, entry)
        namesakes = tuple(
            Namesake(space.public_id, space.name_vi, space.ward.full_name if space.ward else "")
            for space in self.spaces.get(fold(entry.name_vi), [])
        )
        return Finding(line, Outlook.ASKED if namesakes else Outlook.NEW, entry, namesakes=namesakes)

    def _twice(self, line: int, entry: Entry) -> Iterator[Fault]:
        if others := [n for n in self.by_number[number_key(entry.number)] if n != line]:
            yield Fault(Column.NUMBER, entry.number, "import.number_twice", (("lines", others),))
        if others := [n for n in self.by_place[fold(entry.name_vi), entry.ward_code] if n != line]:
            yield Fault(Column.NAME_VI, entry.name_vi, "import.space_twice", (("lines", others),))


def _otherwise(certificate: Certificate, entry: Entry) -> Iterator[Fault]:
    """A known number says again what it said before, or somebody has to look."""
    if not certificate.on_paper:
        name = certificate.data["name_vi"]
        yield Fault(Column.NUMBER, entry.number, "import.number_issued_here", (("name", name),))
        return
    told = {
        Column.NAME_VI: entry.name_vi,
        Column.NAME_EN: entry.name_en,
        Column.WARD: entry.ward,
        Column.DECISION_NUMBER: entry.decision_number,
        Column.DECISION_ON: entry.decision_on.isoformat(),
        Column.ISSUED_ON: entry.issued_on.isoformat(),
        Column.VALID_UNTIL: entry.valid_until.isoformat() if entry.valid_until else None,
        Column.GRADE: entry.grade.value,
    }
    if changed := [column for column, said in told.items() if certificate.data[column] != said]:
        yield Fault(Column.NUMBER, entry.number, "import.known_otherwise", (("columns", changed),))
