"""Every write of applications, split by noun: calls, drafts, library, self-checks, steps."""

from app.applications.service.calls import change_call, open_call
from app.applications.service.drafts import Reply, save_replies, start_application
from app.applications.service.floor import log_step
from app.applications.service.library import add_to_library, drop_from_library
from app.applications.service.paper import start_on_paper, submit_on_paper
from app.applications.service.renewals import carried_to_confirm, confirm_answers, start_again, start_renewal
from app.applications.service.self_check import save_self_check
from app.applications.service.steps import (
    CASE_CODE,
    begin_intake,
    correct_application,
    missing_from,
    move,
    name_contact,
    reopen_application,
    submit_application,
    withdraw_application,
)
from app.applications.service.supplements import (
    answer_supplement,
    ask_supplement,
    askable,
    extend_supplement,
    lapse_supplement,
    remind_of_supplements,
    save_words,
    withdraw_supplement,
)
from app.applications.service.thread import settle_messages, write_message

__all__ = [
    "CASE_CODE",
    "Reply",
    "add_to_library",
    "answer_supplement",
    "ask_supplement",
    "askable",
    "begin_intake",
    "carried_to_confirm",
    "change_call",
    "confirm_answers",
    "correct_application",
    "drop_from_library",
    "extend_supplement",
    "lapse_supplement",
    "log_step",
    "missing_from",
    "move",
    "name_contact",
    "open_call",
    "remind_of_supplements",
    "reopen_application",
    "save_replies",
    "save_self_check",
    "save_words",
    "settle_messages",
    "start_again",
    "start_application",
    "start_on_paper",
    "start_renewal",
    "submit_application",
    "submit_on_paper",
    "withdraw_application",
    "withdraw_supplement",
    "write_message",
]
