"""`make run`: prepare a demo instance, then web and worker until Ctrl-C.

Writes `.env` once (mode, instance, a generated secret), which every later `flask` command reads.
"""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
LAST_WORDS_SECONDS = 20
LAST_REQUEST_SECONDS = 15  # a worker of granian at times stays although it has answered everything; then it is ended


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=5000)
    arguments.add_argument("--instance", type=Path, default=Path("instance"))
    given = arguments.parse_args()
    instance = given.instance.resolve()
    _write_env(instance)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.update(PORT=str(given.port), INSTANCE=str(instance), BIND=HOST)
    if _port_taken(given.port):
        print(f"port {given.port} is in use: try make run PORT={given.port + 1}", file=sys.stderr)
        return 1
    sign_ins = _prepare()
    return _serve(given.port, instance, sign_ins)


def _prepare() -> str:
    """Schema, seed and demo data, in one process because loading the app three times is most of a second start.

    Returns the sign-ins as a table. Imported here: the app reads the environment that `main` has just set.
    """
    from app import create_app
    from app.core import schema
    from app.core.db import db, transact
    from app.demo.load import load_demo
    from app.demo.people import listed
    from app.seed import seed

    app = create_app()
    with app.app_context():
        schema.upgrade(db.engine)
        transact(seed)
        load_demo()
    app.extensions["database"].dispose()
    return "\n".join(f"{one['role']:<20}{one['email']:<28}{one['password']}" for one in listed())


def _write_env(instance: Path) -> None:
    env = ROOT / ".env"
    if not env.exists() and "SECRET_KEY" not in os.environ:
        env.write_text(f"MODE=demo\nINSTANCE={instance}\nSECRET_KEY={secrets.token_urlsafe(48)}\n", encoding="utf-8")
        env.chmod(0o600)


def _port_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _serve(port: int, instance: Path, sign_ins: str) -> int:
    """Both processes in one group of their own, so that one signal ends whatever they started too."""
    log = (instance / "server.log").open("ab")
    web: list[str | Path] = [BIN / "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2",
           "--workers-kill-timeout", str(LAST_REQUEST_SECONDS), "--no-ws", "--log-level", "warning",
           "wsgi:app"]  # fmt: skip
    worker: list[str | Path] = [BIN / "flask", "--app", "wsgi", "worker"]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        for command in (web, worker)
    ]
    stopping = False

    def stop(*_signal: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        if not _wait_until_ready(port, children):
            print(f"the server did not start; see {instance / 'server.log'}", file=sys.stderr)
            return 1
        print(f"\n{sign_ins}\n")
        print(f"mail of the demo: http://{HOST}:{port}/dev/mail    components: http://{HOST}:{port}/dev/components")
        print(f"ready http://{HOST}:{port}", flush=True)
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        return 0 if stopping else 1
    finally:
        end(children)
        log.close()


def _wait_until_ready(port: int, children: list[subprocess.Popen[bytes]]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Each is asked to finish what it does and tells its own children; after that, everything they started goes."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + LAST_WORDS_SECONDS
    while time.monotonic() < deadline and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    raise SystemExit(main())
