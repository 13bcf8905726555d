"""Three certificates as somebody found them good: a glyph that moved or is gone anywhere on the page is seen."""

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.papers.golden import AGREEMENT, FOLDER, SAMPLES, STACKED, kept, picture, worst_spot

# What rounding of greys and another smoothing of edges may make; the least mark of the smallest words makes twice that.
TOLERATED = 20


@pytest.mark.parametrize("name", SAMPLES)
def test_it_looks_as_it_did(name: str) -> None:
    apart = worst_spot(picture(SAMPLES[name]), kept(name))
    assert apart <= TOLERATED, f"look at it, then `python -m tests.papers.golden` ({apart})"


@pytest.mark.parametrize(
    "change",
    [
        {"name_vi": STACKED.replace("ợ", "ơ", 1)},
        {"name_vi": STACKED.replace("ỗ", "ô")},
        {"name_vi": STACKED.replace("”", '"')},
        {"ward": "Phường Ô Chơ Dừa"},
        {"criteria_label": "Bô tiêu chí thử nghiệm 2026"},
        {"issuer_en": "Hanoi Department of Culture and Sport"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_single_mark_is_enough_to_be_seen(change: dict[str, Any]) -> None:
    assert worst_spot(picture(replace(SAMPLES["stacked"], **change)), kept("stacked")) > 2 * TOLERATED


def test_so_is_a_tenth_of_an_inch() -> None:
    whole = picture(SAMPLES["short"])
    name = (400, 420, 900, 500)
    moved = whole.copy()
    moved.paste(ImageChops.offset(whole.crop(name), 11, 0), name)
    assert worst_spot(moved, kept("short")) > 2 * TOLERATED


def test_another_smoothing_of_edges_is_not() -> None:
    whole = picture(SAMPLES["short"])
    softer = whole.transform(whole.size, Image.Transform.AFFINE, (1, 0, 0.1, 0, 1, 0), Image.Resampling.BICUBIC)
    assert worst_spot(softer, kept("short")) <= TOLERATED


def test_the_hard_name_is_as_long_as_names_may_be() -> None:
    assert len(STACKED) == 120
    assert {path.stem for path in FOLDER.iterdir()} == {*SAMPLES, AGREEMENT}
    assert all(path.stat().st_size < 80_000 for path in FOLDER.iterdir())
