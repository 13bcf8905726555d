"""The one file that every application of the demo brings along."""

from pathlib import Path

import typst

from app.papers.press import house_fonts

TEMPLATE = Path(__file__).with_name("letter.typ")


def letter_of_introduction() -> bytes:
    return bytes(
        typst.compile(
            str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=house_fonts(), ignore_system_fonts=True, format="pdf"
        )
    )
