"""The Centre's screens of a case, split by noun. Importing a module puts its pages on the blueprint."""

from app.evaluations.staff import (
    bulk,
    case,
    cases,
    decisions,
    exports,
    followups,
    handlers,
    intake,
    letters,
    opinions,
    reviewers,
    thread,
    visits,
)
from app.evaluations.staff.calibration import blueprint as calibration_blueprint
from app.evaluations.staff.floor import blueprint
from app.evaluations.staff.post import blueprint as post_blueprint
from app.evaluations.staff.publishing import blueprint as publishing_blueprint

__all__ = [
    "blueprint",
    "bulk",
    "calibration_blueprint",
    "case",
    "cases",
    "decisions",
    "exports",
    "followups",
    "handlers",
    "intake",
    "letters",
    "opinions",
    "post_blueprint",
    "publishing_blueprint",
    "reviewers",
    "thread",
    "visits",
]
