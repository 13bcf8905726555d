"""Who must not judge a case: each kind of tie, asked of one person, of all, and of lists."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.applications.models import Application
from app.core import clock
from app.core.db import db, rehearse, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import name_key
from app.evaluations import queries, rules, service
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Outcome
from app.spaces.models import DeclaredTie, SpaceMark
from app.spaces.queries import hold_team
from app.spaces.rules import PUBLIC_MAIL, Profile, Tie, marks_of
from app.spaces.service import change_space
from app.spaces.service.team import take_off
from tests.applications.factories import join_team
from tests.evaluations.factories import hand_in, in_review, person, review_of, reviewed, submitted

Way = Callable[[Application], None]


def declare(user: User, organisation: str) -> None:
    """The row alone, as if it were old."""
    db.session.add(
        DeclaredTie(
            public_id=new_public_id(),
            user_id=user.id,
            organisation=organisation,
            organisation_key=name_key(organisation),
            reason="Cố vấn",
            declared_at=clock.now(),
        )
    )
    db.session.flush()


def _on_team(case: Application) -> None:
    join_team(case.space, person("mai"))


def _left_team(case: Application) -> None:
    join_team(case.space, person("mai"))
    take_off(hold_team(case.space_id), case.space, person("mai"), actor=person("lan"))


def _declared(_case: Application) -> None:
    declare(person("mai"), "Xưởng Mũ Phú Viên")


def _works_there(_case: Application) -> None:
    person("mai").organisation = "xưởng mũ - PHÚ VIÊN"


def _works_with_a_mate(_case: Application) -> None:
    person("mai").organisation, person("lan").organisation = "Hợp tác xã Mũ lá", "HỢP TÁC XÃ MŨ LÁ"


def _in_the_legal_name(case: Application) -> None:
    person("mai").organisation = "Công ty TNHH Mũ Xanh"
    _edit(case, legal_name="Công ty TNHH Mũ Xanh")


def _host_of_the_site(case: Application) -> None:
    _write_from(person("mai"), "phuvien.vn")
    _edit(case, channels={"website": "https://www.phuvien.vn/gioi-thieu"})


def _host_of_a_mate(_case: Application) -> None:
    for user in (person("mai"), person("lan")):
        _write_from(user, "truong.edu.vn")


def _recused(case: Application) -> None:
    service.assign_reviewer(case, person("mai"), actor=person("tuan"))
    service.recuse(review_of(case, "mai"), "Người nhà", actor=person("mai"))


def _write_from(user: User, host: str) -> None:
    user.email = f"{user.name.split()[-1].lower()}@{host}"


def _edit(case: Application, **changed: object) -> None:
    space = case.space
    profile = Profile(
        **{name: getattr(space, name) for name in ("name_vi", "summary_vi", "kinds", "ownership", "ward_code")},
        **changed,  # type: ignore[arg-type]
    )
    change_space(space, profile, version=space.version, actor=person("lan"))


WAYS: list[tuple[Way, Tie]] = [
    (_on_team, Tie.TEAM),
    (_left_team, Tie.PAST_TEAM),
    (_declared, Tie.DECLARED),
    (_works_there, Tie.ORGANISATION),
    (_works_with_a_mate, Tie.ORGANISATION),
    (_in_the_legal_name, Tie.ORGANISATION),
    (_host_of_the_site, Tie.MAIL_HOST),
    (_host_of_a_mate, Tie.MAIL_HOST),
    (_recused, Tie.RECUSED),
]


def _asked_everywhere(way: Way) -> list[Tie]:
    case, mai, son = submitted(), person("mai"), person("son")
    assert ties_of(mai, case) == []
    assert queries.case_for(mai, case.public_id) is not None
    way(case)
    db.session.flush()
    assert mai.id in queries.tied_ids(case)
    assert queries.case_for(mai, case.public_id) is None
    assert list(queries.cases_in(mai, list(queries.UNDECIDED))) == []
    assert queries.case_counts(mai) == {}
    assert ties_of(son, case) == []
    assert queries.case_for(son, case.public_id) is not None
    assert queries.case_counts(son) != {}
    return ties_of(mai, case)


def test_each_tie_is_named_and_closes_the_case_for_that_person_alone(ctx: Flask) -> None:
    for way, tie in WAYS:
        assert rehearse(lambda way=way: _asked_everywhere(way)) == [tie], way.__name__  # type: ignore[misc]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_mail_that_anybody_can_have_ties_nobody(ctx: Flask) -> None:
    def everybody_writes_from(host: str) -> list[Tie]:
        case = submitted()
        _write_from(person("lan"), host)
        mai = person("mai")
        _write_from(mai, host)
        db.session.flush()
        return ties_of(mai, case)

    assert rehearse(lambda: everybody_writes_from("gmail.com")) == []
    assert rehearse(lambda: everybody_writes_from("mot-noi.vn")) == [Tie.MAIL_HOST]
    assert {"gmail.com", "yahoo.com.vn", "example.org"} <= PUBLIC_MAIL


def test_who_comes_to_have_a_tie_is_out_of_the_quorum_until_it_was_proposed(ctx: Flask) -> None:
    def later_tied() -> tuple[list[bool], int]:
        case = reviewed()
        declare(person("son"), case.space.name_vi)
        reviews = queries.reviews_of(case)
        assert queries.reviews_by(person("son")) == []
        assert queries.review_for(person("son"), review_of(case, "son").public_id) is None
        with pytest.raises(DomainError, match=r"decision\.reviews_missing"):
            service.propose_decision(case, Outcome.APPROVE, "", actor=person("tuan"))
        assert queries.progress_of([case])[case.id].submitted == 1
        return [review.tied for review in reviews], len(rules.submitted(reviews))

    assert rehearse(later_tied) == ([False, True], 1)


def test_a_tied_coordinator_or_approver_neither_prepares_nor_signs(ctx: Flask) -> None:
    def tried() -> list[str]:
        case = reviewed()
        decision = service.propose_decision(case, Outcome.APPROVE, "", actor=person("tuan"))
        declare(person("dung"), "Xưởng mũ Phú Viên")
        declare(person("thu"), "Xưởng mũ Phú Viên")
        refused = []
        for act in (
            lambda: service.sign_decision(decision, actor=person("dung"), decision_number="1"),
            lambda: service.return_decision(decision, actor=person("dung"), note="Xem lại"),
            lambda: service.assign_reviewer(case, person("mai"), actor=person("thu")),
        ):
            with pytest.raises(DomainError) as error:
                act()
            refused.append(error.value.code)
        return refused

    assert rehearse(tried) == ["decision.not_yours_to_sign", "decision.not_yours_to_return", "evaluation.not_yours"]


def test_nobody_with_a_tie_is_asked_to_review(ctx: Flask) -> None:
    def asked() -> str:
        case = submitted()
        declare(person("mai"), "Xưởng mũ Phú Viên")
        with pytest.raises(DomainError) as error:
            service.assign_reviewer(case, person("mai"), actor=person("tuan"))
        return error.value.code

    assert rehearse(asked) == "review.conflict_of_interest"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_marks_of_a_space_follow_its_profile(ctx: Flask) -> None:
    case = transact(lambda: submitted().id)

    def renamed() -> set[str]:
        space = db.session.get_one(Application, case).space
        _edit(db.session.get_one(Application, case), legal_name="HTX Mũ lá", channels={"email": "chao@Mula.vn"})
        kept = {row.mark for row in db.session.scalars(select(SpaceMark))}
        assert kept == marks_of(space)
        return kept

    assert rehearse(renamed) == {"xuong mu phu vien", "htx mu la", "mula.vn"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lists_ask_as_often_with_many_cases_as_with_one(ctx: Flask) -> None:
    """One case and three, with reviewers on each."""
    from sqlalchemy import event

    from tests.applications.factories import make_space

    counted: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def asks() -> int:
        db.session.expire_all()
        counted.clear()
        cases = queries.cases_in(person("tuan"), list(queries.UNDECIDED))
        queries.progress_of(cases)
        return len(counted)

    transact(lambda: hand_in(review_of(in_review(), "mai")))
    asks()
    one = asks()
    for name in ("Xưởng gốm", "Xưởng giấy"):
        transact(lambda name=name: in_review(space=make_space(person("lan"), name=name)))  # type: ignore[misc]
    asks()
    assert asks() == one
