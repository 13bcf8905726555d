"""What becomes of each line of a list of known spaces: the one place that decides, for the preview and at the click."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import fold
from app.places.queries import all_wards
from app.spaces import queries
from app.spaces.imports import Column, Entry, read_line
from app.spaces.lists import Fault, Line
from app.spaces.models import Space
from app.spaces.words import directory_spellings


class Outlook(StrEnum):
    NEW = "new"
    KNOWN = "known"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Namesake:
    slug: str
    name: str
    ward: str
    public: bool


@dataclass(frozen=True)
class Finding:
    """`namesakes` of a KNOWN line are the very space; of a NEW one others of that name, elsewhere."""

    line: int
    outlook: Outlook
    entry: Entry | None
    faults: tuple[Fault, ...] = ()
    namesakes: tuple[Namesake, ...] = ()


def examine(lines: Iterable[Line]) -> list[Finding]:
    """Each line by itself, beside the others of the list, and beside the spaces there are."""
    spellings = directory_spellings(all_wards())
    read = [(line.number, *read_line(line, spellings)) for line in lines]
    by_place: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, entry, _faults in read:
        if entry:
            by_place[_place(entry)].append(number)
    spaces = queries.spaces_by_folded_name({name for name, _ward in by_place})
    return [
        _finding(number, entry, by_place[_place(entry)], spaces.get(fold(entry.name_vi), []))
        if entry
        else Finding(number, Outlook.FAULTY, None, tuple(faults))
        for number, entry, faults in read
    ]


def _place(entry: Entry) -> tuple[str, str | None]:
    return fold(entry.name_vi), entry.ward_code


def _finding(number: int, entry: Entry, alike: Sequence[int], namesakes: Sequence[Space]) -> Finding:
    if others := [n for n in alike if n != number]:
        fault = Fault(Column.NAME_VI, entry.name_vi, "import.space_twice", (("lines", others),))
        return Finding(number, Outlook.FAULTY, entry, (fault,))
    same = [space for space in namesakes if space.ward_code == entry.ward_code]
    told = tuple(
        Namesake(s.slug, s.name_vi, s.ward.full_name if s.ward else "", s.listed_at is not None)
        for s in same or namesakes
    )
    return Finding(number, Outlook.KNOWN if same else Outlook.NEW, entry, namesakes=told)
