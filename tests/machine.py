"""Web and worker as a server runs them: other processes, a real port, real files. They can be stopped or killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.config import ROOT, Config
from deploy.serve import LAST_REQUEST_SECONDS
from tests.web.browserless import forms_of

BIN = Path(sys.executable).parent


def wait_for(what: Callable[[], object], seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def somebody_waits_for(lock: Path) -> bool:
    """The kernel marks who waits for a lock with an arrow."""
    inode = f":{lock.stat().st_ino}"
    waiting = (line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" in line)
    return any(word.endswith(inode) for words in waiting for word in words)


class Machine:
    """`mode` "demo" has a queue that lives in files, as on a server; its letters go to `smtp` on loopback."""

    def __init__(self, config: Config, *, mode: str = "demo", smtp: int | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "MODE": mode,
            "INSTANCE": str(config.instance),
            "DATABASE_URL": config.database_url,
            "SECRET_KEY": config.secret_key,
            "SITE_URL": self.url,
            "BIND": "127.0.0.1",
            **({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(smtp)} if smtp else {}),
        }
        self._log_path = config.instance / "machine.log"
        self._log = self._log_path.open("ab")
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start_web(self, *options: str, workers: int = 2, target: str = "wsgi:app") -> None:
        self.web = self._start(
            "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", str(workers),
            "--workers-kill-timeout", str(LAST_REQUEST_SECONDS), "--no-ws", *options, target,
        )  # fmt: skip
        deadline = time.monotonic() + 30 * workers
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2)
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def start_worker(self) -> None:
        self.worker = self._start("flask", "--app", "wsgi", "worker")

    def flask(self, *arguments: str) -> str:
        """A command of the app, run to its end."""
        done = subprocess.run(
            [BIN / "flask", "--app", "wsgi", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        """As a power cut would: no last words, the children too."""
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    def complaints(self) -> str:
        """What the processes have logged as errors, the latest last."""
        lines = self._log_path.read_text(errors="replace").splitlines()
        return "\n".join([line for line in lines if '"level": "error"' in line or "Traceback" in line][-5:])

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                process.terminate()
        for process in (self.web, self.worker):
            if process is not None:
                process.wait(30)
        self._log.close()

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [BIN / program, *arguments],
            cwd=ROOT, env=self.environment, stdout=self._log, stderr=self._log, start_new_session=True,
        )  # fmt: skip


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        """A redirect is the answer we want to see."""


class Browser:
    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = CookieJar()

    def send(self, path: str, data: dict[str, Any] | None = None) -> tuple[int, str]:
        """Status and body. With a file among the data it is sent as a form with files."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _NoRedirects)
        request = urllib.request.Request(self.url + path)
        if data is not None and any(isinstance(value, FileStorage) for value in data.values()):
            boundary, request.data = encode_multipart(data)
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        elif data is not None:
            request.data = urllib.parse.urlencode(data).encode()
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def fields_of(self, path: str) -> dict[str, str]:
        _status, html = self.send(path)
        form = next(f for f in forms_of(html) if "csrf_token" in f.fields and f.action != "/sign-out")
        return form.fields.to_dict()

    def sign_in(self, email: str, password: str) -> None:
        assert self.send("/sign-in", self.fields_of("/sign-in") | {"email": email, "password": password})[0] == 302
