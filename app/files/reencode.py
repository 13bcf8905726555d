"""Run as a child process on what a stranger sent, with little memory and little time: no picture can hurt the app.

stdin: the image; arguments: JPEG, PNG or WEBP, then for a photo the widths wanted. stdout without widths: the image
drawn anew in its own format, without metadata and so without the place it was taken at. With widths: WebP in each of
them, every one led by its `HEAD`. Exit codes stand in `EXIT`.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "WEBP": 20_000_000}  # a WebP is held four times while it is read
EXIT = {"fine": 0, "broken": 3, "too_many_pixels": 4, "moving": 5}
HEAD = struct.Struct(">III")  # width, height, bytes that follow
PAPER = (255, 255, 255)
PHOTO_QUALITY = 80
TALLEST = 2  # times the largest width: a long strip is not drawn higher than that


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(data: bytes, kind: str) -> "Image":
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own cap is lower and has an exit code of its own
    image = Image.open(io.BytesIO(data), formats=[kind])
    if image.width * image.height > MAX_PIXELS[kind]:
        sys.exit(EXIT["too_many_pixels"])
    return image


def redraw(data: bytes, kind: str) -> bytes:
    from PIL import ImageOps

    image = opened(data, kind)
    image.load()
    colours = "L" if image.mode in ("1", "L") else "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile") if image.mode in ("L", "RGB", "RGBA") else None
    upright = ImageOps.exif_transpose(image).convert("RGB" if kind == "JPEG" and colours == "RGBA" else colours)
    upright.info.clear()
    out = io.BytesIO()
    options: dict[str, object] = {"icc_profile": profile} if profile else {}
    if kind != "PNG":
        options["quality"] = 88
    upright.save(out, format=kind, **options)
    return out.getvalue()


def photo(data: bytes, kind: str, widths: list[int]) -> Iterator[tuple[int, int, bytes]]:
    """(width, height, WebP) for each wanted width that is smaller than the picture, and for what it can give at most.

    Upright, in sRGB, on white where it was transparent; nothing is drawn larger than it came.
    """
    from PIL import Image, ImageOps

    image = opened(data, kind)
    if getattr(image, "is_animated", False):
        sys.exit(EXIT["moving"])
    largest = max(widths)
    image.draft("RGB", (largest, largest))  # a JPEG is read at a fraction of its size already
    upright = ImageOps.exif_transpose(_coarse(_plain(image), largest))
    whole = _on_paper(_in_srgb(upright, image.info.get("icc_profile")))
    widest = min(whole.width, largest, max(1, TALLEST * largest * whole.width // whole.height))
    for width in [*(w for w in sorted(widths) if w < widest), widest]:
        height = max(1, round(whole.height * width / whole.width))
        out = io.BytesIO()
        whole.resize((width, height), Image.Resampling.LANCZOS).save(out, "WEBP", quality=PHOTO_QUALITY, method=4)
        yield width, height, out.getvalue()


def _plain(image: "Image") -> "Image":
    """Without palettes, single bits and 16-bit greys, which neither shrink nor mix well."""
    image.load()
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "1", "LA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _coarse(image: "Image", enough: int) -> "Image":
    """Quickly smaller by a whole factor, so that colours and turning cost little."""
    factor = min(image.width, image.height) // enough
    if factor < 2:
        return image
    smaller = image.reduce(factor)
    smaller.info.update(image.info)
    return smaller


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """A profile that is broken or of other colours than the picture says nothing and is left aside."""
    from PIL import ImageCms

    if not profile or image.mode not in ("L", "RGB", "CMYK"):
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _on_paper(image: "Image") -> "Image":
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, PAPER)
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def main(kind: str, widths: list[int]) -> int:
    limit()
    data = sys.stdin.buffer.read()
    try:
        sizes = list(photo(data, kind, widths)) if widths else []
        result = b"".join(HEAD.pack(w, h, len(body)) + body for w, h, body in sizes) or redraw(data, kind)
    except (Exception, RecursionError, MemoryError):
        return EXIT["broken"]
    sys.stdout.buffer.write(result)
    return EXIT["fine"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [int(width) for width in sys.argv[2:]]))
