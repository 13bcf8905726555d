from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, one_line, searchable, slugify
from app.places.queries import ward
from app.revisions.service import bump
from app.spaces import queries, rules
from app.spaces.models import Space, SpaceKind, SpaceMark, TeamRole
from app.spaces.rules import Profile
from app.spaces.service.team import add_to_team

LINES = ("name_vi", "name_en", "summary_vi", "summary_en", "old_district", "house_number", "street")
TEXTS = ("description_vi", "description_en")


def create_space(profile: Profile, *, actor: User, demo: bool = False) -> Space:
    """A new space with `actor` as its owner. Raises `space.…` for what the profile lacks."""
    space = register_space(profile, actor=actor, demo=demo)
    add_to_team(space, actor, TeamRole.OWNER, actor=actor)
    return space


def register_space(profile: Profile, *, actor: Any, demo: bool = False) -> Space:
    """A new space without anybody on its team. Raises as `create_space` does."""
    now = clock.now()
    space = Space(public_id=new_public_id(), demo=demo, created_at=now, updated_at=now)
    _write_profile(space, profile)
    _add_with_free_slug(space)
    _write_marks(space)
    record(f"space:{space.id}", "space.created", actor=actor)
    bump("spaces")
    return space


def list_space(profile: Profile, *, source: str, actor: Any, demo: bool = False) -> Space:
    """A space the Centre knows of, in the directory for all to see, with nobody to act for it yet."""
    space = register_space(profile, actor=actor, demo=demo)
    space.listed_at, space.source = clock.now(), one_line(source)
    db.session.flush()
    return space


def change_space(space: Space, profile: Profile, *, version: int, actor: Any) -> None:
    """Write the profile that somebody edited from `version`. The slug stays: it stands in links and on paper.

    Raises `space.changed_meanwhile` when another hand saved in between, and `space.…` for what the profile lacks.
    """
    if space.version != version:
        raise DomainError("space.changed_meanwhile")
    names = (space.name_vi, space.name_en)
    _write_profile(space, profile)
    renamed = names != (space.name_vi, space.name_en)
    _note_change(space, "space.changed", actor=actor, renamed=renamed)


def rename_space(space: Space, *, name_vi: str, name_en: str | None, actor: Any) -> None:
    """The name alone, as the Centre signed it; the slug stays here too. Whoever edits the profile at this moment is
    asked to look again. Raises `space.missing` or `space.too_long`."""
    rules.check_names(name_vi, name_en)
    space.name_vi, space.name_en = one_line(name_vi), one_line(name_en or "") or None
    space.search_text = _search_text(space)
    _note_change(space, "space.renamed", actor=actor, renamed=True)


def _note_change(space: Space, action: str, *, actor: Any, renamed: bool) -> None:
    space.updated_at = clock.now()
    db.session.flush()
    _write_marks(space)
    record(f"space:{space.id}", action, actor=actor)
    bump("spaces", f"space:{space.id}", *([f"words:space:{space.id}"] if renamed else []))


def _write_profile(space: Space, profile: Profile) -> None:
    rules.check_profile(profile)
    if profile.ward_code and ward(profile.ward_code) is None:
        raise DomainError("space.unknown_choice", field="ward_code")
    for name in LINES:
        value = one_line(getattr(profile, name) or "")
        setattr(space, name, value if name.endswith("_vi") else value or None)
    for name in TEXTS:
        value = clean(getattr(profile, name) or "")
        setattr(space, name, value if name.endswith("_vi") else value or None)
    space.kinds = [code.value for code in SpaceKind if code in profile.kinds]
    space.fields = [code for code in rules.FIELDS if code in profile.fields]
    space.ownership = profile.ownership
    space.online = profile.online
    space.ward_code = profile.ward_code or None
    space.ward = ward(profile.ward_code) if profile.ward_code else None
    space.exactness = profile.exactness or rules.default_exactness(profile.ownership)
    space.channels = {
        name: rules.normal_channel(name, profile.channels[name])
        for name in rules.CHANNELS
        if (profile.channels.get(name) or "").strip()
    }
    space.legal_name = one_line(profile.legal_name)
    space.search_text = _search_text(space)


def _write_marks(space: Space) -> None:
    marks = rules.marks_of(space)
    for kept in queries.marks_of(space.id):
        if kept.mark in marks:
            marks.remove(kept.mark)
        else:
            db.session.delete(kept)
    db.session.add_all(SpaceMark(space_id=space.id, mark=mark) for mark in marks)
    db.session.flush()


def _search_text(space: Space) -> str:
    """Only what the page shows: a street that is hidden must not be found by searching for it either."""
    shown = (space.name_vi, space.name_en, space.summary_vi, space.summary_en, space.old_district)
    return searchable(*shown, rules.shown_address(space))


def _add_with_free_slug(space: Space) -> None:
    wanted = slugify(space.name_vi)
    taken = queries.slugs_like(wanted) | rules.PAGES_AMONG_SLUGS
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    space.slug = next(slug for slug in (wanted, *numbered) if slug not in taken)
    try:
        with db.session.begin_nested():
            db.session.add(space)
    except IntegrityError:  # somebody else's commit took it between the look and the write
        space.slug = f"{wanted}-{space.public_id[:6]}"
        db.session.add(space)
        db.session.flush()
