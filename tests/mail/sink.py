"""A real SMTP server on loopback that keeps what it takes and can be told to be difficult."""

import asyncio
import socket
import threading
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

CUT = "cut"


@dataclass
class Taken:
    recipients: list[str]
    message: EmailMessage
    raw: bytes


class Sink:
    """`refuse` maps an address to the line its RCPT is answered with; `after_data` answers every letter, or is `CUT`:
    the letter is kept and the line goes dead. While `hold` is cleared, a letter that was read waits for its answer."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.refuse: dict[str, str] = {}
        self.after_data = "250 OK"
        self.hold = threading.Event()
        self.hold.set()
        self.reading = False
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller: Controller | None = None
        self.open()

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        self.reading = True
        while not self.hold.is_set():
            await asyncio.sleep(0.02)
        if self.after_data == CUT or self.after_data.startswith("250"):
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(Taken(envelope.rcpt_tos, message, envelope.content))
        if self.after_data == CUT:
            server.transport.abort()
        return self.after_data

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [taken.message for taken in self.taken if address in taken.recipients]


def connect(app: Flask, sink: Sink) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_server="127.0.0.1", mail_port=sink.port)
    state = app.extensions["mail"]
    state.server, state.port = "127.0.0.1", sink.port


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
