"""A self-check on its way into a draft: kept by the browser alone, signed, for some days. The server stores nothing
until its owner puts it into an application (docs/adr/0034)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from app.core import clock
from app.criteria.models import CriteriaSet
from app.criteria.queries import definition_of, set_by_public_id
from app.criteria.readiness import Marks

COOKIE = "self_check"
LIFE = timedelta(days=7)
LONGEST = 3800  # of the 4096 bytes a browser promises to keep


@dataclass(frozen=True)
class KeptCheck:
    criteria_set: CriteriaSet
    kinds: list[str]
    marks: Marks
    until: datetime


def fits(criteria_set: CriteriaSet, kinds: list[str], marks: Marks) -> bool:
    return len(_written(criteria_set, kinds, marks)) <= LONGEST


def keep(answer: Response, criteria_set: CriteriaSet, kinds: list[str], marks: Marks) -> None:
    answer.set_cookie(
        COOKIE,
        _written(criteria_set, kinds, marks),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def drop(answer: Response) -> None:
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)


def kept_check() -> KeptCheck | None:
    """What this browser keeps; None for nothing, for what is too old, and for what is not of our making."""
    written = request.cookies.get(COOKIE)
    if not written or len(written) > LONGEST:
        return None
    try:
        values = _signer().loads(written)
    except BadData:
        return None
    until = datetime.fromtimestamp(values["at"], UTC) + LIFE
    criteria_set = set_by_public_id(values["set"])
    if criteria_set is None or until <= clock.now():
        return None
    return KeptCheck(criteria_set, values["kinds"], _read(criteria_set, values), until)


def _written(criteria_set: CriteriaSet, kinds: list[str], marks: Marks) -> str:
    """By the order of a published version, which never changes: a code would take ten times the room."""
    definition = definition_of(criteria_set)
    values = {
        "set": criteria_set.public_id,
        "at": int(clock.now().timestamp()),
        "kinds": kinds,
        "gates": [None if (met := marks.gates.get(one.code)) is None else int(met) for one in definition.gates],
        "halves": [
            None if (points := marks.points.get(one.code)) is None else int(points * 2) for one in definition.criteria
        ],
    }
    return str(_signer().dumps(values))


def _read(criteria_set: CriteriaSet, values: Mapping[str, Any]) -> Marks:
    definition = definition_of(criteria_set)
    gates = zip(definition.gates, values["gates"], strict=True)
    halves = zip(definition.criteria, values["halves"], strict=True)
    return Marks(
        {gate.code: bool(met) for gate, met in gates if met is not None},
        {one.code: Decimal(half) / 2 for one, half in halves if half is not None},
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="self-check")
