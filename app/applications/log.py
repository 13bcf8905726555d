"""The log of a case as the applicant may read it, and the proof of it that they can take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Role
from app.applications.models import Application
from app.applications.rules import log_of
from app.applications.words import LINE_NAMES, ROLE_NAMES, STEP_NAMES
from app.audit.models import Audience, AuditEntry
from app.audit.proof import proof_of
from app.audit.queries import entries_of, last_anchor, payloads_of
from app.core import clock
from app.core.text import pick
from app.settings.queries import value
from app.web.language import locale
from app.web.times import moment


@dataclass(frozen=True)
class Line:
    """`action` is empty for what is not the applicant's to read: only its seal is shown."""

    seq: int
    at: datetime | None
    action: str
    what: str
    who: str
    note: str
    seal: str


def lines_of(application: Application) -> list[Line]:
    entries = entries_of(log_of(application))
    letters, told = _letters(entries), payloads_of(entries)
    lines = []
    for entry in entries:
        if not _is_public(entry):
            lines.append(Line(entry.seq, None, "", "", "", "", entry.digest))
            continue
        payload = told[entry.id].payload if entry.id in told else {}
        what = str(LINE_NAMES.get(entry.action, _("Một bước khác")))
        who, note = _who(entry, letters), str(payload.get("note", ""))
        lines.append(Line(entry.seq, entry.at, entry.action, what, who, note, entry.digest))
    return lines


def steps_of(application: Application) -> list[Line]:
    """What the page of the application tells."""
    return [line for line in lines_of(application) if line.action in STEP_NAMES]


def proof_document(application: Application) -> dict[str, Any]:
    entries = entries_of(log_of(application))
    letters, anchor = _letters(entries), last_anchor()
    lines = proof_of(entries)
    for line, entry in zip(lines, entries, strict=True):
        if "action" in line:
            line["who"] = _who(entry, letters)
            line["what"] = str(LINE_NAMES.get(entry.action, _("Một bước khác")))
    return {
        "proof": "case-log",
        "case": application.case_code,
        "space": pick(application.space, "name", locale()),
        "issuer": value(f"centre.name_{locale()}"),
        "made_at": clock.now().isoformat(),
        "head": entries[-1].digest,
        "anchor": {"at": anchor.at.isoformat(), "digest": anchor.digest} if anchor else None,
        "lines": lines,
    }


def proof_text(application: Application) -> str:
    """The same to read, with how to check it."""
    document = proof_document(application)
    head = [
        _("Bằng chứng diễn biến hồ sơ %(code)s", code=application.case_code),
        document["space"],
        _("%(issuer)s lập lúc %(when)s.", issuer=document["issuer"], when=moment(clock.now())),
    ]
    body = []
    for line in lines_of(application):
        if line.at is None:
            body.append(f"{line.seq}. {_('Việc nội bộ của Trung tâm, chỉ có dấu niêm')}")
        else:
            body.append(f"{line.seq}. {moment(line.at)} · {line.what} · {line.who}")
        body += [f"   {words}" for words in line.note.splitlines()]
        body.append(f"   {line.seal}")
    return "\n".join([*head, "", *how_to_check(), "", *body, "", _("Dấu niêm cuối:"), document["head"], ""])


def how_to_check() -> list[str]:
    return [
        _("Mỗi dòng mang một dấu niêm tính từ chính nó và dấu niêm của dòng trước. Sửa, bớt hay đảo một dòng thì mọi dấu niêm sau đó không còn khớp."),
        _("Muốn tự kiểm tra: tải tệp bằng chứng (JSON) và công cụ check_proof.py, rồi chạy: python3 check_proof.py TỆP. Công cụ không cần mạng và không cần cài thêm gì."),
        _("Giữ lại bằng chứng này. Lần sau tải bằng chứng mới, chạy thêm: --earlier TỆP-CŨ, công cụ sẽ nói các dòng cũ còn nguyên hay không."),
    ]  # fmt: skip


def _is_public(entry: AuditEntry) -> bool:
    """Lines of the first format have no audience; those on this chain were always the applicant's to see."""
    return entry.audience == Audience.PUBLIC or entry.format == 1


def _letters(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Reviewers by the order in which they first appear, whoever reads."""
    aliases = dict.fromkeys(entry.alias for entry in entries if entry.role == Role.REVIEWER and entry.alias)
    return {alias: chr(ord("A") + n) if n < 26 else str(n + 1) for n, alias in enumerate(aliases)}


def _who(entry: AuditEntry, letters: dict[str, str]) -> str:
    if entry.role == Role.REVIEWER and entry.alias in letters:
        return str(_("Người chấm %(letter)s", letter=letters[entry.alias]))
    return str(ROLE_NAMES.get(entry.role, "")) if entry.format != 1 else ""
