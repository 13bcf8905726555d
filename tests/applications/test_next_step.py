"""*Không gian của tôi* asks to apply for what is outside the network and has nothing under way, and says for which."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import transact
from app.memberships.models import Grade
from app.memberships.service import end
from tests.applications.factories import make_draft, make_space
from tests.cast import Cast
from tests.memberships.factories import changed, member

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_only_what_is_outside_the_network_is_asked_to_apply(cast: Cast) -> None:
    lan = cast.client("lan")

    def spaces() -> None:
        owner = cast.user("lan")
        member(make_space(owner, name="Gốm Một"))
        member(make_space(owner, name="Gốm Hai"), grade=Grade.ASSOCIATE)
        make_draft(owner, space=make_space(owner, name="Gốm Ba"))

    def outside() -> None:
        owner, before = cast.user("lan"), clock.today() - timedelta(days=30)
        make_space(owner, name="Gốm Bốn")
        left = make_space(owner, name="Gốm Năm")
        member(left, effective_on=before, decision_on=before)
        changed(end, left)

    with cast.app.app_context():
        transact(spaces)
    assert "Đến hồ sơ đăng ký" not in lan.get("/my/spaces").text
    with cast.app.app_context():
        transact(outside)
    assert "Hiện chưa là thành viên: Gốm Bốn, Gốm Năm." in lan.get("/my/spaces").text
