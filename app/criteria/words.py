from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from app.core.text import pick
from app.criteria.readiness import Step, StepKind
from app.spaces.words import KIND_NAMES


def name_kinds(codes: Collection[str]) -> str:
    """In the Centre's order; a code it does not know is shown as it is."""
    known = {kind: str(KIND_NAMES[kind]) for kind in KIND_NAMES if kind in codes}
    return ", ".join([*known.values(), *sorted(set(codes) - set(known))])


STEP_NAMES = {
    StepKind.BETWEEN: _l("Khoảng giữa hai mức"),
    StepKind.BELOW: _l("Chưa tới mức nào dưới đây"),
    StepKind.ABOVE: _l("Hơn cả mức vừa nêu"),
    StepKind.NONE: _l("Chưa có gì"),
    StepKind.BEGUN: _l("Mới bắt đầu"),
    StepKind.HALF: _l("Làm được một phần"),
    StepKind.MOSTLY: _l("Làm khá đều"),
    StepKind.FULL: _l("Làm đầy đủ, có minh chứng"),
}


def name_step(step: Step, locale: str) -> str:
    return str(STEP_NAMES[step.kind]) if step.anchor is None else pick(step.anchor, "text", locale)
