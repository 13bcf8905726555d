"""The workbook for members with certificates on paper."""

from datetime import date

from flask_babel import gettext as _

from app.memberships.imports import LAYOUT, Column
from app.memberships.words import COLUMN_NAMES, COLUMN_NOTES, GRADE_NAMES
from app.places.queries import all_wards
from app.spaces.models import Ownership, SpaceKind
from app.spaces.words import KIND_NAMES, OWNERSHIP_NAMES
from app.spaces.workbook import Columns, workbook


def import_template() -> bytes:
    wards = [ward.full_name for ward in all_wards()]
    return workbook(
        Columns(
            title=_("Thành viên"),
            layout=LAYOUT,
            names=COLUMN_NAMES,
            notes=COLUMN_NOTES,
            sample=_sample(wards[0]),
            choices={
                Column.KINDS: [name for _code, name in KIND_NAMES.offered()],
                Column.OWNERSHIP: list(OWNERSHIP_NAMES.values()),
                Column.GRADE: list(GRADE_NAMES.values()),
                Column.WARD: wards,
            },
            several=(Column.KINDS,),
            days=(Column.DECISION_ON, Column.ISSUED_ON, Column.VALID_UNTIL),
        )
    )


def _sample(ward: str) -> dict[Column, str | date]:
    return {
        Column.NAME_VI: _("(Mẫu) Xưởng Ví Dụ"),
        Column.NAME_EN: "Example Workshop",
        Column.KINDS: f"{KIND_NAMES[SpaceKind.CRAFT_VILLAGE]}; {KIND_NAMES[SpaceKind.EDUCATION]}",
        Column.OWNERSHIP: str(OWNERSHIP_NAMES[Ownership.PRIVATE]),
        Column.WARD: ward,
        Column.NUMBER: "12/CN-SVHTT",
        Column.DECISION_NUMBER: "345/QĐ-SVHTT",
        Column.DECISION_ON: date(2025, 12, 5),
        Column.ISSUED_ON: date(2025, 12, 10),
        Column.VALID_UNTIL: date(2027, 12, 10),
        Column.GRADE: str(next(iter(GRADE_NAMES.values()))),
        Column.EMAIL: "ten@example.org",
        Column.NOTE: "",
    }
