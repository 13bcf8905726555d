"""The content of the demo as people write it: the files of `data/demo`."""

from typing import Any

import yaml

from app.config import ROOT

SHELF = ROOT / "data" / "demo"


def read(name: str) -> list[dict[str, Any]]:
    with (SHELF / f"{name}.yaml").open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = yaml.safe_load(file)
    return rows
