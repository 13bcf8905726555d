"""The workbook for the spaces the Centre knows of."""

from flask_babel import gettext as _

from app.places.queries import all_wards
from app.spaces.imports import LAYOUT, Column
from app.spaces.models import Ownership, SpaceKind
from app.spaces.words import COLUMN_NAMES, COLUMN_NOTES, KIND_NAMES, OWNERSHIP_NAMES
from app.spaces.workbook import Columns, workbook


def directory_template() -> bytes:
    first = all_wards()[0]
    wards = [ward.full_name for ward in all_wards()]
    return workbook(
        Columns(
            title=_("Không gian"),
            layout=LAYOUT,
            names=COLUMN_NAMES,
            notes=COLUMN_NOTES,
            sample={
                Column.NAME_VI: _("(Mẫu) Xưởng Ví Dụ"),
                Column.NAME_EN: "Example Workshop",
                Column.KINDS: f"{KIND_NAMES[SpaceKind.CRAFT_VILLAGE]}; {KIND_NAMES[SpaceKind.EDUCATION]}",
                Column.OWNERSHIP: str(OWNERSHIP_NAMES[Ownership.PRIVATE]),
                Column.WARD: wards[0],
                Column.OLD_DISTRICT: "; ".join(first.old_districts[:1]),
                Column.STREET: _("ngõ Ví Dụ"),
                Column.SUMMARY: _("Xưởng gốm mở cửa cho mọi người học nặn và xem nung."),
                Column.LINK: "https://example.org",
                Column.SOURCE: _("Khảo sát năm 2023"),
            },
            choices={
                Column.KINDS: [name for _code, name in KIND_NAMES.offered()],
                Column.OWNERSHIP: list(OWNERSHIP_NAMES.values()),
                Column.WARD: wards,
            },
            several=(Column.KINDS,),
        )
    )
