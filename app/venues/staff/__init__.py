"""The Centre's screens of venues, split by noun. The hours stand in `bookings`: they show which bookings lie outside."""

from app.venues.staff import facts, lending, neighbours, overview, terms
from app.venues.staff.desk import blueprint, init_app
from app.venues.staff.photos import blueprint as photos

__all__ = ["blueprint", "facts", "init_app", "lending", "neighbours", "overview", "photos", "terms"]
