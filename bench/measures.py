"""docs/measures.md: what benches found last, each in a part of its own."""

from collections.abc import Iterable

from app.config import ROOT
from app.core import clock

PAGE = ROOT / "docs" / "measures.md"


def put(name: str, words: str, lines: Iterable[str]) -> None:
    """Write the part of this name anew, and leave the others as they are."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    part = "\n".join([begin, "", f"{words} Measured on {clock.today().isoformat()}.", "", *lines, "", end])
    PAGE.write_text(f"{before}{part}{after}", encoding="utf-8")
