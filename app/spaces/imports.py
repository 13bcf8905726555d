"""A list of known spaces, such as a survey's: its columns, and what a good line tells. Pure.

Only what anybody may know about a space: whoever looks after it will say the rest. A list with columns about people,
or with a telephone number or an e-mail address anywhere, is not read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.core.errors import DomainError
from app.core.text import one_line
from app.spaces.lists import Fault, Layout, Line, LineReader, Spellings
from app.spaces.rules import LINE_MAX, NAME_MAX, SOURCE_MAX, SUMMARY_MAX, normal_channel


class Column(StrEnum):
    NAME_VI = "name_vi"
    NAME_EN = "name_en"
    KINDS = "kinds"
    OWNERSHIP = "ownership"
    WARD = "ward"
    OLD_DISTRICT = "old_district"
    STREET = "street"
    SUMMARY = "summary"
    LINK = "link"
    SOURCE = "source"


HEADINGS = {
    Column.NAME_VI: ("ten khong gian", "ten", "ten tieng viet", "don vi", "name", "space", "name of the space"),
    Column.NAME_EN: ("ten tieng anh", "english name", "name in english"),
    Column.KINDS: ("loai hinh", "cac loai hinh", "kind", "kind of space", "kinds of space"),
    Column.OWNERSHIP: ("so huu", "hinh thuc so huu", "ai so huu", "owned by"),
    Column.WARD: ("phuong xa", "phuong", "xa", "dia ban", "ward", "ward or commune", "ward commune"),
    Column.OLD_DISTRICT: ("quan huyen cu", "quan cu", "quan huyen", "quan", "former district", "old district", "district"),
    Column.STREET: ("duong pho", "duong pho thon", "duong", "pho", "street"),
    Column.SUMMARY: ("gioi thieu", "mo ta", "tom tat", "summary", "introduction", "about"),
    Column.LINK: ("trang web", "website", "web", "kenh cong khai", "trang cong khai", "public channel", "web page"),
    Column.SOURCE: ("nguon", "nguon thong tin", "ghi chu nguon", "source", "source note"),
}  # fmt: skip
NEEDED = frozenset({Column.NAME_VI, Column.KINDS, Column.OWNERSHIP, Column.WARD, Column.SOURCE})
REFUSED = (
    "dien thoai", "so dien thoai", "sdt", "di dong", "hotline", "zalo", "phone", "telephone", "mobile", "tel",
    "email", "e mail", "mail", "thu dien tu", "lien he", "lien lac", "contact", "contacts", "nguoi dai dien", "nguoi phu trach", "nguoi quan ly", "nguoi dung ten", "ho ten",
    "ho va ten", "chu so huu", "chu khong gian", "dai dien", "giam doc", "owner", "person", "director", "cccd", "cmnd",
    "can cuoc", "ngay sinh", "nam sinh", "so nha", "house number",
)  # fmt: skip
LAYOUT = Layout(HEADINGS, NEEDED, Column.NAME_VI, REFUSED)
_HOSTS = {"facebook.com": "facebook", "fb.com": "facebook", "instagram.com": "instagram", "youtube.com": "youtube"}
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+")
# Numbers in use in Viet Nam: 02 and nine more for a fixed line, 03, 05, 07, 08, 09 and eight more for a mobile phone.
_NUMBER = re.compile(r"(?<![0-9])(?:\+?84[ .-]?\(?0?\)?|0)(?:[ .()-]{0,2}2(?:[ .()-]{0,2}[0-9]){9}|[ .()-]{0,2}[35789](?:[ .()-]{0,2}[0-9]){8})(?![0-9])")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A known space, as a good line tells it. `channel` is one of the names of links a profile has, or empty."""

    name_vi: str
    name_en: str | None
    kinds: tuple[str, ...]
    ownership: str
    ward_code: str | None
    ward: str
    old_district: str | None
    street: str | None
    summary: str
    channel: str
    link: str
    source: str


def contact_in(text: str) -> str | None:
    """The code of why a text may not stand in the directory."""
    if _ADDRESS.search(text):
        return "import.holds_address"
    return "import.holds_number" if _NUMBER.search(text) else None


def read_line(line: Line, spellings: Spellings) -> tuple[Entry | None, Sequence[Fault]]:
    """The entry, or every fault of the line."""
    reader = _Reader(line, LAYOUT, spellings)
    entry = reader.entry()
    return (None if reader.faults else entry), reader.faults


class _Reader(LineReader):
    def entry(self) -> Entry:
        for column in Column:
            if code := contact_in(self.cells.get(column, "")):
                self.fault(column, code)
        kinds, ward = self.kinds_and_ward(Column.KINDS, Column.WARD)
        channel, link = self._link()
        return Entry(
            name_vi=self.words(Column.NAME_VI, NAME_MAX),
            name_en=self.words(Column.NAME_EN, NAME_MAX) or None,
            kinds=kinds,
            ownership=self.one(Column.OWNERSHIP, self.spellings.ownerships),
            ward_code=ward.code if ward else None,
            ward=ward.full_name if ward else "",
            old_district=self.words(Column.OLD_DISTRICT, LINE_MAX) or None,
            street=self.words(Column.STREET, LINE_MAX) or None,
            summary=self.words(Column.SUMMARY, SUMMARY_MAX),
            channel=channel,
            link=link,
            source=self.words(Column.SOURCE, SOURCE_MAX),
        )

    def _link(self) -> tuple[str, str]:
        text = one_line(self.cells.get(Column.LINK, ""))
        if not text or contact_in(text):
            return "", ""
        try:
            link = normal_channel("website", text)
        except DomainError:
            self.fault(Column.LINK, "import.bad_link")
            return "", ""
        host = (urlsplit(link).hostname or "").lower()
        known = next((name for end, name in _HOSTS.items() if host == end or host.endswith(f".{end}")), "website")
        return known, link
