"""kill -9 to web and worker while people book and upload. `make drills` does it more often and prints figures."""

import os
import random
import time

import pytest
from flask import Flask

from tests.drills import truth
from tests.drills.people import Crowd
from tests.machine import Machine
from tests.mail.sink import Sink

pytestmark = [pytest.mark.real_time, pytest.mark.by_turns, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("DRILL_KILLS", "2"))


def test_whatever_is_killed_nothing_acknowledged_is_lost(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    sink = Sink()
    machine = Machine(app.config["SETTINGS"], smtp=sink.port)
    machine.start_web()
    machine.start_worker()
    crowd = Crowd(app, machine.url)
    crowd.begin()
    chance = random.Random(KILLS)
    try:
        for _kill in range(KILLS):
            crowd.work_on(bookings=6, uploads=2)
            time.sleep(chance.uniform(0, 0.5))
            first, second = chance.sample([machine.web, machine.worker], 2)
            machine.kill(first)
            time.sleep(chance.uniform(0, 0.3))
            machine.kill(second)
            machine.start_web()
            machine.start_worker()
        crowd.work_on(bookings=6, uploads=2)
    finally:
        try:
            crowd.stop()
        finally:
            machine.stop()
    answers = crowd.statuses()
    assert answers[302] > KILLS
    assert set(answers) <= {302, 422, None}, machine.complaints()
    truth.nothing_acknowledged_is_lost(crowd)
    truth.nothing_overlaps(app)
    files = truth.files_are_whole(app)
    letters, twins = truth.every_letter_left_once(app, sink, deaths=KILLS)
    truth.orphans_are_gone_within_the_hour(app)
    sink.close()
    with capsys.disabled():
        if "DRILL_KILLS" in os.environ:
            print(f"\n{KILLS} kills of web and worker: {answers[302]} acknowledged, {answers[422]} refused, "
                  f"{answers[None]} unknown; {files} files; {letters} letters, {twins} of them twice")  # fmt: skip
