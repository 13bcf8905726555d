"""The audit chain: append-only, whole without the personal payload, and whoever tampers with it is found."""

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit import queries, rules
from app.audit.models import Audience, AuditEntry
from app.audit.service import drop_anchor, erase_payloads_of, record
from app.audit.verification import verify
from app.core.db import db, rehearse, transact
from migrations import guards
from tests.evaluations.factories import person

THING = "thing:1"


def _three() -> None:
    for n in range(3):
        record(THING, "thing.changed", actor=person("lan"), payload={"n": n, "name": "Nguyễn Lan"}, role="applicant")


def _tamper(*statements: str) -> None:
    """As somebody would who has the database in hand."""
    transact(lambda: guards.remove(db.session.connection()))
    transact(lambda: [db.session.execute(text(statement)) for statement in statements])


def _said(subject: str | None = THING) -> list[str]:
    db.session.expire_all()
    return [str(fault) for fault in verify(subject).faults]


def _run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_lines_are_numbered_chained_and_hold_their_payload(ctx: Flask) -> None:
    transact(_three)
    assert [entry.seq for entry in queries.entries_of(THING)] == [1, 2, 3]
    assert {entry.alias for entry in queries.entries_of(THING)} != {""}
    assert _said(None) == []


def test_nobody_rewrites_a_line_or_an_anchor(ctx: Flask) -> None:
    transact(_three)
    transact(drop_anchor)
    for statement in (
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "UPDATE audit_anchors SET digest = 'x'",
        "DELETE FROM audit_heads",
    ):
        with pytest.raises(DBAPIError, match="audit_"):
            transact(lambda statement=statement: db.session.execute(text(statement)))  # type: ignore[misc]


FORGET = (
    "DELETE FROM audit_payloads WHERE entry_id IN (SELECT id FROM audit_entries WHERE subject = 'thing:1' AND {})"
)
ID = "SELECT id FROM audit_entries WHERE subject = 'thing:1' AND seq = {}"
CUT = "DELETE FROM audit_entries WHERE subject = 'thing:1'"
LINE = "audit_entries SET {} WHERE subject = 'thing:1' AND seq = {}"


TAMPERINGS = [
    *(
        (["UPDATE " + LINE.format(change, 2)], "thing:1 line 2: was changed")
        for change in (
            "action = 'x'", "at = '2026-11-25 01:00:00'", "actor_id = actor_id + 1", "actor_id = NULL",
            "role = 'approver'", "alias = 'x'", "audience = 'public'", "salt = 'x'", "payload_digest = 'x'",
            "previous = 'x'", "format = 3", "format = 1",
        )
    ),
    (["UPDATE " + LINE.format("digest = 'x'", 3)], "thing:1 line 3: was changed"),
    ([f"UPDATE audit_payloads SET payload = '{{\"n\": 9}}' WHERE entry_id = ({ID.format(2)})"],
     "thing:1 line 2: what it tells was changed"),
    ([f"UPDATE audit_payloads SET salt = 'x' WHERE entry_id = ({ID.format(2)})"],
     "thing:1 line 2: what it tells was changed"),
    ([FORGET.format("seq = 2"), CUT + " AND seq = 2"], "thing:1 line 3: before it, 2 is missing"),
    ([FORGET.format("seq < 3"), CUT + " AND seq < 3"], "thing:1 line 3: before it, 1 to 2 is missing"),
    ([FORGET.format("seq = 3"), CUT + " AND seq = 3"], "thing:1 line 3: an anchor holds this line"),
    ([FORGET.format("seq > 0"), CUT], "thing:1 line 3: an anchor holds this line"),
    (["UPDATE " + LINE.format(f"seq = {new}", old) for old, new in ((1, 9), (2, 1), (9, 2))],
     "thing:1 line 2: does not follow"),
    (["UPDATE audit_entries SET subject = 'thing:2' WHERE subject = 'thing:1'"], "thing:2 line 1: was changed"),
]  # fmt: skip


def test_whoever_tampers_is_found(ctx: Flask) -> None:
    transact(_three)
    transact(drop_anchor)

    def said_after(statements: list[str]) -> list[str]:
        guards.remove(db.session.connection())
        for statement in statements:
            db.session.execute(text(statement))
        return _said(None)

    assert rehearse(lambda: said_after([])) == []
    for statements, named in TAMPERINGS:
        said = rehearse(lambda statements=statements: said_after(statements))  # type: ignore[misc]
        assert [fault for fault in said if fault.startswith(named)] != [], (statements, said)


def test_the_command_names_the_fault_and_fails(app: Flask) -> None:
    with app.app_context():
        transact(_three)
    assert _run(app, "audit", "verify").exit_code == 0
    with app.app_context():
        _tamper("UPDATE " + LINE.format("action = 'x'", 2))
    told = _run(app, "audit", "verify", "--all")
    assert told.exit_code == 1
    assert "thing:1 line 2: was changed after it was written" in told.output
    assert _run(app, "audit", "verify", "--subject", "thing:9").exit_code == 1


