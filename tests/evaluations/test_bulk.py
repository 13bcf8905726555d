"""One act on several cases: nothing happens before its time, undoing leaves no trace, one refusal stops no other."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.applications.models import ApplicationStatus
from app.applications.service import withdraw_application
from app.core import clock
from app.core.db import transact
from app.core.errors import DomainError
from app.evaluations import queries, service
from app.evaluations.models import BulkAct, BulkAction
from app.evaluations.service.bulk import UNDO_WINDOW
from tests.cast import Cast
from tests.evaluations.factories import person, submitted


def later() -> time_machine.travel:
    return time_machine.travel(clock.now() + UNDO_WINDOW + timedelta(seconds=1), tick=True)


def planned(act: BulkAct = BulkAct.BEGIN, **told: str) -> BulkAction:
    return service.plan_bulk([submitted()], act, told, actor=person("tuan"))


def test_nothing_happens_before_its_time_and_then_all_of_it_once(ctx: Flask) -> None:
    bulk = transact(planned)
    assert service.run_due_bulk() == 0
    case = queries.bulk_items(bulk)[0].application
    assert case.status == ApplicationStatus.SUBMITTED
    with later():
        assert (service.run_due_bulk(), service.run_due_bulk()) == (1, 0)
    assert (case.status, case.handler_id) == (ApplicationStatus.INTAKE, person("tuan").id)
    assert bulk.done_at is not None


def test_what_was_undone_never_happens(ctx: Flask) -> None:
    bulk = transact(planned)
    transact(lambda: service.undo_bulk(bulk))
    with later():
        assert service.run_due_bulk() == 0
    assert queries.bulk_items(bulk)[0].application.status == ApplicationStatus.SUBMITTED


def test_it_is_not_undone_once_its_time_has_come(ctx: Flask) -> None:
    bulk = transact(planned)
    with later(), pytest.raises(DomainError, match=r"bulk\.begun"):
        transact(lambda: service.undo_bulk(bulk))


def test_what_a_rule_refuses_is_told_at_its_case(ctx: Flask) -> None:
    bulk = transact(planned)
    case = queries.bulk_items(bulk)[0].application
    transact(lambda: withdraw_application(case, actor=person("lan")))
    with later():
        service.run_due_bulk()
    assert queries.bulk_items(bulk)[0].refusal == "application.cannot_move"
    assert case.status == ApplicationStatus.WITHDRAWN


def test_handing_over_needs_a_coordinator(ctx: Flask) -> None:
    with pytest.raises(DomainError, match=r"case\.handler_missing"):
        transact(lambda: planned(BulkAct.HAND_OVER, to=person("mai").public_id))
    bulk = transact(lambda: planned(BulkAct.HAND_OVER, to=person("thu").public_id))
    with later():
        service.run_due_bulk()
    assert queries.bulk_items(bulk)[0].application.handler_id == person("thu").id


def test_from_the_list_and_undone_on_its_page(cast: Cast) -> None:
    with cast.app.app_context():
        public_id = transact(submitted).public_id
    tuan = cast.client("tuan")
    nothing = tuan.submit("/desk/applications", {"act": "begin"}, to="/desk/applications/bulk")
    assert (nothing.status_code, "Bạn chưa chọn hồ sơ nào." in nothing.text) == (422, True)
    empty = tuan.submit("/desk/applications", {"act": "write", "case": public_id}, to="/desk/applications/bulk")
    assert empty.status_code == 422
    assert "checked" in empty.text  # the tick is still there
    asked = tuan.submit("/desk/applications", {"act": "begin", "case": public_id}, to="/desk/applications/bulk")
    page = asked.headers["Location"]
    assert "Hoàn tác" in tuan.get(page).text
    assert cast.client("thu").get(page).status_code == 404
    assert tuan.submit(page, {}, to=f"{page}/undo").status_code == 302
    assert "Không hồ sơ nào thay đổi" in tuan.get(page).text
