"""One file that holds a whole installation: rows, uploaded files, keys, and a manifest that vouches for each part.

The manifest is written last, so an archive that broke off has none and is refused.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SETTINGS = "settings.env"
_MEMBER = re.compile(r"tables/[a-z][a-z0-9_]*\.jsonl|files/([0-9a-f]{2})/\1[0-9a-f]{62}|settings\.env|manifest\.json")
_CHUNK = 1 << 20


class BrokenArchive(Exception):
    """The file is no whole backup of ours; the message says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    made_at: str
    app_version: str
    commit: str
    revision: str
    engine: str
    rows: dict[str, int]  # by table
    key_digest: str
    missing_files: list[str]  # named by a row, but already gone or damaged when the backup was made
    digests: dict[str, str] = field(default_factory=dict)  # SHA-256 of every other member
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        return [name.rpartition("/")[2] for name in self.digests if name.startswith("files/")]


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            self._add(name, source, path.stat().st_size)

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        reading = _Hashing(source)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, reading)
        self.digests[name] = reading.hasher.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        self.add(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.hasher = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.hasher.update(data)
        return data


@contextmanager
def new_archive(path: Path) -> Iterator[Writer]:
    """Readable by its owner alone; under its own name only once it is whole and on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def unpack(path: Path, into: Path) -> Manifest:
    """Write every member below `into`, and vouch for each. Raises BrokenArchive; nothing outside `into` is touched."""
    digests: dict[str, str] = {}
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            for member in tar:
                if not member.isreg() or not _MEMBER.fullmatch(member.name) or member.name in digests:
                    raise BrokenArchive(f"it holds {member.name!r}, which no backup has")
                digests[member.name] = _write_out(tar, member, into / member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BrokenArchive(f"it cannot be read to its end ({error})") from error
    digests.pop(MANIFEST, None)
    manifest = _manifest_in(into)
    if digests != manifest.digests:
        changed = sorted(
            name for name in digests | manifest.digests if digests.get(name) != manifest.digests.get(name)
        )
        raise BrokenArchive(f"{len(changed)} parts are not what the manifest says: {', '.join(changed[:3])}")
    return manifest


def read_settings(path: Path) -> bytes | None:
    """The keys inside an archive, if it has them; not vouched for."""
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            for member in tar:
                if member.name == SETTINGS and member.isreg():
                    found = tar.extractfile(member)
                    return found.read() if found else None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BrokenArchive(f"it cannot be read ({error})") from error
    return None


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    source = tar.extractfile(member)
    assert source is not None
    reading = _Hashing(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        while data := reading.read(_CHUNK):
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return reading.hasher.hexdigest()


def _manifest_in(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not path.exists():
        raise BrokenArchive("it has no manifest: the backup broke off")
    said: dict[str, Any] = json.loads(path.read_bytes())
    if said.get("format") != FORMAT:
        raise BrokenArchive(f"it is of format {said.get('format')}; this version reads {FORMAT}")
    return Manifest(**said)
