"""The Centre's screens of a case, split by noun. Importing a module puts its pages on the blueprint."""

from app.evaluations.staff import case, cases, decisions, reviewers
from app.evaluations.staff.floor import blueprint

__all__ = ["blueprint", "case", "cases", "decisions", "reviewers"]
