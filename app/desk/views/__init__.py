"""The Centre's own pages: the list of what waits."""

from app.desk.views.home import blueprint

__all__ = ["blueprint"]
