"""The queue of jobs lies beside the data; whoever comes first makes its tables."""

import threading
from dataclasses import replace

import pytest
from flask import Flask

from app import jobs

TOGETHER = 8


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_processes_that_start_together_do_not_trip_each_other(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mode="production")
    together, faults = threading.Barrier(TOGETHER), []

    def start() -> None:
        together.wait(20)
        try:
            jobs._queue(app)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
