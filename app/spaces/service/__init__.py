"""Every write of spaces, split by noun: profile, photos, team, invitations, claims, lists."""

from app.spaces.service.claims import approve_claim, claim_space, refuse_claim, withdraw_claim
from app.spaces.service.confirming import ask_again, ask_to_confirm, confirm_by_telephone, confirm_space
from app.spaces.service.directory import (
    Listed,
    confirm_space_list,
    forget_old_space_lists,
    keep_space_list,
    list_spaces,
)
from app.spaces.service.edits import approve_edit, decline_edit, withdraw_edit
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
from app.spaces.service.profile import change_space, create_space, known_codes, register_space, rename_space
from app.spaces.service.team import add_to_team, change_role, leave_team, remove_from_team

__all__ = [
    "Listed",
    "accept_invitation",
    "add_photo",
    "add_to_team",
    "approve_claim",
    "approve_edit",
    "ask_again",
    "ask_to_confirm",
    "change_role",
    "change_space",
    "claim_space",
    "confirm_by_telephone",
    "confirm_list",
    "confirm_space",
    "confirm_space_list",
    "create_space",
    "decline_edit",
    "decline_invitation",
    "describe_photo",
    "forget_old_lists",
    "forget_old_space_lists",
    "hand_over",
    "invite",
    "keep_list",
    "keep_space_list",
    "known_codes",
    "leave_team",
    "lines_of",
    "list_spaces",
    "move_photo",
    "refuse_claim",
    "register_space",
    "remove_from_team",
    "remove_photo",
    "rename_space",
    "renew_invitation",
    "withdraw_claim",
    "withdraw_edit",
    "withdraw_invitation",
]
