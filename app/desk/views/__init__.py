"""The Centre's own pages: the list of what waits, and what is kept about it."""

from app.desk.views.absences import blueprint as absences
from app.desk.views.guide import blueprint as guide
from app.desk.views.home import blueprint
from app.desk.views.search import blueprint as search
from app.desk.views.tasks import blueprint as desk_tasks

__all__ = ["absences", "blueprint", "desk_tasks", "guide", "search"]
