from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.criteria import queries
from app.criteria.definition import CriteriaDefinition
from app.criteria.models import CriteriaSet, SetStatus


def import_set(definition: CriteriaDefinition, *, actor: Any) -> CriteriaSet:
    """Keep a version as a draft; the same draft imported again takes the new content.

    Read the file with `parse_yaml` before the transaction. Raises `criteria.edition_taken` for a version that was
    published: a change to it is a new version.
    """
    known = queries.set_by_edition(definition.code, definition.version)
    if known is not None and known.status != SetStatus.DRAFT:
        raise DomainError("criteria.edition_taken", field="file", series=known.code, edition=known.edition)
    criteria_set = known or _new_draft(definition)
    criteria_set.document = definition.to_document()
    db.session.flush()
    record(f"criteria_set:{criteria_set.id}", "criteria.imported", actor=actor)
    return criteria_set


def _new_draft(definition: CriteriaDefinition) -> CriteriaSet:
    draft = CriteriaSet(
        public_id=new_public_id(),
        code=definition.code,
        edition=definition.version,
        status=SetStatus.DRAFT,
        created_at=clock.now(),
    )
    db.session.add(draft)
    return draft


def publish_set(criteria_set: CriteriaSet, *, actor: Any) -> None:
    """From here on the version is frozen by the schema; older ones stay published until they are retired."""
    if criteria_set.status != SetStatus.DRAFT:
        raise DomainError("criteria.not_a_draft", edition=criteria_set.edition)
    criteria_set.status = SetStatus.PUBLISHED
    criteria_set.published_at = clock.now()
    db.session.flush()
    record(f"criteria_set:{criteria_set.id}", "criteria.published", actor=actor)


def retire_set(criteria_set: CriteriaSet, *, actor: Any) -> None:
    """No new call can use it; applications that were made against it are still judged by it."""
    if criteria_set.status != SetStatus.PUBLISHED:
        raise DomainError("criteria.not_published", edition=criteria_set.edition)
    if len(queries.published_sets()) == 1:
        raise DomainError("criteria.last_published", edition=criteria_set.edition)
    criteria_set.status = SetStatus.RETIRED
    criteria_set.retired_at = clock.now()
    db.session.flush()
    record(f"criteria_set:{criteria_set.id}", "criteria.retired", actor=actor)
