"""One certificate that was kept back, given outside of any ceremony."""

import pytest
from flask import Flask

from app.core.db import transact
from app.core.errors import DomainError
from app.memberships import queries, service
from app.memberships.service import suspend
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.memberships.factories import changed, member, person, space, the_space

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def waiting() -> str:
    def act() -> str:
        made = space()
        assert member(made, issues=False) is None
        return made.public_id

    return transact(act)


def test_the_approver_gives_it_from_the_page(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = waiting()
    here, dung = f"/desk/members/{public_id}", cast.client("dung")
    assert "Cấp chứng nhận ngay" not in cast.client("tuan").get(here).text
    assert dung.submit(here, to=f"{here}/issue").status_code == 302  # type: ignore[attr-defined]
    shown = dung.get(here).text
    assert "KGST-2026-001" in shown
    assert "Cấp chứng nhận ngay" not in shown
    with app.app_context(), pytest.raises(DomainError, match="nothing_waiting"):
        transact(lambda: service.issue_waiting(the_space(public_id), actor=person("dung")))


def test_not_for_a_space_of_ones_own_nor_by_others(ctx: Flask) -> None:
    public_id = waiting()
    transact(lambda: add_to_team(the_space(public_id), person("dung"), TeamRole.MEMBER, actor=None))
    for key in ("dung", "tuan", "ha"):
        with pytest.raises(DomainError, match="not_yours_to_change"):
            transact(lambda key=key: service.issue_waiting(the_space(public_id), actor=person(key)))


def test_not_while_suspended(ctx: Flask) -> None:
    public_id = waiting()
    transact(lambda: changed(suspend, the_space(public_id)))
    with pytest.raises(DomainError, match="no_member"):
        transact(lambda: service.issue_waiting(the_space(public_id), actor=person("dung")))
    assert queries.certificates_of(the_space(public_id).id) == []
