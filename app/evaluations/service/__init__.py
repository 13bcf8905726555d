"""Every write of a case from the completeness check to what follows the signature, split by noun."""

from app.evaluations.service.again import OVER, apply_again
from app.evaluations.service.appeals import answer_appeal, file_appeal, return_appeal, sign_appeal
from app.evaluations.service.bulk import plan_bulk, run_due_bulk, undo_bulk
from app.evaluations.service.conditions import answer_condition, extend_condition, meet_condition, tell_overdue
from app.evaluations.service.decisions import (
    attach_letter,
    propose_decision,
    publish_decision,
    return_decision,
    sign_decision,
)
from app.evaluations.service.floor import prepared
from app.evaluations.service.handlers import hand_over
from app.evaluations.service.intake import (
    ask_supplement,
    begin_check,
    check_section,
    extend_supplement,
    lapse_supplement,
    reopen_case,
    resume_review,
    withdraw_supplement,
)
from app.evaluations.service.letters import send_lost_letters, settle_lost_letters
from app.evaluations.service.opinions import (
    ask_opinion,
    declare_conflict,
    give_opinion,
    remind_experts,
    revoke_opinion,
)
from app.evaluations.service.post import note_posted
from app.evaluations.service.reviewers import (
    abstain,
    accept_review,
    assign_reviewer,
    assign_reviewers,
    call_third,
    decline_review,
    keep_profile,
    pass_on,
    recuse,
    remind_of_case,
    remind_reviewers,
    unassign,
)
from app.evaluations.service.sheets import save_scores, submit_review
from app.evaluations.service.ties import declare_tie, lift_tie
from app.evaluations.service.visits import (
    add_visit_photo,
    cancel_visit,
    confirm_visit,
    finish_visit,
    plan_visit,
    propose_time,
    take_proposed_time,
)

__all__ = [
    "OVER",
    "abstain",
    "accept_review",
    "add_visit_photo",
    "answer_appeal",
    "answer_condition",
    "apply_again",
    "ask_opinion",
    "ask_supplement",
    "assign_reviewer",
    "assign_reviewers",
    "attach_letter",
    "begin_check",
    "call_third",
    "cancel_visit",
    "check_section",
    "confirm_visit",
    "declare_conflict",
    "declare_tie",
    "decline_review",
    "extend_condition",
    "extend_supplement",
    "file_appeal",
    "finish_visit",
    "give_opinion",
    "hand_over",
    "keep_profile",
    "lapse_supplement",
    "lift_tie",
    "meet_condition",
    "note_posted",
    "pass_on",
    "plan_bulk",
    "plan_visit",
    "prepared",
    "propose_decision",
    "propose_time",
    "publish_decision",
    "recuse",
    "remind_experts",
    "remind_of_case",
    "remind_reviewers",
    "reopen_case",
    "resume_review",
    "return_appeal",
    "return_decision",
    "revoke_opinion",
    "run_due_bulk",
    "save_scores",
    "send_lost_letters",
    "settle_lost_letters",
    "sign_appeal",
    "sign_decision",
    "submit_review",
    "take_proposed_time",
    "tell_overdue",
    "unassign",
    "undo_bulk",
    "withdraw_supplement",
]
