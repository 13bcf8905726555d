"""Whoever has a tie to a case learns nothing of it, at whichever door they ask: every address × everybody tied.

The doors come from the app itself. One with a new kind of thing in its address fails here until it has its line in
`fillings`. What is looked for stands in every text of the case, and somebody without a tie does find it.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Role
from app.applications import service as applications
from app.applications.models import Application, Consequence
from app.applications.queries import answers_of, evidence_of
from app.applications.rules import log_of, seen_now
from app.applications.service import Reply
from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.evaluations import queries, service
from app.evaluations.models import BulkAct, Decision, DecisionStatus, Outcome
from app.files.service import PreparedFile, prepare_bytes
from app.mail.models import Mail
from tests.applications.factories import PDF, fill_in, make_call, make_draft, make_space
from tests.cast import Cast
from tests.evaluations.factories import extra, hand_in, person, review_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MARK = "zkq7"
NAME = f"Nhà Hồng Hạc {MARK}"
TIED = {
    "mai": "has handed in",
    "son": "has declined",
    "tuan": "was in charge",
    "dung": "would sign",
    "ha": "administers",
}
FREE = {"thu": "prepares", "ngan": "scores", "long": "signs"}
SKIPPED = {"static", "accounts.sign_out", "language.choose"}
# Doors whose lists depend on more than the address.
ASKED = {
    "evaluations_staff.cases": ("?q=hong+hac", "?status=proposed", "?status=in_review", "?status=closed"),
    "desk_search.search": ("?q=hong+hac", "?q=lan"),
    "desk.home": ("?show=applications", "?show=signatures", "?show=pressing"),
    "site.spaces": ("?q=hong+hac",),
}
ENDINGS = {"register.download": ("csv", "geojson", "json"), "register.figure": ("csv", "svg", "xlsx"), "reports.figure": ("csv", "png", "svg", "xlsx"), "reports.month_file": ("pdf", "xlsx")}  # fmt: skip
OWN = {"account", "accounts", "second_factor", "applications", "renewals", "self_check", "self_checks"}
"""What is sent here is about oneself: only read in this test."""


@dataclass(frozen=True)
class Planted:
    case: str
    code: str
    ids: dict[str, tuple[str, ...]]
    log: int
    mails: int

    @property
    def secrets(self) -> tuple[str, ...]:
        return (MARK, self.code)


def planted_here() -> Planted:
    file = prepare_bytes(PDF, f"minh-chung-{MARK}.pdf", "application/pdf")
    return transact(lambda: _plant(file))


def _plant(file: PreparedFile) -> Planted:
    """A case in which everybody tied has had a part, before they came to be tied."""
    extra("ngan", "Cao Ngân", Role.REVIEWER)
    extra("long", "Lý Long", Role.APPROVER)
    case = make_draft(person("lan"), space=make_space(person("lan"), name=NAME), call=make_call())
    fill_in(case, actor=person("lan"))
    _attach(case, file)
    applications.submit_application(case, actor=person("lan"))
    bulk = service.plan_bulk([case], BulkAct.HAND_OVER, {"to": person("tuan").public_id}, actor=person("tuan"))
    for key in ("mai", "son"):
        service.assign_reviewer(case, person(key), actor=person("tuan"))
    hand_in(review_of(case, "mai"), comment=f"Nhận xét {MARK}")
    service.recuse(review_of(case, "son"), f"Họ hàng {MARK}", actor=person("son"))
    service.assign_reviewer(case, person("ngan"), actor=person("tuan"))
    hand_in(review_of(case, "ngan"), comment=f"Nhận xét nữa {MARK}")
    applications.write_message(case, f"Xin hỏi {MARK}", actor=person("lan"), from_centre=False)
    opinion = service.ask_opinion(
        case,
        name=f"Bà Khánh {MARK}",
        email="khanh@vi-du.vn",
        question=f"Xin ý kiến {MARK}",
        shown_files=(),
        due_on=clock.today() + timedelta(days=7),
        language="vi",
        actor=person("tuan"),
    )
    decision = service.propose_decision(case, Outcome.REFUSE, f"Lý do {MARK}", actor=person("thu"))
    reviews = {key: review_of(case, key).public_id for key in ("mai", "son", "ngan")}
    for key in TIED.keys() - {"son"}:
        service.declare_tie(NAME.upper(), "Người nhà", actor=person(key))
    return Planted(
        case=case.public_id,
        code=str(case.case_code),
        ids={
            "public_id": (case.public_id, case.space.public_id, reviews["mai"], reviews["ngan"], decision.public_id),
            "space_id": (case.space.public_id,),
            "slug": (case.space.slug,),
            "file_id": tuple(one.file.public_id for several in evidence_of(case).values() for one in several),
            "decision_id": (decision.public_id,),
            "review_id": (reviews["ngan"],),
            "bulk_id": (bulk.public_id,),
            "opinion_id": (opinion.public_id,),
            "condition_id": ("khong-co",),
            "appeal_id": ("khong-co",),
            "visit_id": ("khong-co",),
            "supplement_id": ("khong-co",),
            "guest_id": ("khong-co",),
            "code": ("A1",),
            "token": ("khong-co",),
            "photo_id": ("khong-co",),
            "invitation_id": ("khong-co",),
            "user_id": (person("lan").public_id,),
            "number": (str(case.case_code),),
            "width": ("480",),
            "day": ("2026-12-24",),
            "month": ("2026-11", "2026-12"),
            "change": ("suspend",),
            "way": ("up",),
            "use_id": ("khong-co",),
            "booking_id": ("khong-co",),
            "paper_id": ("khong-co",),
            "stage": ("given",),
            "other": ("cau-kinh",),
            "first": ("501",),
            "name": ("members", "fields"),
            "step": ("names", "certificate"),
            "kind": ("news",),
            "list_": ("fields",),
            "act": ("snooze",),
            "uuid": ("khong-co",),
        },
        log=len(entries_of(log_of(case))),
        mails=db.session.query(Mail).count(),
    )


def _attach(case: Application, file: PreparedFile) -> None:
    """A file that bears the mark, and words that do."""
    seen = seen_now(answers_of(case)["A1"]) if "A1" in answers_of(case) else seen_now(None)
    assert (
        applications.save_replies(
            case, {"A1": Reply(seen, text=f"Câu trả lời {MARK}", uploads=(file,))}, actor=person("lan")
        )
        == []
    )


def _addresses(app: Flask, planted: Planted) -> Iterator[tuple[str, str, str]]:
    """(method, endpoint, address), each address with every secret id it could be asked with."""
    links = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint in SKIPPED:
            continue
        unknown = rule.arguments - planted.ids.keys() - ({"ending"} if rule.endpoint in ENDINGS else set())
        assert not unknown, f"{rule.endpoint}: say in `ids` what {unknown} may be"
        names = sorted(rule.arguments)
        for values in product(*(_fillings(rule.endpoint, name, planted) for name in names)):
            address = links.build(rule.endpoint, dict(zip(names, values, strict=True)))
            for method in ("GET", "POST"):
                if method in (rule.methods or set()):
                    yield from (
                        (method, rule.endpoint, address + more) for more in ("", *ASKED.get(rule.endpoint, ()))
                    )


def _fillings(endpoint: str, name: str, planted: Planted) -> tuple[str, ...]:
    """Doors of other features are asked for the case and the space alone, not for sheets and decisions."""
    if name == "ending":
        return ENDINGS[endpoint]
    if endpoint == "desk_content.take_back" and name == "number":
        return ("1",)
    known = planted.ids[name]
    return known if endpoint.startswith(("evaluations", "applications")) else known[:2]


def _said(answer: TestResponse) -> str:
    """All of it in letters: an archive and a workbook are opened, also those inside."""
    return _letters(answer.data) + str(answer.headers)


def _letters(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(one.filename + _letters(archive.read(one)) for one in archive.infolist())


def _sent(client: FlaskClient) -> Callable[[str, str], TestResponse]:
    """Asks as that person; what is sent has a good token, and ticks the case."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/account").text)
    assert found is not None
    prefixes = ("", "return-", "assign-", "propose-", "sign-", "back-", "recuse-", "message-", "close-", "appeal-")
    tokens = {f"{prefix}csrf_token": found[1] for prefix in prefixes}
    return lambda method, address: client.get(address) if method == "GET" else client.post(address, data=tokens)


