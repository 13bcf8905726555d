"""People's screens of applications, split by noun."""

from app.applications.views.drafts import blueprint

__all__ = ["blueprint"]
