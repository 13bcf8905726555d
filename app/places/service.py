import csv
from pathlib import Path

from app.core.db import db
from app.core.text import nfc
from app.places.models import Ward


def load_wards(path: Path) -> int:
    """Bring the table up to the file, by code; returns how many units the file holds."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        db.session.merge(
            Ward(
                code=row["code"],
                kind=nfc(row["kind"]),
                name=nfc(row["name"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
        )
    return len(rows)