def test_nobody_with_a_tie_finds_anything_of_the_case_anywhere(
    app: Flask, cast: Cast, record_property: Callable[[str, object], None]
) -> None:
    with app.app_context():
        planted = planted_here()
        addresses = list(_addresses(app, planted))
    leaks, asked = [], 0
    for key in TIED:
        ask = _sent(cast.client(key))
        for method, endpoint, address in addresses:
            if method == "POST" and endpoint.partition(".")[0] in OWN:
                continue
            answer = ask(method, address)
            asked += 1
            if answer.status_code >= 500:
                leaks.append(f"{key} {method} {address}: {answer.status_code}")
            said = _said(answer)
            told = (secret for secret in planted.secrets if _tells(said, secret, address, planted))
            leaks += [f"{key} {method} {address}: {secret}" for secret in told]
    record_property("recusal", (len(TIED), len(addresses), asked, len(leaks)))
    assert not leaks, "\n".join(leaks)
    with app.app_context():
        case = db.session.query(Application).filter_by(public_id=planted.case).one()
        assert len(entries_of(log_of(case))) == planted.log, "somebody tied has done something to the case"


def _tells(said: str, secret: str, address: str, planted: Planted) -> bool:
    """What was put into the address may come back in a link."""
    asked = [value for values in planted.ids.values() for value in values if f"/{value}" in address]
    for value in asked:
        said = said.replace(f"/{value}", "")
    return secret in said


