"""People's screens of spaces, split by noun."""

from app.spaces.views.claims import blueprint as claims
from app.spaces.views.invitations import blueprint as invitations
from app.spaces.views.photos import blueprint as photos
from app.spaces.views.profile import blueprint, init_app
from app.spaces.views.team import blueprint as team

__all__ = ["blueprint", "claims", "init_app", "invitations", "photos", "team"]
