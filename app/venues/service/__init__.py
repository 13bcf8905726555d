"""Every write of venues, split by noun."""

from app.venues.service.facts import change_venue, facts_seen, layouts_seen, remove_plan, set_layouts, set_plan
from app.venues.service.hours import (
    add_exception,
    add_season,
    change_season,
    remove_exception,
    remove_season,
    set_weekly_hours,
    week_seen,
)
from app.venues.service.lending import add_equipment, change_equipment, equipment_seen
from app.venues.service.neighbours import add_neighbour, remove_neighbour
from app.venues.service.photos import add_photo, describe_photo, move_photo, remove_photo
from app.venues.service.seeds import load_venues
from app.venues.service.terms import add_quota, approvers_seen, remove_quota, set_approvers

__all__ = [
    "add_equipment",
    "add_exception",
    "add_neighbour",
    "add_photo",
    "add_quota",
    "add_season",
    "approvers_seen",
    "change_equipment",
    "change_season",
    "change_venue",
    "describe_photo",
    "equipment_seen",
    "facts_seen",
    "layouts_seen",
    "load_venues",
    "move_photo",
    "remove_exception",
    "remove_neighbour",
    "remove_photo",
    "remove_plan",
    "remove_quota",
    "remove_season",
    "set_approvers",
    "set_layouts",
    "set_plan",
    "set_weekly_hours",
    "week_seen",
]
