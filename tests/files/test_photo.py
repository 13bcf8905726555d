"""What becomes of a photo that a stranger sends: sizes in WebP, nothing hidden in them, or a named reason."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageStat

from app.core.errors import DomainError
from app.files.kinds import PHOTO_WIDTHS
from app.files.reencode import MAX_PIXELS
from app.files.service import prepare_photo
from app.files.store import folder, path_of_digest
from tests.files.factories import PDF, picture, upload


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """No row is touched here: the disk is the same under either database."""
    return f"sqlite:///{tmp_path / 'unused.db'}"


def sizes(data: bytes, name: str) -> list[Image.Image]:
    """The pictures that were stored, opened; each is what its row would say it is."""
    opened = []
    for width, height, file in prepare_photo(upload(data, name)).sizes:
        with Image.open(path_of_digest(file.sha256)) as image:
            image.load()
            assert (image.format, image.size, file.media_type) == ("WEBP", (width, height), "image/webp")
            assert not {"exif", "icc_profile", "xmp"} & set(image.info)
            opened.append(image)
    return opened


def colour(image: Image.Image) -> tuple[int, ...]:
    return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def near(image: Image.Image, wanted: tuple[int, int, int], within: int = 6) -> bool:
    return all(abs(a - b) <= within for a, b in zip(colour(image), wanted, strict=True))


def refusal(data: bytes, name: str) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as refused:
        prepare_photo(upload(data, name), field="photo")
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ((2400, 1600), [(480, 320), (960, 640), (1600, 1067)]),
        ((1000, 500), [(480, 240), (960, 480), (1000, 500)]),
        ((700, 700), [(480, 480), (700, 700)]),
        ((480, 300), [(480, 300)]),
        ((40, 30), [(40, 30)]),
        ((20, 9000), [(7, 3150)]),
        ((9000, 20), [(480, 1), (960, 2), (1600, 4)]),
    ],
)
def test_sizes_are_made_and_none_is_larger_than_what_came(ctx, given, stored):
    assert [image.size for image in sizes(picture("JPEG", given), "a.jpg")] == stored


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpeg"), ("PNG", "a.PNG"), ("WEBP", "a.webp")])
def test_the_three_kinds_are_taken(ctx, kind, name):
    (image,) = sizes(picture(kind), name)
    assert near(image, (168, 35, 28), 10)


def test_the_place_it_was_taken_at_is_gone_and_it_stands_upright(ctx):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (21.0, 2.0, 3.0)
    made = Image.new("RGB", (900, 600), "white")
    made.paste((0, 0, 255), (0, 0, 900, 300))  # blue above; turned by 90° it stands at the right
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif.tobytes())
    stored = sizes(out.getvalue(), "a.jpg")
    assert [image.size for image in stored] == [(480, 720), (600, 900)]
    assert stored[0].getpixel((440, 360))[2] > 200 > stored[0].getpixel((440, 360))[0]
    assert min(stored[0].getpixel((40, 360))) > 200
    for path in folder().glob("??/*"):
        assert b"SECRET-CAMERA" not in path.read_bytes()
        assert b"Exif" not in path.read_bytes()


@pytest.mark.parametrize(
    "payload",
    [b"<script>PAYLOAD</script>", b"PK\x03\x04PAYLOAD" + b"\0" * 40, PDF + b"PAYLOAD", b"#!/bin/sh\nPAYLOAD"],
)
def test_what_rides_along_behind_a_picture_is_left_behind(ctx, payload):
    data = picture("JPEG") + payload
    sizes(data, "a.jpg")
    sizes(_png_with_comment(payload), "a.png")
    assert all(b"PAYLOAD" not in path.read_bytes() for path in folder().glob("??/*"))


def _png_with_comment(text: bytes) -> bytes:
    whole = picture("PNG")
    return whole[:33] + _chunk(b"tEXt", b"Comment\0" + text) + whole[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _bomb(width: int, height: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(b"\0" * 40_000_000, 9)) + _chunk(b"IEND", b"")


def test_a_small_file_of_enormous_size_is_told_apart(ctx):
    bomb = _bomb(30_000, 30_000)
    assert len(bomb) < 60_000
    assert refusal(bomb, "a.png") == ("file.too_many_pixels", "photo")


def _moving(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.jpg", "file.empty"),
        (PDF, "a.pdf", "file.wrong_kind"),
        (PDF, "a.jpg", "file.wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg", "file.wrong_kind"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "file.wrong_kind"),
        (_moving("GIF"), "a.gif", "file.wrong_kind"),
        (_moving("WEBP"), "a.webp", "file.moving"),
        (_moving("PNG"), "a.png", "file.moving"),
        (picture("BMP"), "a.bmp", "file.wrong_kind"),
        (picture("TIFF"), "a.tiff", "file.wrong_kind"),
        (picture("PNG"), "a.jpg", "file.name_does_not_fit"),
        (picture("JPEG", (400, 300))[:-400], "a.jpg", "file.broken"),
        (picture("JPEG")[:40], "a.jpg", "file.broken"),
        (picture("PNG", (400, 300))[:-60], "a.png", "file.broken"),
        (picture("WEBP", (400, 300))[:-30], "a.webp", "file.broken"),
    ],
)
def test_anything_else_is_refused_with_its_reason(ctx, data, name, code):
    assert refusal(data, name) == (code, "photo")
    assert not folder().exists() or not list(folder().glob("??/*"))


def test_a_photo_for_print_becomes_one_for_screens(ctx):
    (image,) = sizes(picture("JPEG", mode="CMYK"), "a.jpg")
    assert image.mode == "RGB"


@pytest.mark.parametrize(("value", "wanted"), [(0, 0), (32_768, 128), (65_535, 255)])
def test_sixteen_bits_of_grey_keep_their_light(ctx, value, wanted):
    out = io.BytesIO()
    Image.new("I;16", (40, 30), value).save(out, "PNG")
    (image,) = sizes(out.getvalue(), "a.png")
    assert near(image, (wanted, wanted, wanted))


def test_sixteen_bits_of_colour_keep_theirs(ctx):
    row = b"\0" + struct.pack(">HHH", 0xA800, 0x2300, 0x1C00) * 40
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 16, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(row * 30)) + _chunk(b"IEND", b"")
    (image,) = sizes(data, "a.png")
    assert near(image, (0xA8, 0x23, 0x1C), 10)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_lies_on_white_paper(ctx, mode):
    made = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    out = io.BytesIO()
    made.convert(mode).save(out, "PNG", **({"transparency": 0} if mode == "P" else {}))
    (image,) = sizes(out.getvalue(), "a.png")
    assert image.mode == "RGB"
    assert near(image, (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_black_and_white_and_few_colours_are_pictures_too(ctx, mode):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").convert(mode).save(out, "PNG")
    (image,) = sizes(out.getvalue(), "a.png")
    assert near(image, (255, 255, 255))


def test_colours_of_another_profile_are_told_in_srgb(ctx):
    linear = _with_linear_curves(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data = picture("PNG", icc_profile=linear)
    (image,) = sizes(data, "a.png")
    assert colour(image)[0] > 190  # 168 of linear light is a far lighter red on a screen
    (plain,) = sizes(picture("PNG", icc_profile=b"broken"), "b.png")
    assert near(plain, (168, 35, 28), 10)


def _with_linear_curves(profile: bytes) -> bytes:
    """The sRGB profile with its tone curves replaced by straight lines."""
    changed = bytearray(profile)
    for n in range(struct.unpack_from(">I", profile, 128)[0]):
        tag, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * n)
        if tag in (b"rTRC", b"gTRC", b"bTRC"):
            changed[offset : offset + size] = (b"curv" + struct.pack(">II", 0, 0)).ljust(size, b"\0")
    return bytes(changed)


@pytest.mark.parametrize(
    ("kind", "width", "height"), [("JPEG", 7300, 5470), ("PNG", 7300, 5470), ("WEBP", 5160, 3870)]
)
def test_the_largest_picture_we_promise_fits_the_limits(ctx, kind, width, height):
    assert 0.99 * MAX_PIXELS[kind] <= width * height <= MAX_PIXELS[kind]
    data = picture(kind, (width, height), "RGBA" if kind != "JPEG" else "RGB")
    assert [image.width for image in sizes(data, f"a.{kind.lower()}")] == list(PHOTO_WIDTHS)


def test_the_largest_size_is_sharp(ctx):
    """Drawn smaller from the whole picture, not larger from a reading of it that was too coarse."""
    out = io.BytesIO()
    Image.effect_noise((3300, 2200), 90).convert("RGB").save(out, "JPEG", quality=95)
    largest = sizes(out.getvalue(), "a.jpg")[-1].convert("L")
    assert ImageStat.Stat(largest).stddev[0] > 25
