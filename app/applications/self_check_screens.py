"""What other pages of a draft show of its self-check. Beside the queries: it reads, and says it in words."""

from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.applications import queries, rules, service
from app.applications.models import Application
from app.applications.self_check_form import said_points
from app.criteria.definition import Criterion, Gate
from app.criteria.queries import definition_of
from app.criteria.readiness import Marks, readiness, steps, weight
from app.criteria.rules import counted_criteria, shown
from app.criteria.words import name_step
from app.web.language import locale


class Scale(NamedTuple):
    weight: Any
    """Of 100, as shown; None for a gate, which has no points."""
    said: str
    """What the team said of it; empty where it said nothing."""
    carried: bool = False
    """It stands as in the application before a renewal."""


def draft_readiness(application: Application) -> dict[str, Any]:
    definition = definition_of(application.criteria_set)
    marks = queries.self_check_of(application)
    kinds = rules.kinds_of(application)
    return {
        "self_check": readiness(marks.within(definition), kinds, definition) if marks else None,
        "self_check_definition": definition,
        "to_confirm": sum(one.unconfirmed for one in service.missing_from(application)),
    }


def scales(application: Application) -> dict[str, Scale]:
    """By the code of the item."""
    definition, kinds = definition_of(application.criteria_set), rules.kinds_of(application)
    marks = queries.self_check_of(application).within(definition)
    carried = queries.carried_in(application)
    gates = {gate.code: Scale(None, _said(gate, marks), gate.code in carried) for gate in definition.gates}
    counted = counted_criteria(definition, kinds)
    return gates | {
        one.code: Scale(shown(weight(one, kinds, definition)), _said(one, marks), one.code in carried)
        for one in counted
    }


def _said(item: Gate | Criterion, marks: Marks) -> str:
    if isinstance(item, Gate):
        met = marks.gates.get(item.code)
        return "" if met is None else (_("Đạt") if met else _("Chưa đạt"))
    points = marks.points.get(item.code)
    step = next((step for step in steps(item) if step.points == points), None)
    return f"{said_points(step.points)}, {name_step(step, locale())}" if step else ""
