from flask import Flask

from app.core.db import transact
from app.core.later import WakeUp, wake


def test_a_job_is_woken_once_however_often_a_transaction_asks(ctx: Flask) -> None:
    woken: list[str] = []
    ctx.extensions["wake_up"] = WakeUp(woken.append)

    def act() -> None:
        for job in ("mail", "papers", "mail"):
            wake(job)
        assert woken == []

    transact(act)
    assert woken == ["mail", "papers"]
