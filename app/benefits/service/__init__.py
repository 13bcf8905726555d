"""Every write of benefits; what callers use."""

from app.benefits.service.letters import ask_letter, attach_paper, note_paper_fault
from app.benefits.service.lists import add_benefit, change_benefit, load_benefits, move_benefit
from app.benefits.service.uses import enter_use, note_export, take_back_use

__all__ = [
    "add_benefit",
    "ask_letter",
    "attach_paper",
    "change_benefit",
    "enter_use",
    "load_benefits",
    "move_benefit",
    "note_export",
    "note_paper_fault",
    "take_back_use",
]
