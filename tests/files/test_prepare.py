"""What comes in from strangers: by its bytes, drawn anew, named reasons."""

import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from app.core import clock
from app.core.errors import DomainError
from app.files import kinds
from app.files.reencode import EXIT
from app.files.service import file_name, prepare_bytes, prepare_upload
from app.files.store import folder, path_of_digest
from tests.files.factories import PDF, picture, upload


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """No row is touched here: the disk is the same under either database."""
    return f"sqlite:///{tmp_path / 'unused.db'}"


def refusal(data: bytes, name: str) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as refused:
        prepare_upload(upload(data, name), field="proof")
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "quyết định.pdf", "application/pdf"),
        (picture("PNG"), "ảnh.PNG", "image/png"),
        (picture("JPEG"), "ảnh.jpeg", "image/jpeg"),
        (picture("JPEG"), "ảnh.jpg", "image/jpeg"),
        (picture("WEBP"), "ảnh.webp", "image/webp"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_four_kinds_are_taken(ctx, data, name, media_type):
    prepared = prepare_upload(upload(data, name))
    assert (prepared.name, prepared.media_type) == (name, media_type)
    assert path_of_digest(prepared.sha256).stat().st_size == prepared.size


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "file.empty"),
        (b"hello", "a.pdf", "file.wrong_kind"),
        (b"MZ\x90\x00" + b"\0" * 200, "a.pdf", "file.wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "file.wrong_kind"),
        (b"<html><script>alert(1)</script></html>", "a.png", "file.wrong_kind"),
        (b"GIF89a" + b"\0" * 50, "a.gif", "file.wrong_kind"),
        (b"PK\x03\x04" + b"\0" * 50, "a.docx", "file.wrong_kind"),
        (b"\n\n" + PDF, "a.pdf", "file.wrong_kind"),
        (picture("PNG"), "a.pdf", "file.name_does_not_fit"),
        (PDF, "a.png", "file.name_does_not_fit"),
        (PDF, "a", "file.name_does_not_fit"),
        (PDF, "a.pdf.exe", "file.name_does_not_fit"),
        (PDF[:-30], "a.pdf", "file.broken"),
        (b"%PDF-1.7\n" + b"\0" * 4000, "a.pdf", "file.broken"),
        (PDF.replace(b"startxref\n105", b"startxref\n999999"), "a.pdf", "file.broken"),
        (picture("PNG", (400, 300))[:-60], "a.png", "file.broken"),
        (picture("JPEG")[:40], "a.jpg", "file.broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused_with_its_reason(ctx, data, name, code):
    assert refusal(data, name) == (code, "proof")
    assert not folder().exists() or not list(folder().glob("??/*"))


def test_size_is_counted_not_believed(ctx):
    assert refusal(PDF + b"\0" * kinds.MAX_BYTES, "a.pdf") == ("file.too_large", "proof")


def test_a_bomb_of_pixels_is_told_apart(ctx):
    bomb = picture("PNG", (9000, 9000), "L")
    assert len(bomb) < 200_000
    assert refusal(bomb, "a.png") == ("file.too_many_pixels", "proof")


def test_the_largest_picture_we_promise_fits_the_limits(ctx):
    prepared = prepare_upload(upload(picture("JPEG", (7300, 5470)), "a.jpg"))
    with Image.open(path_of_digest(prepared.sha256)) as image:
        assert image.size == (7300, 5470)


def test_pictures_lose_what_was_hidden_in_them(ctx):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x0112] = 6  # turned: the picture must come out upright
    data = picture("JPEG", (40, 30), exif=exif.tobytes()) + b"<script>PAYLOAD</script>"
    stored = path_of_digest(prepare_upload(upload(data, "a.jpg")).sha256).read_bytes()
    assert b"SECRET-CAMERA" not in stored
    assert b"PAYLOAD" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_colours_and_transparency_stay(ctx, mode):
    stored = path_of_digest(prepare_upload(upload(picture("PNG", mode=mode), "a.png")).sha256)
    with Image.open(stored) as image:
        assert image.mode == mode


def _child(code: str) -> int:
    """What the limits of the child do to `code`."""
    program = f"import runpy; m = runpy.run_path({str(kinds.CHILD)!r}); m['limit'](); {code}"
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False).returncode


def test_the_child_has_little_memory_and_writes_no_files(tmp_path):
    assert _child("bytearray(64 << 20)") == 0
    assert _child("bytearray(600 << 20)") != 0
    assert _child(f"open({str(tmp_path / 'out')!r}, 'w').write('x' * 10000)") != 0


def test_the_child_reads_only_the_kind_it_is_told():
    command = [sys.executable, "-I", str(kinds.CHILD), "PNG"]
    done = subprocess.run(command, input=picture("JPEG"), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (EXIT["broken"], b"")


def test_the_same_bytes_are_stored_once_and_made_young_again(ctx):
    first = prepare_bytes(b"one", "a.txt", "text/plain")
    path = path_of_digest(first.sha256)
    os.utime(path, (1, 1))
    assert prepare_bytes(b"one", "b.txt", "text/plain").sha256 == first.sha256
    assert clock.now().timestamp() - path.stat().st_mtime < 60
    assert [p.name for p in folder().glob("??/*")] == [first.sha256]


def test_a_disk_that_is_full_leaves_nothing_half(ctx, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        prepare_bytes(b"two", "a.txt", "text/plain")
    assert list(folder().glob("??/*")) == []


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Lan\\Hồ sơ.pdf", "Hồ sơ.pdf"),
        ('a"\r\nSet-Cookie: x=1.pdf', 'a" Set-Cookie: x=1.pdf'),
        ("a\x00.pdf", "a.pdf"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_labels_never_paths(given, label):
    assert file_name(given) == label
