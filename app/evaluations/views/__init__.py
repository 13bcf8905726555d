"""People's screens of cases: the reviewer's own, those of an outside person who was asked for an opinion, and what the
applicant has of a decision or a visit."""

from app.evaluations.views.decisions import blueprint as decisions
from app.evaluations.views.opinions import blueprint as opinions
from app.evaluations.views.reviews import blueprint, init_app, ties
from app.evaluations.views.visits import blueprint as visits

__all__ = ["blueprint", "decisions", "init_app", "opinions", "ties", "visits"]
