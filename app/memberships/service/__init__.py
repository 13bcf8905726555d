"""Every write of memberships; what callers use."""

from app.memberships.service.imports import (
    ANOTHER_SPACE,
    Entered,
    confirm_import,
    enter_lines,
    forget_old_imports,
    keep_import,
)
from app.memberships.service.issuing import (
    attach_paper,
    attach_scan,
    certificate_data,
    issue_certificate,
    issue_waiting,
    note_paper_fault,
    proof_data,
)
from app.memberships.service.ledger import admit, end, merge, reinstate, revoke, suspend
from app.memberships.service.letters import send_lost_letters, settle_lost_letters
from app.memberships.service.name_requests import ask_for_name, decline_name
from app.memberships.service.renaming import rename
from app.memberships.service.renewals import remind_of_terms

__all__ = [
    "ANOTHER_SPACE",
    "Entered",
    "admit",
    "ask_for_name",
    "attach_paper",
    "attach_scan",
    "certificate_data",
    "confirm_import",
    "decline_name",
    "end",
    "enter_lines",
    "forget_old_imports",
    "issue_certificate",
    "issue_waiting",
    "keep_import",
    "merge",
    "note_paper_fault",
    "proof_data",
    "reinstate",
    "remind_of_terms",
    "rename",
    "revoke",
    "send_lost_letters",
    "settle_lost_letters",
    "suspend",
]
