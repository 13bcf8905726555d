"""The Centre's screens of spaces, split by noun."""

from app.spaces.staff.appointments import blueprint
from app.spaces.staff.claims import blueprint as claims
from app.spaces.staff.directory import blueprint as directory
from app.spaces.staff.edits import blueprint as edits

__all__ = ["blueprint", "claims", "directory", "edits"]
