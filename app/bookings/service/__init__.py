"""Every write of bookings and closures; what callers use."""

from app.bookings.service.changes import cancel_booking, change_words, move_booking, swap_bookings
from app.bookings.service.checklist import (
    Found,
    add_item,
    change_item,
    hand_over,
    load_checklist,
    move_item,
    remove_photo,
)
from app.bookings.service.closures import (
    change_closure,
    close_venues,
    lift_closure,
    note_reached,
)
from app.bookings.service.day import (
    answer_no_show,
    check_in,
    leave_early,
    note_no_show,
    undo_check_in,
    undo_leaving,
    undo_no_show,
)
from app.bookings.service.decisions import confirm_booking, decline_booking
from app.bookings.service.lapses import facts_of_lapses, keep_lapsed, release_lapsed
from app.bookings.service.late import forget_past_changes, note_told
from app.bookings.service.lending import change_lending
from app.bookings.service.letters import send_lost_again, settle_lost
from app.bookings.service.offers import (
    accept_offer,
    counter_offer,
    join_waiting_list,
    leave_waiting_list,
    offer_by_hand,
    turn_down_offer,
)
from app.bookings.service.reports import ask_for_reports, report_usage
from app.bookings.service.requests import request_booking, request_series
from app.bookings.service.series import accept_dates, cancel_dates, decide_dates
from app.bookings.service.settling import offer_waiting, release_expired_holds
from app.bookings.service.wishing import change_booking, grant_changes, refuse_change, withdraw_change

__all__ = [
    "Found",
    "accept_dates",
    "accept_offer",
    "add_item",
    "answer_no_show",
    "ask_for_reports",
    "cancel_booking",
    "cancel_dates",
    "change_booking",
    "change_closure",
    "change_item",
    "change_lending",
    "change_words",
    "check_in",
    "close_venues",
    "confirm_booking",
    "counter_offer",
    "decide_dates",
    "decline_booking",
    "facts_of_lapses",
    "forget_past_changes",
    "grant_changes",
    "hand_over",
    "join_waiting_list",
    "keep_lapsed",
    "leave_early",
    "leave_waiting_list",
    "lift_closure",
    "load_checklist",
    "move_booking",
    "move_item",
    "note_no_show",
    "note_reached",
    "note_told",
    "offer_by_hand",
    "offer_waiting",
    "refuse_change",
    "release_expired_holds",
    "release_lapsed",
    "remove_photo",
    "report_usage",
    "request_booking",
    "request_series",
    "send_lost_again",
    "settle_lost",
    "swap_bookings",
    "turn_down_offer",
    "undo_check_in",
    "undo_leaving",
    "undo_no_show",
    "withdraw_change",
]
