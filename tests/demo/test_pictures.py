"""Pictures drawn by code: the same for the same seed, and cheap to store."""

import io

import pytest
from PIL import Image

from app.demo.pictures import MOTIFS, photos, picture
from app.files.store import path_of_digest


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_a_seed_gives_one_picture(motif):
    drawn = picture("lo-gom", motif)
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("WEBP", (960, 640))
        assert len(image.convert("RGB").getcolors(1 << 20) or []) > 1000
    assert len(drawn) < 120_000
    assert picture("lo-gom", motif) == drawn
    assert picture("hai-gian", motif) != drawn


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_photos_come_in_sizes_with_words(ctx):
    first, second = photos("lo-gom", "kilns", "water")
    assert (first.alt_vi, first.alt_en) == ("Tranh minh họa: ba cửa lò vòm", "Drawing: three arched kilns")
    assert first.prepared != second.prepared
    for width, height, file in first.prepared.sizes:
        with Image.open(path_of_digest(file.sha256)) as image:
            assert image.size == (width, height)
    assert [size[:2] for size in first.prepared.sizes] == [(480, 320), (960, 640)]
