"""A version is a draft, then published and frozen, then retired."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.queries import entries_of
from app.core.db import db, transact
from app.core.errors import DomainError
from app.criteria import queries, service
from app.criteria.models import CriteriaSet, SetStatus
from migrations import guards
from tests.criteria.factories import edition


def draft(number: str) -> CriteriaSet:
    return transact(lambda: service.import_set(edition(number), actor=None))


def published(number: str) -> CriteriaSet:
    def act() -> CriteriaSet:
        criteria_set = service.import_set(edition(number), actor=None)
        service.publish_set(criteria_set, actor=None)
        return criteria_set

    return transact(act)


def fetched(number: str) -> CriteriaSet:
    found = queries.set_by_edition("default", number)
    assert found is not None
    return found


def test_a_version_is_read_once_and_a_changed_draft_anew(ctx: Flask) -> None:
    first = queries.definition_of(draft("7"))
    assert queries.definition_of(fetched("7")) is first
    changed = replace(edition("7"), title_vi="Tên khác")
    transact(lambda: service.import_set(changed, actor=None))
    assert queries.definition_of(fetched("7")).title_vi == "Tên khác"


def test_the_seed_publishes_the_default_set(ctx: Flask) -> None:
    current = queries.current_set()
    assert current is not None
    assert (current.code, current.edition, current.status) == ("default", "0.1", SetStatus.PUBLISHED)
    assert queries.definition_of(current).version == "0.1"


def test_a_draft_takes_a_second_import(ctx: Flask) -> None:
    first = draft("0.2").id
    assert draft("0.2").id == first
    assert len(queries.all_sets()) == 2


def test_a_published_version_takes_no_import(ctx: Flask) -> None:
    published("0.2")
    with pytest.raises(DomainError) as refused:
        draft("0.2")
    assert refused.value.code == "criteria.edition_taken"


def test_the_latest_published_is_current(ctx: Flask) -> None:
    published("0.2")
    draft("0.3")
    current = queries.current_set()
    assert current is not None
    assert current.edition == "0.2"
    assert [e.action for e in entries_of(f"criteria_set:{current.id}")] == ["criteria.imported", "criteria.published"]


def test_publishing_twice_is_refused(ctx: Flask) -> None:
    published("0.2")
    with pytest.raises(DomainError) as refused:
        transact(lambda: service.publish_set(fetched("0.2"), actor=None))
    assert refused.value.code == "criteria.not_a_draft"


def test_retired_sets_are_history(ctx: Flask) -> None:
    published("0.2")
    transact(lambda: service.retire_set(fetched("0.1"), actor=None))
    assert fetched("0.1").status == SetStatus.RETIRED
    assert [one.edition for one in queries.published_sets()] == ["0.2"]


def test_a_draft_cannot_be_retired(ctx: Flask) -> None:
    draft("0.2")
    with pytest.raises(DomainError) as refused:
        transact(lambda: service.retire_set(fetched("0.2"), actor=None))
    assert refused.value.code == "criteria.not_published"


def test_the_last_published_set_stays(ctx: Flask) -> None:
    with pytest.raises(DomainError) as refused:
        transact(lambda: service.retire_set(fetched("0.1"), actor=None))
    assert refused.value.code == "criteria.last_published"


@pytest.mark.parametrize("column", ["document", "code", "edition"])
def test_the_schema_freezes_what_is_published(ctx: Flask, column: str) -> None:
    with pytest.raises(DBAPIError, match="criteria_sets_frozen"):
        transact(lambda: _overwrite(column))


def test_the_freeze_is_the_guards_work(ctx: Flask) -> None:
    def without_guard() -> None:
        guards.remove(db.session.connection())
        _overwrite("document")

    transact(without_guard)
    assert fetched("0.1").document == {"a": 1}


def _overwrite(column: str) -> None:
    db.session.execute(text(f"UPDATE criteria_sets SET {column} = '{{\"a\": 1}}' WHERE status = 'published'"))
