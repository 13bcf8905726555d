"""The press: a typst template and plain values in, PDF bytes out. Knows fonts and formats, not what the paper says."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg
import typst

FAMILIES = ("Playfair Display", "Be Vietnam Pro")
PICTURE_PPI = 192  # two pixels for one of the page
TEMPLATES = Path(__file__).parent

_NOT_IN_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')

# typst wants a fixed offset; Vietnam has had this one since 1975.
_HANOI = timezone(timedelta(hours=7))


class PaperError(Exception):
    """The paper could not be set exactly as asked: a font is missing, or a sign that neither typeface has.

    `missing` are those signs, where that was it.
    """

    @property
    def missing(self) -> str:
        return "".join(dict.fromkeys("".join(_NOT_IN_FONT.findall(str(self)))))


@cache
def house_fonts() -> typst.Fonts:
    """The two families and nothing else, so a paper looks the same on every machine."""
    folders = sorted({str(file.path.parent) for family in FAMILIES for file in fontpkg.family(family).files})
    return fonts_in(*folders)


def fonts_in(*folders: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def print_paper(template: str, values: Mapping[str, Any], *, dated: date, fonts: typst.Fonts | None = None) -> bytes:
    """Equal input gives equal bytes: the PDF's own time stamp is midnight in Hanoi of `dated`.

    Values travel as JSON beside the template, so no text in them is ever read as typst code.
    A missing font is only a warning to typst, and the text would silently appear in another face or not at all.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(TEMPLATES / template),
            root=str(TEMPLATES),
            font_paths=fonts or house_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime.combine(dated, time(), tzinfo=_HANOI),
            format="pdf",
        )
    except typst.TypstError as error:
        raise PaperError(error.diagnostic) from error
    if warnings:
        raise PaperError("; ".join(warning.message for warning in warnings))
    return pdf


def draw(template: str, values: Mapping[str, Any]) -> str:
    """One page as SVG, its letters as outlines: it looks the same wherever it is shown, also where no font may be
    loaded. Equal input gives equal text; a sign that neither typeface has is an empty box. Some
    milliseconds: fast enough for a request.
    """
    svg = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=house_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        format="svg",
    )
    return bytes(svg).decode()


def picture(svg: str, *, width: int, ground: str) -> bytes:
    """A drawing as PNG, twice as fine as it is shown, on a ground of its own; equal input gives equal bytes."""
    png = typst.compile(
        str(TEMPLATES / "chart.typ"),
        root=str(TEMPLATES),
        font_paths=house_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps({"svg": svg, "width": width, "ground": ground}, ensure_ascii=False)},
        format="png",
        ppi=PICTURE_PPI,
    )
    return bytes(png)
