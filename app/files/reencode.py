"""Run as a child process, never imported by the app: opens what a stranger sent, with little memory and little time.

stdin: the image; argument: JPEG, PNG or WEBP; stdout: it drawn anew, without metadata and so without the place it was
taken at. Exit codes stand in `EXIT`.
"""

import io
import resource
import sys

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_PIXELS = 40_000_000
EXIT = {"fine": 0, "broken": 3, "too_many_pixels": 4}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def redraw(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own cap is lower and has an exit code of its own
    image = Image.open(io.BytesIO(data), formats=[kind])
    if image.width * image.height > MAX_PIXELS:
        sys.exit(EXIT["too_many_pixels"])
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


def main(kind: str) -> int:
    limit()
    data = sys.stdin.buffer.read()
    try:
        result = redraw(data, kind)
    except (Exception, RecursionError, MemoryError):
        return EXIT["broken"]
    sys.stdout.buffer.write(result)
    return EXIT["fine"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
