"""A case as one file: the answers to read, the files as they came, the log.

Everything in it is fetched by the queries of the page of the case, so it holds what that person may see there.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.applications.models import Application, CaseMessage
from app.applications.queries import answers_of, messages_of
from app.applications.rules import Section, kinds_of, sections
from app.applications.words import STATUS_NAMES
from app.core import clock
from app.core.text import pick
from app.criteria.queries import definition_of
from app.evaluations import queries
from app.evaluations.words import ACTION_NAMES
from app.files.models import StoredFile
from app.files.service import path_of
from app.papers.press import PaperError
from app.papers.service import dossier_pdf
from app.settings.queries import value
from app.web.language import locale
from app.web.times import day, moment

_UNSAFE = re.compile(r"[^\w.()-]+")


def dossier_zip(application: Application, files: Sequence[tuple[str, StoredFile]]) -> bytes:
    """`files` are the evidence with the code of what each is for. Nothing is kept on the disk."""
    out = io.BytesIO()
    said = _said(application, files)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            archive.writestr("ho-so.pdf", dossier_pdf(said, dated=clock.today()))
        except PaperError:  # a sign that the typefaces lack: the words are worth more than the paper
            archive.writestr("ho-so.txt", "\n".join(_plain(said)))
        archive.writestr("nhat-ky.json", json.dumps(_log(application), ensure_ascii=False, indent=1))
        for name, stored in _named(files):
            archive.write(path_of(stored), f"minh-chung/{name}")
    return out.getvalue()


def _named(files: Sequence[tuple[str, StoredFile]]) -> Iterator[tuple[str, StoredFile]]:
    """Each name once, and none that could lead out of its folder."""
    taken: set[str] = set()
    for code, stored in files:
        name = _UNSAFE.sub("_", f"{code}_{stored.name}").strip("._")[-120:] or "tep"
        while name in taken:
            name = f"_{name}"
        taken.add(name)
        yield name, stored


def _said(application: Application, files: Sequence[tuple[str, StoredFile]]) -> dict[str, Any]:
    definition = definition_of(application.criteria_set)
    name = pick(application.space, "name", locale())
    submitted = application.submitted_at
    return {
        "title": name,
        "eyebrow": application.case_code or "",
        "issuer": value(f"centre.name_{locale()}"),
        "footer": f"{application.case_code} · {name}",
        "language": locale(),
        "facts": [
            [_("Tình trạng"), str(STATUS_NAMES[application.status])],  # type: ignore[index]
            [_("Đợt đăng ký"), pick(application.call, "title", locale())],
            [_("Nộp lúc"), moment(submitted) if submitted else ""],
            [_("Bộ tiêu chí"), f"{pick(definition, 'title', locale())}, {definition.version}"],
            [_("In ngày"), day(clock.today())],
        ],
        "sections": [
            *(_section(one, application, files) for one in sections(definition, kinds_of(application))),
            *_thread(messages_of(application)),
            {"title": _("Diễn biến"), "items": [{"title": "", "text": "", "lines": _history(application)}]},
        ],
    }


def _section(section: Section, application: Application, files: Sequence[tuple[str, StoredFile]]) -> dict[str, Any]:
    answers = answers_of(application)
    items = []
    for item in section.items:
        answer = answers.get(item.code)
        agreed = [_("Đã đồng ý")] if answer and answer.declared else []
        evidence = [_("Tệp: %(name)s", name=stored.name) for code, stored in files if code == item.code]
        items.append(
            {
                "title": "" if section.is_gate else f"{item.code} · {pick(item, 'title', locale())}",
                "text": answer.text if answer else "",
                "lines": agreed + evidence,
            }
        )
    return {"title": f"{section.code} · {pick(section, 'title', locale())}", "items": items}


def _thread(messages: Sequence[CaseMessage]) -> Iterator[dict[str, Any]]:
    if messages:
        items = [
            {"title": f"{one.sender.name}, {moment(one.sent_at)}", "text": one.body, "lines": []} for one in messages
        ]
        yield {"title": _("Lời nhắn"), "items": items}


def _history(application: Application) -> list[str]:
    return [
        f"{moment(line.at)} · {ACTION_NAMES[line.action]}" + (f" · {line.actor}" if line.actor else "")
        for line in queries.history_of(application)
        if line.action in ACTION_NAMES
    ]


def _log(application: Application) -> list[dict[str, Any]]:
    return [
        {"at": line.at.isoformat(), "action": line.action, "by": line.actor, "note": line.note}
        for line in queries.history_of(application)
    ]


def _plain(said: dict[str, Any]) -> Iterator[str]:
    yield f"{said['eyebrow']} {said['title']}"
    yield from (f"{name}: {words}" for name, words in said["facts"])
    for section in said["sections"]:
        yield f"\n{section['title']}"
        for item in section["items"]:
            yield from (part for part in (item["title"], item["text"], *item["lines"]) if part)
