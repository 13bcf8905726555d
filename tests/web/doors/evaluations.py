from sqlalchemy import select

from app.applications.models import Application, Supplement, SupplementStatus
from app.core.db import db
from app.core.ids import digest
from app.evaluations.models import (
    Appeal,
    AppealStatus,
    BulkAction,
    Condition,
    Decision,
    DecisionStatus,
    Review,
    SiteVisit,
)
from app.evaluations.queries import appeal_files, opinion_by_link, opinions_of, photos_of_visits, visits_of
from app.mail import links
from app.mail.models import Mail
from tests.web.doors.door import ASKED, ASSIGNED, JOINED, TEAM, Door
from tests.web.doors.here import Here, file_in

DOORS = {
    "ties.mine_declared": Door("may_judge"),
    "post_staff.index": Door("is_coordinator"),
    "post_staff.letter": Door("is_coordinator", apart="find"),
    "post_staff.posted": Door("is_coordinator", apart="find"),
    "calibration.show": Door("is_centre_staff"),
    "evaluations.accept": Door("is_reviewer", ASSIGNED),
    "evaluations.file": Door("is_reviewer", ASSIGNED),
    "evaluations.hand_in": Door("is_reviewer", ASSIGNED),
    "evaluations.mine": Door("is_reviewer"),
    "evaluations.pass_on": Door("is_reviewer", ASSIGNED),
    "evaluations.profile": Door("is_reviewer"),
    "evaluations.recuse": Door("is_reviewer", ASSIGNED),
    "evaluations.review": Door("is_reviewer", ASSIGNED),
    "evaluations.opinion_file": Door("is_reviewer", ASSIGNED),
    "evaluations.visit_photo": Door("is_reviewer", ASSIGNED),
    "evaluations_staff.plan_visit": Door("is_coordinator", apart="find"),
    "evaluations_staff.take_time": Door("is_coordinator", apart="find"),
    "evaluations_staff.finish_visit": Door("is_coordinator", apart="find"),
    "evaluations_staff.cancel_visit": Door("is_coordinator", apart="find"),
    "evaluations_staff.add_visit_photo": Door("is_coordinator", apart="find"),
    "evaluations_staff.visit_photo": Door("is_centre_staff", apart="find"),
    "evaluations_staff.ask_opinion": Door("is_coordinator", apart="find"),
    "evaluations_staff.opinion_file": Door("is_centre_staff", apart="find"),
    "evaluations_staff.revoke_opinion": Door("is_coordinator", apart="find"),
    "decisions.again": Door("signed_in", TEAM),
    "decisions.answer_condition": Door("signed_in", JOINED),
    "decisions.appeal": Door("signed_in", TEAM),
    "decisions.file": Door("signed_in", JOINED),
    "decisions.letter_as_pdf": Door("signed_in", TEAM),
    "decisions.show": Door("signed_in", TEAM),
    "decisions_staff.staged": Door("is_approver"),
    "evaluations_staff.answer_appeal": Door("is_coordinator", apart="find"),
    "evaluations_staff.extend_condition": Door("is_coordinator", apart="find"),
    "evaluations_staff.file_after": Door("is_centre_staff", apart="find"),
    "evaluations_staff.meet_condition": Door("is_coordinator", apart="find"),
    "evaluations_staff.return_appeal": Door("is_approver", apart="find"),
    "evaluations_staff.sign_appeal": Door("is_approver", apart="find"),
    "evaluations_staff.assign": Door("is_coordinator", apart="find"),
    "evaluations_staff.bulk": Door("is_coordinator", ASKED),
    "evaluations_staff.case": Door("is_centre_staff", apart="find"),
    "evaluations_staff.cases": Door("is_centre_staff"),
    "evaluations_staff.export_case": Door("is_centre_staff", apart="find"),
    "evaluations_staff.export_list": Door("is_centre_staff"),
    "evaluations_staff.file": Door("is_centre_staff", apart="find"),
    "evaluations_staff.hand_over": Door("is_coordinator", apart="find"),
    "evaluations_staff.plan": Door("is_coordinator"),
    "evaluations_staff.pass_on": Door("is_coordinator", apart="find"),
    "evaluations_staff.propose": Door("is_coordinator", apart="find"),
    "evaluations_staff.resume": Door("is_coordinator", apart="find"),
    "evaluations_staff.reopen": Door("is_centre_staff", acts=("coordinator", "approver"), apart="find"),
    "evaluations_staff.return_decision": Door("is_centre_staff", acts=("coordinator", "approver"), apart="find"),
    "evaluations_staff.ask": Door("is_coordinator", apart="find"),
    "evaluations_staff.begin": Door("is_coordinator", apart="find"),
    "evaluations_staff.check_section": Door("is_coordinator", apart="find"),
    "evaluations_staff.extend_supplement": Door("is_coordinator", apart="find"),
    "evaluations_staff.lapse_supplement": Door("is_coordinator", apart="find"),
    "evaluations_staff.letters_again": Door("is_coordinator", apart="find"),
    "evaluations_staff.letters_settled": Door("is_coordinator", apart="find"),
    "evaluations_staff.withdraw_supplement": Door("is_coordinator", apart="find"),
    "evaluations_staff.settle": Door("is_coordinator", apart="find"),
    "evaluations_staff.share_out": Door("is_coordinator"),
    "evaluations_staff.sign": Door("is_approver", apart="find"),
    "evaluations_staff.unassign": Door("is_coordinator", apart="find"),
    "evaluations_staff.undo": Door("is_coordinator", ASKED),
    "evaluations_staff.write": Door("is_coordinator", apart="find"),
    "opinions.conflict": Door("anyone"),
    "opinions.file": Door("anyone"),
    "opinions.give": Door("anyone"),
    "opinions.show": Door("anyone"),
    "visits.confirm": Door("signed_in", TEAM),
    "visits.other_time": Door("signed_in", TEAM),
    "visits.show": Door("signed_in", TEAM),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    case = here.case
    decision = db.session.scalars(
        select(Decision).where(Decision.application_id == case.id, Decision.status == DecisionStatus.PROPOSED)
    ).one()
    bulk = db.session.scalars(select(BulkAction)).first()
    assert bulk
    review = db.session.scalars(
        select(Review).where(Review.application_id == case.id, Review.reviewer_id == here.reviewer.id)
    ).one()
    (opinion,) = opinions_of(case)
    (seen,) = visits_of(case)
    (visit,) = db.session.scalars(select(SiteVisit).join(Application).where(Application.space_id == here.space.id))
    appeal = db.session.scalars(select(Appeal).where(Appeal.status == AppealStatus.FILED)).one()
    condition = db.session.scalars(select(Condition).where(Condition.met_at.is_(None)).order_by(Condition.id)).first()
    supplement = db.session.scalars(select(Supplement).where(Supplement.status == SupplementStatus.OPEN)).one()
    assert condition
    appealed, bound = appeal.decision.application.public_id, condition.decision.application.public_id
    asked_to_add = supplement.application.public_id
    letter = db.session.scalars(select(Mail).where(Mail.template == "opinion_asked").order_by(Mail.id.desc())).first()
    assert letter
    secret = letter.values["token"]["id"]
    asked = opinion_by_link(digest(secret))
    assert asked
    return {
        "decisions": {"public_id": here.application.public_id},
        "decisions.answer_condition": {"public_id": bound, "condition_id": condition.public_id},
        "decisions.file": {"public_id": appealed, "file_id": appeal_files(appeal)[0].public_id},
        "evaluations": {
            "public_id": review.public_id,
            "file_id": file_in(case),
            "opinion_id": opinion.public_id,
            "visit_id": seen.public_id,
            "photo_id": photos_of_visits([seen])[seen.id][0].public_id,
        },
        "post_staff": {"public_id": case.public_id},
        "evaluations_staff": {
            "public_id": case.public_id,
            "file_id": file_in(case),
            "decision_id": decision.public_id,
            "review_id": review.public_id,
            "bulk_id": bulk.public_id,
            "visit_id": seen.public_id,
            "photo_id": photos_of_visits([seen])[seen.id][0].public_id,
            "opinion_id": opinion.public_id,
            "code": "A1",
            "supplement_id": supplement.public_id,
            "condition_id": condition.public_id,
            "appeal_id": appeal.public_id,
        },
        "evaluations_staff.file_after": {"public_id": appealed, "file_id": appeal_files(appeal)[0].public_id},
        **{f"evaluations_staff.{act}_appeal": {"public_id": appealed} for act in ("answer", "return", "sign")},
        **{f"evaluations_staff.{act}_condition": {"public_id": bound} for act in ("meet", "extend")},
        **{
            f"evaluations_staff.{act}_supplement": {"public_id": asked_to_add}
            for act in ("extend", "lapse", "withdraw")
        },
        "opinions": {"token": links.sign("opinion", secret), "file_id": file_in(asked.application)},
        "visits": {"public_id": visit.public_id},
    }
