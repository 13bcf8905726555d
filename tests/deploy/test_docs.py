"""What the pages for people say is so: links lead somewhere, pictures are there and small, words are on the screens."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.config import ROOT
from app.demo.people import PASSWORD, listed
from app.jobs import JOBS
from deploy.pictures import FOLDER, MOST_BYTES, PICTURES

PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
TOLD_TO_PRESS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


@pytest.mark.parametrize("text", PAGES, ids=lambda text: text.name)
def test_links_and_pictures_lead_somewhere(text: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", text.read_text(encoding="utf-8"))
    here = [target for target in targets if not target.startswith("https://")]
    assert [target for target in here if not (text.parent / target).exists()] == []


def test_every_picture_is_taken_shown_and_small() -> None:
    said = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    there = {file.stem for file in FOLDER.iterdir()}
    assert there == {picture.name for picture in PICTURES} == set(re.findall(r"pictures/([\w-]+)\.webp", said))
    assert [file.name for file in FOLDER.iterdir() if file.stat().st_size > MOST_BYTES] == []


@pytest.mark.parametrize("name", ["README.md", "docs/handbook.vi.md"])
def test_words_that_people_are_told_to_look_for_are_on_the_screens(name: str) -> None:
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as catalogue:
        sentences = [one if isinstance(one, str) else one[0] for m in read_po(catalogue) if (one := m.id)]
    told = [
        words for all_of_it in TOLD_TO_PRESS.findall((ROOT / name).read_text(encoding="utf-8"))
        for words in all_of_it.split(" → ") if words != "nghiêng"
    ]  # fmt: skip
    assert len(told) > 10
    assert [words for words in told if words not in sentences and f"{words} %(num)d" not in " ".join(sentences)] == []


def _left_out(names: set[str], page: str) -> list[str]:
    """Names that the page does not set in code."""
    assert names, "the search finds nothing: it cannot fail"
    said = set(re.findall(r"`([\w-]+)`", (ROOT / page).read_text(encoding="utf-8")))
    return sorted(names - said)


def _settings() -> set[str]:
    """Without the port, which is the demo's and an argument of `make run`."""
    return set(re.findall(r'given\.get\("(\w+)"', (ROOT / "app/config.py").read_text(encoding="utf-8"))) - {"PORT"}


def test_operations_names_every_setting_finding_and_job() -> None:
    checks = (ROOT / "app/checks.py").read_text(encoding="utf-8")
    findings = set(re.findall(r'(?:_error|_warning|Finding)\((?:Level\.\w+, |level, )?"(\w+)"', checks))
    assert _left_out(_settings() | findings | set(JOBS), "docs/operations.md") == []


def test_the_example_of_the_settings_has_them_all() -> None:
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    assert _settings() == example


def test_every_package_has_its_floor() -> None:
    packages = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    said = set(re.findall(r"\w+", (ROOT / "docs/house.md").read_text(encoding="utf-8")))
    assert packages - said == set()


def test_the_demo_accounts_are_those_of_the_readme() -> None:
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    assert PASSWORD in said
    assert [one["email"] for one in listed() if one["email"].partition("@")[0] + "@" not in said] == []
