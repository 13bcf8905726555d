"""Every write of a case from the completeness check to the signature, split by noun."""

from app.evaluations.service.decisions import propose_decision, return_decision, sign_decision
from app.evaluations.service.intake import resume_review, return_to_applicant
from app.evaluations.service.reviewers import assign_reviewer, recuse, unassign
from app.evaluations.service.sheets import save_scores, submit_review

__all__ = [
    "assign_reviewer",
    "propose_decision",
    "recuse",
    "resume_review",
    "return_decision",
    "return_to_applicant",
    "save_scores",
    "sign_decision",
    "submit_review",
    "unassign",
]
