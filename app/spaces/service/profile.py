from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line, searchable, slugify
from app.places.queries import ward
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces import queries, rules
from app.spaces.hours import spans_of
from app.spaces.models import Space, SpaceEdit, SpaceHours, SpaceMark, TeamRole
from app.spaces.rules import Profile, Way
from app.spaces.said import AS_THEY_ARE, changed, from_values, profile_of, to_values
from app.spaces.service.proposing import propose
from app.spaces.service.team import add_to_team
from app.vocabulary.queries import names_to_choose


def create_space(profile: Profile, *, actor: User, demo: bool = False) -> Space:
    """A new space with `actor` as its owner. Raises `space.…` for what the profile lacks."""
    space = register_space(profile, actor=actor, demo=demo)
    add_to_team(space, actor, TeamRole.OWNER, actor=actor)
    return space


def register_space(profile: Profile, *, actor: Any, demo: bool = False) -> Space:
    """A new space without anybody on its team. Raises as `create_space` does."""
    now = clock.now()
    space = Space(public_id=new_public_id(), demo=demo, created_at=now, updated_at=now)
    profile = _normal(profile)
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


def change_space(
    space: Space, profile: Profile, *, version: int, actor: Any, shown: bool = False, seen: str | None = None
) -> SpaceEdit | None:
    """Write the profile that somebody edited from `version`. The slug stays: it stands in links and on paper.

    `shown` says that everybody reads its page: then what the setting `spaces.edits` holds back becomes an edit that
    waits, which is returned. `seen` is the edit that waited when the form was filled in; the profile tells it anew.

    Raises `space.changed_meanwhile` when another hand saved in between, `edit.waiting_changed` when another edit waits
    by now, and `space.…` for what the profile lacks.
    """
    queries.hold_space(space.id)
    db.session.refresh(space)
    if space.version != version:
        raise DomainError("space.changed_meanwhile")
    waiting = queries.waiting_edit(space.id)
    if seen is not None and seen != (waiting.public_id if waiting else ""):
        raise DomainError("edit.waiting_changed")
    before = to_values(profile_of(space))
    after = to_values(_normal(profile, had=space, proposed=waiting))
    policy = value("spaces.edits")
    ways = {
        name: rules.way_of(name, policy, shown=shown, hides=rules.hides(name, before[name], said))
        for name, said in changed(before, after).items()
    }
    live = {name: after[name] for name, way in ways.items() if way == Way.LIVE}
    held = {name: after[name] for name, way in ways.items() if way == Way.WAITING}
    if live or not held:
        apply_values(space, live, actor=actor)
    return propose(space, before, held, replaces=waiting, actor=actor)


def apply_values(space: Space, values: Mapping[str, Any], *, actor: Any) -> None:
    """Write those fields, as they stand in `said.to_values`; the others stay."""
    names = (space.name_vi, space.name_en)
    before = to_values(profile_of(space))
    _write_profile(space, _normal(from_values({**before, **values}), had=space))
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


def known_codes(space: Space | None = None, proposed: SpaceEdit | None = None) -> rules.Codes:
    """What may be chosen: all that is offered, and what the space has or has proposed already."""
    after = proposed.after if proposed else {}

    def of(list_: str, ours: Collection[str]) -> Collection[str]:
        had = {*(getattr(space, list_) if space is not None else ()), *after.get(list_, ())}
        kept = names_to_choose(list_)
        return [code for code, name in kept.items() if name.active or code in had] if kept else ours

    ours = rules.CODES
    return rules.Codes(
        kinds=of("kinds", ours.kinds), fields=of("fields", ours.fields), welcomes=of("welcomes", ours.welcomes)
    )


def _normal(profile: Profile, *, had: Space | None = None, proposed: SpaceEdit | None = None) -> Profile:
    profile = rules.normal_profile(profile, known_codes(had, proposed))
    if profile.ward_code and ward(profile.ward_code) is None:
        raise DomainError("space.unknown_choice", field="ward_code")
    return profile


def _write_profile(space: Space, profile: Profile) -> None:
    """`profile` is normal."""
    for name in AS_THEY_ARE:
        setattr(space, name, getattr(profile, name))
    space.online = profile.online
    space.channels = dict(profile.channels)
    space.ward = ward(profile.ward_code) if profile.ward_code else None
    space.own_latitude, space.own_longitude = profile.point or (None, None)
    space.search_text = _search_text(space)
    if profile.hours != spans_of(space.hours):
        space.hours.clear()
        db.session.flush()  # a span may come back under the key it had
        space.hours.extend(
            SpaceHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in profile.hours
        )


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
