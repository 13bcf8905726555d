"""What the tests of evaluations begin with; each is called inside `transact`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.accounts.queries import user_by_email
from app.applications.models import Application, Consequence, Supplement
from app.applications.queries import answers_of, open_supplement
from app.applications.rules import kinds_of, seen_now
from app.applications.service import Reply, answer_supplement, save_replies
from app.core import clock
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


def ask(
    application: Application,
    asked: Mapping[str, str],
    *,
    by: str = "tuan",
    days: int = 10,
    consequence: Consequence = Consequence.AS_IS,
) -> Supplement:
    due_on = clock.today() + timedelta(days=days)
    return service.ask_supplement(application, asked, due_on=due_on, consequence=consequence, actor=person(by))


def change(application: Application, code: str, text: str, *, by: str = "lan") -> None:
    seen = seen_now(answers_of(application).get(code))
    assert save_replies(application, {code: Reply(seen=seen, text=text)}, actor=person(by)) == []


def answer(application: Application, texts: Mapping[str, str], words: Mapping[str, str] | None = None) -> None:
    for code, text in texts.items():
        change(application, code, text)
    supplement = open_supplement(application)
    assert supplement is not None
    answer_supplement(supplement, words or {}, actor=person("lan"))
