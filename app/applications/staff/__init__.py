"""The Centre's screens of calls and of dossiers on paper."""

from app.applications.staff.calls import blueprint
from app.applications.staff.paper import blueprint as paper

__all__ = ["blueprint", "paper"]
