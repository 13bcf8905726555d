"""People's screens of applications, split by noun. Importing a module puts its pages on the blueprint."""

from app.applications.views import library, life, log, supplements, thread
from app.applications.views.calls import blueprint as calls
from app.applications.views.drafts import blueprint, init_app
from app.applications.views.renewals import blueprint as renewals
from app.applications.views.self_check import blueprint as self_check

__all__ = [
    "blueprint",
    "calls",
    "init_app",
    "library",
    "life",
    "log",
    "renewals",
    "self_check",
    "supplements",
    "thread",
]
