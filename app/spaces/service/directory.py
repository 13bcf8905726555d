"""Entering the spaces the Centre knows of, from a list. All of its good lines or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.audit.service import record
from app.core.errors import DomainError
from app.core.ids import same
from app.core.text import Bilingual
from app.numbering.service import next_number
from app.spaces import rules
from app.spaces.conflicts import Outlook, examine
from app.spaces.imports import Entry
from app.spaces.lists import Line, Sheet, fingerprint
from app.spaces.models import SpaceImport
from app.spaces.rules import Profile
from app.spaces.service.lists import confirm_list, forget_old_lists, keep_list, lines_of
from app.spaces.service.profile import list_space

# True of every space that comes in this way, until it speaks for itself.
SUMMARY = Bilingual(
    "Một không gian sáng tạo của Hà Nội. Người quản lý sẽ giới thiệu thêm.",
    "A creative space of Hanoi. Whoever looks after it will say more.",
)


@dataclass(frozen=True)
class Listed:
    """How many lines became entries of the directory and how many did not."""

    number: int
    entered: int
    known: int
    faulty: int


def keep_space_list(file_name: str, sha256: str, sheet: Sheet, *, actor: Any) -> SpaceImport:
    return keep_list(SpaceImport, file_name, sha256, sheet, actor=actor)


def forget_old_space_lists() -> int:
    return forget_old_lists(SpaceImport)


def confirm_space_list(public_id: str, *, seen: str, skip_faulty: bool, actor: Any) -> Listed | None:
    """Enter what the preview with the fingerprint `seen` showed. A second click finds it done: None, nothing changes.

    Raises `import.…` as `list_spaces` does, and `import.changed` when the click would do something else by now.
    """
    return confirm_list(
        SpaceImport,
        public_id,
        lambda kept: list_spaces(
            lines_of(kept),
            seen=seen,
            skip_faulty=skip_faulty,
            source={"file": kept.file_name, "sha256": kept.sha256},
            actor=actor,
        ),
        actor=actor,
    )


def list_spaces(
    lines: Sequence[Line],
    *,
    seen: str | None,
    skip_faulty: bool,
    source: Mapping[str, str],
    actor: Any,
    demo: bool = False,
) -> Listed:
    """Raises `import.not_yours`, `import.changed`, `import.faulty_lines`, `import.nothing_new`."""
    if not rules.can_import_spaces(actor):
        raise DomainError("import.spaces_not_yours")
    number = next_number("space_import")  # lists wait for one another here
    found = examine(lines)
    if seen is not None and not same(seen, fingerprint(found)):
        raise DomainError("import.changed")
    counts = {outlook: sum(one.outlook == outlook for one in found) for outlook in Outlook}
    if counts[Outlook.FAULTY] and not skip_faulty:
        raise DomainError("import.faulty_lines", field="skip_faulty", count=counts[Outlook.FAULTY])
    wanted = [one.entry for one in found if one.outlook == Outlook.NEW and one.entry is not None]
    if not wanted:
        raise DomainError("import.nothing_new")
    for entry in wanted:
        list_space(_profile(entry), source=entry.source, actor=actor, demo=demo)
    done = Listed(number, len(wanted), counts[Outlook.KNOWN], counts[Outlook.FAULTY])
    record(
        f"space_import:{number}",
        "spaces.listed",
        actor=actor,
        payload={**source, "entered": done.entered, "known": done.known, "faulty": done.faulty},
    )
    return done


def _profile(entry: Entry) -> Profile:
    return Profile(
        name_vi=entry.name_vi,
        name_en=entry.name_en,
        summary_vi=entry.summary or SUMMARY.vi,
        summary_en=None if entry.summary else SUMMARY.en,
        kinds=list(entry.kinds),
        ownership=entry.ownership,
        ward_code=entry.ward_code,
        old_district=entry.old_district,
        street=entry.street,
        channels={entry.channel: entry.link} if entry.link else {},
    )
