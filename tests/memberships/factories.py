"""Spaces and members through the services; call inside `transact`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.core import clock
from app.memberships.models import Certificate, Grade, Ground, MembershipEvent
from app.memberships.service import admit, end, revoke, suspend
from app.spaces.models import Space, TeamRole
from app.spaces.queries import space_by_public_id
from app.spaces.rules import Profile
from app.spaces.service import add_to_team, create_space
from tests.cast import email_of


def person(key: str) -> User:
    user = user_by_email(email_of(key))
    assert user is not None
    return user


def space(owner: str = "lan", name: str = "Xưởng Mây", *, team: tuple[str, ...] = ("minh",), **values: Any) -> Space:
    made = create_space(profile(name_vi=name, **values), actor=person(owner))
    for key in team:
        add_to_team(made, person(key), TeamRole.MEMBER, actor=None)
    return made


def profile(**values: Any) -> Profile:
    defaults: dict[str, Any] = {
        "name_en": None, "summary_vi": "Một xưởng.", "kinds": ["online"], "ownership": "private",
    }  # fmt: skip
    return Profile(**defaults | values)


def member(made: Space, **values: Any) -> Certificate:
    today = clock.today()
    defaults: dict[str, Any] = {
        "grade": Grade.FULL, "effective_on": today, "term_months": 24, "decision_number": "12/QĐ-SVHTT",
        "decision_on": today, "reason": "", "actor": person("dung"), "criteria_label": "mac-dinh 2026.1",
    }  # fmt: skip
    return admit(made, **defaults | values)


def changed(act: Callable[..., MembershipEvent], made: Space, **values: Any) -> MembershipEvent:
    """A change of standing, by the approver, with all that it asks."""
    day = min(values.get("effective_on", clock.today()), clock.today())
    given: dict[str, Any] = {
        "actor": person("dung"), "reason": "Thử", "effective_on": day, "decision_number": "45/QĐ-SVHTT",
        "decision_on": day,
    }  # fmt: skip
    if act in (suspend, revoke):
        given |= {"ground": Ground.DUTIES, "hearing_on": day, "hearing_note": "Không gian xin thêm thời gian."}
    elif act == end:
        given |= {"ground": Ground.OWN_WISH}
    return act(made, **given | values)


def the_space(public_id: str) -> Space:
    found = space_by_public_id(public_id)
    assert found is not None
    return found


def long_ago(years: int) -> date:
    today = clock.today()
    return date(today.year - years, today.month, min(today.day, 28))
