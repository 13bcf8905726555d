"""The real demo (two web processes, a worker, mail as files) and a real Chromium."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from app.config import ROOT

PATIENCE = 60_000  # milliseconds: a busy machine is slow, and that is no fault of a page
expect.set_options(timeout=PATIENCE)


@dataclass
class Site:
    url: str
    instance: Path
    _accounts: dict[str, list[str]] = field(default_factory=dict)

    def letters_to(self, address: str) -> list[str]:
        """Letters of the demo to an address, oldest first, decoded."""
        found = []
        for file in sorted((self.instance / "mail").glob("*.eml")):
            message = message_from_bytes(file.read_bytes(), policy=default)
            words = message.get_body(("plain",))
            if words and address in str(message["To"]):
                found.append(f"{message['Subject']}\n{words.get_content()}")
        return found

    def accounts(self) -> dict[str, list[str]]:
        """E-mail addresses by role; every demo account has the password in `PASSWORDS`."""
        if self._accounts:
            return self._accounts
        listing = subprocess.run(
            [Path(sys.executable).parent / "flask", "--app", "wsgi", "demo", "accounts", "--json"],
            cwd=ROOT, env=environment(self.instance), check=True, capture_output=True, text=True,
        )  # fmt: skip
        for account in json.loads(listing.stdout):
            self._accounts.setdefault(account["role"], []).append(account["email"])
            PASSWORDS[account["email"]] = account["password"]
        return self._accounts


PASSWORDS: dict[str, str] = {}


def environment(instance: Path) -> dict[str, str]:
    return {**os.environ, "MODE": "demo", "INSTANCE": str(instance), "SECRET_KEY": "browser-" * 8, "DATABASE_URL": ""}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("browser")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.serve", "--port", str(port), "--instance", str(instance)],
        cwd=ROOT, env=environment(instance), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("ready "):
            break
    else:
        pytest.fail("the demo did not start:\n" + "".join(said))
    yield Site(f"http://127.0.0.1:{port}", instance)
    process.send_signal(signal.SIGINT)
    process.wait(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """A fresh window at 1440 px, in Vietnamese."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1440, "height": 900}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def wait_for(what: object, seconds: float = PATIENCE / 1000) -> object:
    """Poll a callable until it gives something true: for what the worker does in its own time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if got := what():  # type: ignore[operator]
            return got
        time.sleep(0.1)
    raise AssertionError("waited in vain")
