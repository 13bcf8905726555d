"""Every write of spaces, split by noun: profile, photos, team, invitations, lists."""

from app.spaces.service.invitations import (
    accept_invitation,
    decline_invitation,
    hand_over,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from app.spaces.service.lists import confirm_list, forget_old_lists, keep_list, lines_of
from app.spaces.service.photos import add_photo, describe_photo, move_photo, remove_photo
from app.spaces.service.profile import change_space, create_space, register_space
from app.spaces.service.team import add_to_team, change_role, leave_team, remove_from_team

__all__ = [
    "accept_invitation",
    "add_photo",
    "add_to_team",
    "change_role",
    "change_space",
    "confirm_list",
    "create_space",
    "decline_invitation",
    "describe_photo",
    "forget_old_lists",
    "hand_over",
    "invite",
    "keep_list",
    "leave_team",
    "lines_of",
    "move_photo",
    "register_space",
    "remove_from_team",
    "remove_photo",
    "renew_invitation",
    "withdraw_invitation",
]
