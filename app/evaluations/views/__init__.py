"""People's screens of cases: the reviewer's own, and those of an outside person who was asked for an opinion."""

from app.evaluations.views.opinions import blueprint as opinions
from app.evaluations.views.reviews import blueprint, init_app

__all__ = ["blueprint", "init_app", "opinions"]
