"""The applicant's view of the log, and the proof that checks out without us and tells no names."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.applications.log import proof_document
from app.applications.models import Application
from app.audit.service import erase_payloads_of
from app.config import ROOT
from app.core.db import db, transact
from app.evaluations import service
from app.evaluations.models import Outcome
from deploy.check_proof import faults_in, faults_since
from tests.applications.factories import application_by_public_id, join_team
from tests.cast import Cast
from tests.evaluations.factories import hand_in, in_review, person, review_of, reviewed

STAFF = ("mai", "son", "tuan", "thu", "dung")


def _decided() -> str:
    case = reviewed()
    decision = service.propose_decision(case, Outcome.APPROVE, "", actor=person("tuan"))
    service.sign_decision(decision, actor=person("dung"), decision_number="12/QĐ-TTĐP")
    return case.public_id


def _proof(app: Flask, cast: Cast, public_id: str, key: str = "lan") -> dict[str, Any]:
    answer = cast.client(key).get(f"/my/applications/{public_id}/log/proof.json")
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return told


def test_the_proof_checks_out_and_tells_no_names_and_no_numbers_of_people(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(_decided)
        names = [person(key).name for key in STAFF]
        ids = {person(key).id for key in STAFF}
    proof = _proof(app, cast, public_id)
    words = json.dumps(proof, ensure_ascii=False)
    assert list(faults_in(proof)) == []
    assert [name for name in names if name in words] == []
    assert not [v for line in proof["lines"] for v in line.values() if isinstance(v, int) and v in ids - _seqs(proof)]
    assert "12/QĐ-TTĐP" not in words
    assert "conflict" not in words and "recused" not in words
    assert {line["who"] for line in proof["lines"] if line.get("role") == "reviewer"} == {
        "Người chấm A",
        "Người chấm B",
    }
    assert sum("body" in line for line in proof["lines"]) >= 4  # given out twice, proposed, signed


def _seqs(proof: dict[str, Any]) -> set[int]:
    return {line[name] for line in proof["lines"] for name in ("seq", "format")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_is_changed_in_a_proof_the_checker_finds_it(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with app.app_context():
        public_id = transact(_decided)
    proof = _proof(app, cast, public_id)
    for number, line in enumerate(proof["lines"]):
        for name in line.keys() - {"what", "who"}:
            other = deepcopy(proof)
            value = other["lines"][number][name]
            other["lines"][number][name] = (
                {"from": "x"} if isinstance(value, dict) else value + 1 if isinstance(value, int) else f"{value}0"
            )
            assert list(faults_in(other)) != [], (number, name)
        assert list(faults_in({**proof, "lines": proof["lines"][:number] + proof["lines"][number + 1 :]})) != []
    swapped = deepcopy(proof)
    swapped["lines"][1], swapped["lines"][2] = swapped["lines"][2], swapped["lines"][1]
    assert list(faults_in(swapped)) != []
    renamed = deepcopy(proof)
    next(line for line in renamed["lines"] if line.get("who") == "Người chấm A")["who"] = "Người chấm B"
    assert list(faults_in(renamed)) != []
    assert list(faults_in({**proof, "case": "HS-2026-9999"})) != []

    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(proof), encoding="utf-8")
    bad.write_text(json.dumps(swapped), encoding="utf-8")
    checker = [sys.executable, "-I", str(ROOT / "deploy/check_proof.py")]
    assert subprocess.run([*checker, good], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*checker, bad], capture_output=True, check=False).returncode == 1
    bad.write_text("[]", encoding="utf-8")
    assert subprocess.run([*checker, bad], capture_output=True, check=False).returncode == 1


def test_an_older_proof_must_be_in_the_newer_and_erasing_leaves_both_whole(ctx: Flask) -> None:
    def handed_in() -> int:
        case = in_review()
        hand_in(review_of(case, "mai"))
        return case.id

    case_id = transact(handed_in)
    older = proof_document(db.session.get_one(Application, case_id))
    transact(lambda: hand_in(review_of(db.session.get_one(Application, case_id), "son")))
    transact(lambda: erase_payloads_of(person("lan"), actor=None))
    newer = proof_document(db.session.get_one(Application, case_id))
    assert [*faults_in(older), *faults_in(newer), *faults_since(older, newer)] == []
    assert len(newer["lines"]) == len(older["lines"]) + 1
    assert not any("payload" in line for line in newer["lines"] if line.get("role") == "applicant")
    assert list(faults_since(newer, older)) != []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_reviewer_is_the_same_within_a_case_and_another_in_the_next(ctx: Flask) -> None:
    first, second = transact(lambda: [_aliases(reviewed()) for _ in range(2)])
    assert len(first) == len(second) == 2
    assert first.isdisjoint(second)


def _aliases(case: Application) -> set[str]:
    lines = proof_document(case)["lines"]
    found = {line["alias"] for line in lines if line.get("role") == "reviewer"}
    case.status = "withdrawn"  # so that the space may apply once more
    return found


def _application(public_id: str) -> Application:
    found = application_by_public_id(public_id)
    assert found is not None
    return found


def test_the_page_of_the_application_tells_the_steps_and_links_to_the_log(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(_decided)
    client = cast.client("minh")
    assert client.get(f"/my/applications/{public_id}/log").status_code == 404
    with app.app_context():
        transact(lambda: join_team(_application(public_id).space, person("minh")))
    told = client.get(f"/my/applications/{public_id}").get_data(as_text=True)
    assert "Người chấm A" in told
    assert "Được công nhận" in told
    log = client.get(f"/my/applications/{public_id}/log").get_data(as_text=True)
    assert "Việc nội bộ của Trung tâm" in log
    assert "Đỗ Mai" not in told + log
    text = client.get(f"/my/applications/{public_id}/log/proof.txt").get_data(as_text=True)
    assert "check_proof.py" in text
    assert len(re.findall(r"^   [0-9a-f]{64}$", text, re.M)) == len(re.findall(r"^\d+\. ", text, re.M))
    code = client.get(f"/my/applications/{public_id}/log/check_proof.py")
    assert b"hashlib" in code.data
