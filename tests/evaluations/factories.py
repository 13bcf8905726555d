"""What the tests of evaluations begin with; each is called inside `transact`."""

from collections.abc import Sequence
from decimal import Decimal

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.accounts.queries import user_by_email
from app.applications.models import Application
from app.applications.rules import kinds_of
from app.criteria.queries import definition_of
from app.criteria.rules import counted_criteria
from app.evaluations import queries, service
from app.evaluations.models import Decision, Outcome, Review
from app.evaluations.rules import Sheet
from app.spaces.models import Space
from tests.applications.factories import make_submitted
from tests.cast import email_of


def person(key: str) -> User:
    user = user_by_email(email_of(key))
    assert user is not None
    return user


def extra(key: str, name: str, *roles: Role) -> User:
    """Somebody the cast does not have: a third reviewer, a second approver, one with two roles."""
    password_hash = person("tuan").password_hash
    user = accounts.add_user(email=email_of(key), name=name, password_hash=password_hash, confirmed=True)
    for role in roles:
        accounts.grant_role(user, role, actor=None)
    return user


def extra_reviewer() -> User:
    return extra("ngan", "Cao Ngân", Role.REVIEWER)


def submitted(*, space: Space | None = None) -> Application:
    return make_submitted(person("lan"), space=space)


def in_review(*, space: Space | None = None, reviewers: Sequence[str] = ("mai", "son")) -> Application:
    application = submitted(space=space)
    for key in reviewers:
        service.assign_reviewer(application, person(key), actor=person("tuan"))
    return application


def review_of(application: Application, key: str) -> Review:
    return next(one for one in queries.reviews_of(application) if one.reviewer_id == person(key).id)


def sheet(application: Application, share: str = "0.8", *, unmet: Sequence[str] = ()) -> Sheet:
    """Everything judged; every criterion at the same share of its maximum, down to the half point."""
    definition = definition_of(application.criteria_set)
    return Sheet(
        {gate.code: gate.code not in unmet for gate in definition.gates},
        {
            one.code: Decimal(int(one.max * 2 * Decimal(share))) / 2
            for one in counted_criteria(definition, kinds_of(application))
        },
    )


def hand_in(review: Review, share: str = "0.8", *, unmet: Sequence[str] = (), comment: str = "") -> None:
    full = sheet(review.application, share, unmet=unmet)
    service.save_scores(review, full.gates, full.points, comment, actor=review.reviewer)
    service.submit_review(review, actor=review.reviewer)


def reviewed(*, share: str = "0.8", unmet: Sequence[str] = (), space: Space | None = None) -> Application:
    application = in_review(space=space)
    for review in queries.reviews_of(application):
        hand_in(review, share, unmet=unmet)
    return application


def proposed(
    outcome: Outcome = Outcome.APPROVE, reasons: str = "Đủ điều kiện.", *, space: Space | None = None
) -> Decision:
    return service.propose_decision(reviewed(space=space), outcome, reasons, actor=person("tuan"))
