"""What a returned letter says (RFC 3464): which of ours came back, and why. Pure.

Reports come from anywhere, so nothing in one is believed but this: the headers of the letter it returns carry a
Message-ID that only we and whoever got the letter know, and a server gave it up for good.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

FOR_GOOD = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_ID = re.compile(r"^message-id:\s*<([0-9a-f-]{36})@([^<>\s]+)>\s*$", re.IGNORECASE | re.MULTILINE)
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(frozen=True)
class Report:
    message_id: str  # as in `Mail.message_id`
    code: str  # "5.1.1"


def report_in(raw: bytes, *, uid_domain: str) -> Report | None:
    """None for whatever is no report of a letter of ours that was given up: also for a delay, which is no end."""
    whole = message_from_bytes(raw)
    if whole.get_content_type() != "multipart/report":
        return None
    code, ids = None, set()
    for part in _parts(whole):
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            code = code or _given_up(part)
        elif kind in RETURNED:
            ids |= {found[1] for found in _ID.finditer(_head_of(part)) if found[2].lower() == uid_domain.lower()}
    return Report(ids.pop().lower(), code) if code is not None and len(ids) == 1 else None


def _parts(whole: Message) -> Iterator[Message]:
    """The report's own parts: what stands inside the letter that came back is no part of the report."""
    parts = whole.get_payload()
    yield from (part for part in (parts if isinstance(parts, list) else []) if isinstance(part, Message))


def _given_up(status: Message) -> str | None:
    """Blocks of fields, the first of the server, each other of one receiver."""
    blocks = status.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            found = FOR_GOOD.search(str(block.get("Status", "")))
            if found:
                return found[0]
    return None


def _head_of(part: Message) -> str:
    """The headers of the letter that is returned, whole or as its headers alone; never its text, where anybody can
    write a line that looks like one."""
    inner = part.get_payload()
    if isinstance(inner, list):
        letters = [one for one in inner if isinstance(one, Message)]
        return "\n".join(
            f"Message-ID: {_one_line(value)}" for one in letters for value in one.get_all("Message-ID", [])
        )
    payload = part.get_payload(decode=True)
    text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
    head, _, _body = text.replace("\r\n", "\n").lstrip("\n").partition("\n\n")
    return re.sub(r"\n[ \t]+", " ", head)


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
