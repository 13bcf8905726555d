"""Every write of ceremonies: preparing the list, the round of proofs, issuing, handing over."""

from app.ceremonies.service.handing import (
    close_ceremony,
    hand_over,
    hold_day,
    note_posted,
    take_back,
    take_back_posting,
)
from app.ceremonies.service.issuing import issue_all, note_tried
from app.ceremonies.service.preparing import (
    Plan,
    add_guests,
    call_off,
    change_ceremony,
    create_ceremony,
    put_in_order,
    remove_guest,
    seat_guests,
)
from app.ceremonies.service.proofs import (
    accept_correction,
    answer_invitation,
    ask_again,
    ask_for_proofs,
    confirm_proof,
    decline_correction,
    invite_guests,
    remind_of_proofs,
    waive_answer,
    want_correction,
)

__all__ = [
    "Plan",
    "accept_correction",
    "add_guests",
    "answer_invitation",
    "ask_again",
    "ask_for_proofs",
    "call_off",
    "change_ceremony",
    "close_ceremony",
    "confirm_proof",
    "create_ceremony",
    "decline_correction",
    "hand_over",
    "hold_day",
    "invite_guests",
    "issue_all",
    "note_posted",
    "note_tried",
    "put_in_order",
    "remind_of_proofs",
    "remove_guest",
    "seat_guests",
    "take_back",
    "take_back_posting",
    "waive_answer",
    "want_correction",
]
