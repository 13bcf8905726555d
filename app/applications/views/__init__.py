"""People's screens of applications, split by noun. Importing a module puts its pages on the blueprint."""

from app.applications.views import thread
from app.applications.views.drafts import blueprint
from app.applications.views.self_check import blueprint as self_check

__all__ = ["blueprint", "self_check", "thread"]
