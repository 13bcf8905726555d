"""A job that fails is written down until it has run well again."""

import pytest
from flask import Flask

from app import jobs
from app.core.db import db
from app.job_slots.queries import failures
from app.job_slots.service import ERROR_KEPT


def test_a_failure_stands_until_it_runs_well(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = ["hỏng" + "x" * 400 + "\n[parameters: lan@example.org]", "lại hỏng"]

    def work() -> None:
        if wrong:
            raise RuntimeError(wrong.pop(0))

    monkeypatch.setitem(jobs.JOBS, "papers", jobs.Job(work, jobs.MINUTE, lambda _now: True))
    for count in (1, 2):
        with pytest.raises(RuntimeError):
            jobs.run(ctx, "papers")
        db.session.rollback()  # what this session has read is older than the run
        (row,) = failures()
        assert (row.job, row.count) == ("papers", count)
        assert len(row.error) <= ERROR_KEPT
        assert "lan@" not in row.error
    jobs.run(ctx, "papers")
    db.session.rollback()
    assert failures() == []
