from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import NoResultFound

from app.audit.service import record
from app.content import rules
from app.content.markup import is_safe_address
from app.content.models import Page, PageKind, PageStatus, PageVersion, Text
from app.content.queries import addresses_taken, current_text, versions_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id


def publish_text(key: str, *, title_vi: str, title_en: str, body_vi: str, body_en: str, on: date) -> Text:
    """A new version of a text, unless it says what the current one says. Old versions stay: consents point at them."""
    try:
        current: Text | None = current_text(key)
    except NoResultFound:
        current = None
    if current and (current.body_vi, current.body_en) == (body_vi, body_en):
        return current
    text = Text(
        key=key,
        number=current.number + 1 if current else 1,
        title_vi=title_vi,
        title_en=title_en,
        body_vi=body_vi,
        body_en=body_en,
        published_on=on,
    )
    db.session.add(text)
    db.session.flush()
    return text


def write_page(kind: PageKind, *, actor: Any, status: str, slug: str = "", demo: bool = False, **said: Any) -> Page:
    """A new page, news or banner. Without an address of its own it takes one from its title. Raises
    `page.bad_address`, `page.address_taken`, `page.bad_link`, `page.ends_too_early`, `page.unknown_choice`."""
    now, taken = clock.now(), addresses_taken()
    wanted = "" if kind == PageKind.BANNER else slug
    page = Page(
        public_id=new_public_id(),
        kind=kind,
        slug=_address(wanted, taken) if wanted else rules.free_address(said["title_vi"], taken, kind),
        status=PageStatus.DRAFT,
        created_at=now,
        updated_at=now,
        demo=demo,
    )
    _say(page, said)
    _stand(page, status, now)
    db.session.add(page)
    _keep(page, "page.written", actor, now)
    return page


def change_page(page: Page, *, seen_version: str, actor: Any, status: str, slug: str = "", **said: Any) -> Page:
    """Raises what `write_page` does, `page.changed_meanwhile` where somebody else saved it since it was read, and
    `page.address_fixed` for another address of what was public once: people have kept it."""
    _seen(page, seen_version)
    now = clock.now()
    if slug and slug != page.slug and page.kind != PageKind.BANNER:
        if page.published_at is not None:
            raise DomainError("page.address_fixed", field="slug")
        page.slug = _address(slug, addresses_taken())
    _say(page, said)
    _stand(page, status, now)
    page.updated_at = now
    _keep(page, "page.changed", actor, now)
    return page


def take_back_version(page: Page, number: int, *, seen_version: str, actor: Any) -> Page:
    """Make the page say what it said then, as a new version. Its address, and whether it is public, stay as they are.
    Raises `page.changed_meanwhile`, `page.no_such_version`."""
    _seen(page, seen_version)
    kept = next((one for one in versions_of(page) if one.number == number), None)
    if kept is None:
        raise DomainError("page.no_such_version")
    for name in rules.WORDS:
        if name in kept.words and name != "slug":
            setattr(page, name, _value(name, kept.words[name]))
    now = clock.now()
    page.updated_at = now
    _keep(page, "page.taken_back", actor, now)
    return page


def _seen(page: Page, seen_version: str) -> None:
    if str(page.version) != seen_version:
        raise DomainError("page.changed_meanwhile")


def _address(slug: str, taken: set[str]) -> str:
    if not rules.is_address(slug):
        raise DomainError("page.bad_address", field="slug")
    if slug in taken:
        raise DomainError("page.address_taken", field="slug")
    return slug


def _say(page: Page, said: dict[str, Any]) -> None:
    for name, value in said.items():
        setattr(page, name, value)
    if page.tone and page.tone not in rules.TONES:
        raise DomainError("page.unknown_choice", field="tone")
    if page.link and not is_safe_address(page.link):
        raise DomainError("page.bad_link", field="link")
    if page.starts_at and page.ends_at and page.ends_at <= page.starts_at:
        raise DomainError("page.ends_too_early", field="last_on")


def _stand(page: Page, status: str, now: datetime) -> None:
    if status not in {*PageStatus}:
        raise DomainError("page.unknown_choice", field="status")
    page.status = status
    if status == PageStatus.PUBLISHED and page.published_at is None:
        page.published_at = now


def _keep(page: Page, action: str, actor: Any, now: datetime) -> None:
    """Every saving that changed something is a version, beside the line in the log."""
    db.session.flush()
    kept, words = versions_of(page), rules.words_of(page)
    if kept and kept[-1].words == words and kept[-1].status == page.status:
        return
    number = kept[-1].number + 1 if kept else 1
    db.session.add(
        PageVersion(
            page_id=page.id,
            number=number,
            words=words,
            status=page.status,
            written_by=getattr(actor, "id", None) or 0,
            written_at=now,
        )
    )
    db.session.flush()
    record(
        f"page:{page.id}",
        action,
        actor=actor,
        payload={"title": page.title_vi, "status": page.status, "version": number},
    )


def _value(name: str, kept: Any) -> Any:
    return datetime.fromisoformat(kept) if kept and name in ("starts_at", "ends_at") else kept
