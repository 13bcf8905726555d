from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id
from app.notices import queries, rules
from app.notices.links import link_in
from app.notices.models import Notice, NoticeChoice
from app.notices.rules import Choice, Kind


def note(
    recipient: str, template: str, *, language: str, values: Mapping[str, Any], key: str, about: str | None = None
) -> bool:
    """A line for when they are signed in; the same key is the same notice and stands there once. Whether it is new."""
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    kept = {name: value for name, value in values.items() if not _is_secret(value)}
    new = (
        insert(Notice)
        .values(
            public_id=new_public_id(),
            recipient=recipient,
            kind=rules.kind_of(template),
            key=key,
            template=template,
            language=language,
            values=kept,
            href=link_in(template, kept),
            about=about,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Notice.id)
    )
    return db.session.execute(new).one_or_none() is not None


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"sign", "id"}


def read_one(notice: Notice) -> None:
    notice.read_at = notice.read_at or clock.now()
    db.session.flush()


def read_up_to(newest: Notice) -> int:
    """This one and all before it, not what has come since the page was opened; returns how many were new."""
    read = (
        update(Notice)
        .where(
            Notice.recipient == newest.recipient,
            or_(
                Notice.created_at < newest.created_at,
                and_(Notice.created_at == newest.created_at, Notice.id <= newest.id),
            ),
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now())
        .returning(Notice.id)
    )
    return len(db.session.scalars(read).all())


def choose(recipient: str, kind: Kind, choice: Choice) -> None:
    """Nothing happens where they have it so already, or where nobody may choose."""
    if kind is Kind.MUST:
        return
    row = db.session.get(NoticeChoice, (recipient, kind), with_for_update=True)
    now = clock.now()
    if row is None:  # two answers at once, of a mail program and of a page, both find none: the later one holds
        insert = sqlite.insert if db.is_sqlite else postgresql.insert
        said = {"by_mail": choice.by_mail, "in_app": choice.in_app, "changed_at": now}
        new = insert(NoticeChoice).values(recipient=recipient, kind=kind, **said)
        db.session.execute(new.on_conflict_do_update(index_elements=["recipient", "kind"], set_=said))
        return
    if (row.by_mail, row.in_app) == (choice.by_mail, choice.in_app):
        return
    row.by_mail, row.in_app, row.changed_at = choice.by_mail, choice.in_app, now
    db.session.flush()


def choose_all(recipient: str, chosen: Mapping[Kind, Choice]) -> None:
    for kind, choice in chosen.items():
        choose(recipient, kind, choice)


def turn_letters(recipient: str, kind: Kind, *, on: bool) -> None:
    choose(recipient, kind, Choice(by_mail=on, in_app=queries.choice(recipient, kind).in_app))


def move_address(old: str, new: str) -> None:
    """Somebody's address is another: their notices and what they chose go along."""
    db.session.execute(delete(NoticeChoice).where(NoticeChoice.recipient == new))
    for model in (Notice, NoticeChoice):
        db.session.execute(update(model).where(model.recipient == old).values(recipient=new))


def forget_old_notices() -> None:
    db.session.execute(delete(Notice).where(Notice.created_at < clock.now() - rules.KEPT))


def put_away(before: datetime, leave: int) -> None:
    """What is from an earlier time counts as read, and all but the newest few of each person: for a history that is
    told afterwards."""
    db.session.execute(
        update(Notice)
        .where(
            or_(Notice.created_at < before, Notice.id.in_(queries.older_than_newest(leave))), Notice.read_at.is_(None)
        )
        .values(read_at=Notice.created_at)
        .execution_options(synchronize_session=False)
    )
