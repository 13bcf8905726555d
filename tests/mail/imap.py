"""A small IMAP server on loopback, real sockets, that knows just what a reader of reports says to it. It opens nothing
for writing: whoever asks for more than to look is refused."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any

SAID = re.compile(rb'(\S+) (UID SEARCH|UID FETCH|[A-Z]+) ?(.*)')  # fmt: skip


@dataclass
class Mailbox:
    letters: dict[int, bytes] = field(default_factory=dict)  # by UID
    validity: int = 7
    password: str = "a s3cret"
    commands: list[str] = field(default_factory=list)
    dies_at: str = ""  # the command at which the line goes dead

    def add(self, raw: bytes) -> int:
        uid = max(self.letters, default=0) + 1
        self.letters[uid] = raw
        return uid


class Server:
    def __init__(self, mailbox: Mailbox) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _talk(self, mailbox)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _talk(handler: Any, mailbox: Mailbox) -> None:
    handler.wfile.write(b"* OK ready\r\n")
    while line := handler.rfile.readline().rstrip(b"\r\n"):
        found = SAID.fullmatch(line)
        if found is None:
            return
        tag, command, rest = found[1], found[2].decode(), found[3]
        mailbox.commands.append(command)
        if command == mailbox.dies_at:
            return
        handler.wfile.write(_answer(mailbox, command, rest).replace(b"TAG", tag))
        if command == "LOGOUT":
            return


def _answer(mailbox: Mailbox, command: str, rest: bytes) -> bytes:
    match command:
        case "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
        case "LOGIN":
            good = rest == b'reader "' + mailbox.password.encode() + b'"'
            return b"TAG OK in\r\n" if good else b"TAG NO [AUTHENTICATIONFAILED] not " + rest + b"\r\n"
        case "EXAMINE":
            if rest != b'"INBOX"':
                return b"TAG NO no such folder\r\n"
            head = f"* {len(mailbox.letters)} EXISTS\r\n* OK [UIDVALIDITY {mailbox.validity}] counted\r\n"
            return head.encode() + b"TAG OK [READ-ONLY] done\r\n"
        case "UID SEARCH":
            first = int(re.match(rb"UID (\d+):\* SINCE \d\d-[A-Z][a-z]{2}-\d{4}$", rest)[1])  # type: ignore[index]
            found = [uid for uid in mailbox.letters if uid >= first] or sorted(mailbox.letters)[-1:]
            return b"* SEARCH " + b" ".join(b"%d" % uid for uid in found) + b"\r\nTAG OK done\r\n"
        case "UID FETCH":
            uid, end = map(int, re.match(rb"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)$", rest).groups())  # type: ignore[union-attr]
            raw = mailbox.letters[uid][:end]
            return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, len(raw)) + raw + b")\r\nTAG OK done\r\n"
        case "LOGOUT":
            return b"* BYE\r\nTAG OK bye\r\n"
    return b"TAG BAD\r\n"
