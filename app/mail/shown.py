"""How letters stand, for people of the Centre: where each has got to, and what the server at the other end said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.mail.lines import subject_line
from app.mail.models import TOO_LATE, Fate, Mail, MailStatus


class State(StrEnum):
    WAITING = "waiting"
    RETRYING = "retrying"
    SENT = "sent"
    REFUSED = "refused"
    RETURNED = "returned"
    STUCK = "stuck"
    HELD = "held"
    SETTLED = "settled"
    TOO_LATE = "too_late"


LOST = frozenset({State.REFUSED, State.RETURNED, State.STUCK})
_FATES = {Fate.NOBODY: State.REFUSED, Fate.RETURNED: State.RETURNED, Fate.STUCK: State.STUCK}
_ANSWER = re.compile(r"\((\d{3}), b(['\"])(.*?)\2\)", re.DOTALL)
_ADDRESS = re.compile(r"<?[^\s<>@'\"]+@[^\s<>@'\"]+>?")
_LONGEST = 200


@dataclass(frozen=True)
class Shown:
    mail: Mail
    line: str
    state: State
    at: datetime  # when it came to stand so
    said: str  # by the server, without addresses

    @property
    def is_lost(self) -> bool:
        return self.state in LOST


def shown(mails: Iterable[Mail]) -> list[Shown]:
    return [
        Shown(
            mail,
            subject_line(mail.template, mail.values, name=mail.recipient_name) or mail.template,
            state_of(mail),
            mail.bounced_at or mail.refused_at or mail.sent_at or mail.created_at,
            server_words(mail),
        )
        for mail in mails
    ]


def state_of(mail: Mail) -> State:
    if mail.status == MailStatus.DISCARDED:
        return State.TOO_LATE if mail.last_error == TOO_LATE else State.SETTLED
    if mail.fate is not None:
        return _FATES[mail.fate]
    if mail.status in (MailStatus.WAITING, MailStatus.SENDING):
        return State.RETRYING if mail.last_error else State.WAITING
    return {MailStatus.HELD: State.HELD}.get(MailStatus(mail.status), State.SENT)


def server_words(mail: Mail) -> str:
    """Of a letter that has not arrived: "550 5.1.1 No such user". Addresses are for those who may see them."""
    if mail.bounced_at is not None:
        return str(mail.bounce_code or "")
    error = mail.last_error or ""
    found = _ANSWER.search(error)
    words = f"{found[1]} {found[3]}" if found else error.partition(": ")[2]
    plain = " ".join(_ADDRESS.sub("…", words.replace("\\r", " ").replace("\\n", " ")).split())
    return plain[:_LONGEST]
