"""The places, when they are open, and who may have them on what terms."""

from app.venues.models.hours import BookableHours, HoursException, Season
from app.venues.models.pictures import VenuePhoto, VenuePhotoSize
from app.venues.models.places import Area, Equipment, Layout, SoftEdge, Venue, VenueLayout, venue_areas
from app.venues.models.terms import Policy, Quota, QuotaMeasure, QuotaPeriod, VenueApprover

__all__ = [
    "Area",
    "BookableHours",
    "Equipment",
    "HoursException",
    "Layout",
    "Policy",
    "Quota",
    "QuotaMeasure",
    "QuotaPeriod",
    "Season",
    "SoftEdge",
    "Venue",
    "VenueApprover",
    "VenueLayout",
    "VenuePhoto",
    "VenuePhotoSize",
    "venue_areas",
]
