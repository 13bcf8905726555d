"""Prints and signs the letters of decisions that have none yet. A job: it takes no arguments and may run twice at
once."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from flask import current_app

from app.applications.queries import contact_of
from app.core.db import db
from app.core.text import pick
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment, edition_label, shown
from app.evaluations import letter, queries, service
from app.evaluations.letter import Line
from app.evaluations.models import Decision
from app.files.service import PreparedFile, keep, prepare_pdf
from app.papers.making import Draft, Making
from app.papers.service import letter_pdf
from app.settings.queries import value


def make_missing_letters() -> int:
    return LETTERS.make_missing()


def _read(decision_id: int) -> Draft | None:
    decision = db.session.get_one(Decision, decision_id)
    if decision.letter_id is not None or decision.decided_on is None:
        return None
    draw = partial(letter_pdf, letter_values(decision), dated=decision.decided_on)
    return Draft(f"quyet-dinh-{decision.application.case_code}.pdf", draw)


def _attached(decision_id: int, prepared: PreparedFile, signed_by: str) -> bool:
    decision = queries.decision_held(decision_id)
    if decision.letter_id is not None:
        return False
    service.attach_letter(decision, keep(prepared, actor=None), signed_by=signed_by)
    return True


def _noted(decision_ids: Sequence[int], code: str) -> None:
    """A decision has no column for it: `app/checks.py` counts those that wait for their letter too long."""


LETTERS = Making(
    kind="decision",
    waiting=queries.decisions_without_letter,
    read=_read,
    store=prepare_pdf,
    attach=_attached,
    note=_noted,
)


def letter_values(decision: Decision) -> dict[str, Any]:
    """What the letter says, in Vietnamese as the decision itself; for a reader of English a translation follows."""
    application = decision.application
    assessment = Assessment.from_document(decision.assessment)
    day, reader = decision.decided_on, contact_of(application)
    return {
        "number": decision.decision_number or "",
        "decided_on": f"{day:%d/%m/%Y}" if day else "",
        "case_code": application.case_code or "",
        "centre": value("centre.name_vi"),
        "outcome": decision.outcome,
        "judged": letter.is_judged(assessment),
        "reasons": decision.reasons,
        "conditions": [
            {"text": one.text, "code": one.item_code or "", "due_on": f"{one.due_on:%d/%m/%Y}"}
            for one in queries.conditions_of(decision)
        ],
        "legal_basis": decision.legal_basis,
        "appeal_until": f"{decision.appeal_until:%d/%m/%Y}" if decision.appeal_until else "",
        "page_url": f"{current_app.config['SETTINGS'].site_url}/my/applications/{application.public_id}/decision",
        "signatory_name": value("certificate.signatory_name"),
        "signatory_title": value("certificate.signatory_title_vi"),
        "demo": application.space.demo,
        **_told(decision, assessment, "vi"),
        "english": _told(decision, assessment, "en") if reader is not None and reader.language == "en" else None,
    }


def _told(decision: Decision, assessment: Assessment, language: str) -> dict[str, Any]:
    """What has words of its own in each language."""
    application = decision.application
    definition = definition_of(application.criteria_set)
    return {
        "space": pick(application.space, "name", language),
        "network": value(f"network.name_{language}"),
        "criteria": edition_label(application.criteria_set, language),
        "total": "" if assessment.total is None else _written(shown(assessment.total), language),
        "met": _written(definition.pass_mark, language),
        "partly": _written(definition.group_floor_percent, language),
        "gates": [_line(line, language) for line in letter.gate_lines(assessment, definition, decision.advice)],
        "parts": [
            {
                "code": part.group.code,
                "title": pick(part.group, "title", language),
                "points": _written(part.result.points, language),
                "most": _written(part.result.max, language),
                "below_floor": part.result.floor_met is False,
                "lines": [_line(line, language) for line in part.lines],
            }
            for part in letter.parts_of(assessment, definition, decision.advice)
        ],
    }


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "code": line.item.code,
        "title": pick(line.item, "title", language),
        "verdict": line.verdict.value,
        "advice": line.advice,
        "points": _written(line.points, language),
        "most": _written(line.most, language),
        "spread": _written(line.spread, language),
    }


def _written(number: Decimal | Fraction | None, language: str) -> str:
    """Exact: 7,25 in Vietnamese, 7.25 in English."""
    if number is None:
        return ""
    exact = Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
    plain = f"{exact.normalize():f}"
    return plain if language == "en" else plain.replace(".", ",")