def test_those_without_a_tie_do_find_it(app: Flask, cast: Cast) -> None:
    """What the other test looks for can be found, so that finding nothing means something."""
    with app.app_context():
        planted = planted_here()
        addresses = [one for one in _addresses(app, planted) if one[0] == "GET" or "export" in one[2]]
    for key, least in {"thu": 8, "long": 6, "ngan": 3}.items():
        ask = _sent(cast.client(key))
        found = {endpoint for method, endpoint, address in addresses if MARK in _said(ask(method, address))}
        assert len(found) >= least, (key, sorted(found))


def case_decision(case: Application) -> Decision:
    return next(one for one in queries.decisions_of(case) if one.status == DecisionStatus.PROPOSED)


def test_no_letter_about_the_case_goes_to_somebody_tied(app: Flask) -> None:
    def go_on() -> list[str]:
        case = db.session.query(Application).filter_by(public_id=planted.case).one()
        case.handler_id = person("tuan").id
        db.session.flush()
        applications.write_message(case, f"Hỏi nữa {MARK}", actor=person("lan"), from_centre=False)
        decision = case_decision(case)
        service.return_decision(decision, actor=person("long"), note=f"Xem lại {MARK}")
        service.give_opinion(queries.opinions_of(case)[0], text=f"Ý kiến {MARK}", no_conflict=True)
        service.remind_reviewers()
        due = clock.today() + timedelta(days=20)
        asked = {"A4": f"Thiếu {MARK}"}
        service.ask_supplement(case, asked, due_on=due, consequence=Consequence.AS_IS, actor=person("thu"))
        return [mail.recipient for mail in db.session.query(Mail).order_by(Mail.id).offset(planted.mails)]

    with app.app_context():
        planted = planted_here()
        written = transact(go_on)
        tied = {person(key).email for key in TIED}
    assert written
    assert tied.isdisjoint(written)