def test_a_chain_written_anew_with_fitting_digests_is_found_by_its_anchor(ctx: Flask) -> None:
    transact(_three)
    transact(drop_anchor)
    _tamper("UPDATE " + LINE.format("action = 'thing.forged'", 1))
    previous = ""
    for entry in queries.entries_of(THING):
        entry.previous = previous
        entry.digest = previous = rules.entry_digest(entry)
        new = f"digest = '{entry.digest}', previous = '{entry.previous}'"
        db.session.expire_all()
        _tamper("UPDATE " + LINE.format(new, entry.seq))
    assert _said() == ["thing:1 line 3: an anchor holds this line, it is gone or another now"]


def test_anchors_that_are_moved_or_taken_away_are_missed(app: Flask) -> None:
    with app.app_context():
        transact(_three)
        kept = transact(drop_anchor).digest
        transact(_three)
        latest = transact(drop_anchor).digest
    assert _run(app, "audit", "verify", "--anchor", kept).exit_code == 0
    assert latest in _run(app, "audit", "verify", "--subject", THING).output
    with app.app_context():
        _tamper("UPDATE audit_heads SET seq = 5 WHERE anchor_id = 2 AND subject = 'thing:1'")
        assert "anchors line 2: was changed after it was dropped" in _said()
        _tamper("DELETE FROM audit_heads WHERE anchor_id = 2", "DELETE FROM audit_anchors WHERE id = 2")
        assert _said() == []
    told = _run(app, "audit", "verify", "--anchor", latest)
    assert told.exit_code == 1
    assert f"none has the digest {latest}" in told.output


def test_an_anchor_holds_only_the_chains_that_grew(ctx: Flask) -> None:
    transact(_three)
    transact(drop_anchor)
    transact(lambda: record("thing:2", "thing.changed", actor=None))
    second = transact(drop_anchor)
    assert [(subject, seq) for subject, seq, _digest in queries.heads_in(second)] == [("thing:2", 1)]


def test_lines_of_the_first_format_still_verify_and_are_guarded(ctx: Flask) -> None:
    def old(seq: int, previous: str) -> str:
        salt, told = "ab", {"name": "Nguyễn Lan"}
        entry = AuditEntry(subject="old:1", seq=seq, at=person("lan").created_at, actor_id=7, action="thing.changed",
                           payload_digest=rules.payload_digest(salt, told), previous=previous, format=1)  # fmt: skip
        entry.digest = rules.entry_digest(entry)
        db.session.add(entry)
        db.session.flush()
        return entry.digest

    transact(lambda: old(2, old(1, "")))
    transact(lambda: record("old:1", "thing.changed", actor=person("lan")))
    assert _said("old:1") == []
    _tamper("UPDATE audit_entries SET actor_id = 8 WHERE subject = 'old:1' AND seq = 1")
    assert _said("old:1") == ["old:1 line 1: was changed after it was written"]


def test_erasing_a_person_takes_what_is_told_of_them_and_leaves_the_chains_whole(app: Flask) -> None:
    with app.app_context():
        transact(_three)
        transact(lambda: record(THING, "thing.given", actor=None, payload={"user_id": person("lan").id}))
        transact(lambda: record(THING, "thing.kept", actor=person("hoa"), payload={"note": "của Hoa"}))
    assert _run(app, "accounts", "erase-log", "lan@example.org").exit_code == 0
    with app.app_context():
        assert _said(None) == []
        left = queries.payloads_of(queries.entries_of(THING))
        assert [row.payload for row in left.values()] == [{"note": "của Hoa"}]
        assert queries.entries_of(f"user:{person('lan').id}")[-1].action == "user.log_erased"


people, subjects = st.sampled_from(["lan", "hoa", "tuan"]), st.sampled_from(["thing:1", "thing:2"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_is_erased_in_whatever_order_the_chains_verify(app: Flask) -> None:
    # Every example goes on with the chains of those before, and all are verified each time.
    @settings(max_examples=40)
    @given(st.lists(st.tuples(people, subjects, st.booleans()), max_size=8))
    def whatever(steps: list[tuple[str, str, bool]]) -> None:
        with app.app_context():
            for who, subject, erased in steps:
                transact(
                    lambda who=who, subject=subject: record(  # type: ignore[misc]
                        subject, "thing.done", actor=person(who), payload={"by": who}, audience=Audience.PUBLIC
                    )
                )
                if erased:
                    transact(lambda who=who: erase_payloads_of(person(who), actor=None))  # type: ignore[misc]
                    gone = [e for e, kept in queries.lines() if kept and e.actor_id == person(who).id]
                    assert gone == []
            transact(drop_anchor)
            assert verify().faults == []

    whatever()
