import csv
from pathlib import Path

from app.core.db import db
from app.core.text import nfc, searchable
from app.places.models import Ward


def load_wards(path: Path, old_districts: Path) -> int:
    """Bring the table up to the two files, by code; returns how many units they hold."""
    rows = _rows(path)
    formed_from = {row["code"]: nfc(row["old_districts"]).split(";") for row in _rows(old_districts)}
    for row in rows:
        districts = formed_from[row["code"]]
        db.session.merge(
            Ward(
                code=row["code"],
                kind=nfc(row["kind"]),
                name=nfc(row["name"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                old_districts=districts,
                search_text=searchable(row["name"], *districts),
            )
        )
    return len(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    """Of a table with notes above it, each line of which begins with #."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
