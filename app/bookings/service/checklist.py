"""In what state a place was given and taken back: the list that is asked, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.audit.service import record
from app.bookings import queries, rules
from app.bookings.models import Booking, ChecklistAnswer, ChecklistItem, Handover, HandoverPhoto
from app.bookings.service import steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.files.service import PreparedFile, forget, keep


@dataclass(frozen=True)
class Found:
    """How one line was found; `in_order` is None for one nobody has looked at yet."""

    in_order: bool | None
    note: str = ""


def load_checklist(document: Mapping[str, Any]) -> None:
    """Add the lines of `data/checklist.yaml` to an installation that has none. What the Centre has edited since is
    never overwritten."""
    if queries.checklist():
        return
    for stage in Handover:
        for position, row in enumerate(document[stage], start=1):
            db.session.add(
                ChecklistItem(
                    public_id=new_public_id(),
                    stage=stage,
                    text_vi=row["vi"],
                    text_en=row["en"],
                    position=position,
                )
            )
    db.session.flush()


def add_item(*, stage: str, venue_id: int | None, text_vi: str, text_en: str | None, actor: Any) -> ChecklistItem:
    """At the end of its stage."""
    _allow(rules.can_keep_checklist(actor))
    last = max((one.position for one in queries.checklist() if one.stage == stage), default=0)
    item = ChecklistItem(
        public_id=new_public_id(),
        stage=Handover(stage),
        venue_id=venue_id,
        text_vi=text_vi,
        text_en=text_en,
        position=last + 1,
    )
    db.session.add(item)
    _note_item(item, "checklist.added", actor)
    return item


def change_item(
    item: ChecklistItem, *, venue_id: int | None, text_vi: str, text_en: str | None, active: bool, actor: Any
) -> None:
    """What was answered keeps the words it was answered to."""
    _allow(rules.can_keep_checklist(actor))
    item.venue_id, item.text_vi, item.text_en, item.active = venue_id, text_vi, text_en, active
    _note_item(item, "checklist.changed", actor)


def move_item(item: ChecklistItem, *, up: bool, actor: Any) -> None:
    """One place up or down within its stage; at the end nothing happens."""
    _allow(rules.can_keep_checklist(actor))
    every = [one for one in queries.checklist() if one.stage == item.stage]
    place = every.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(every):
        return
    every[place], every[other] = every[other], every[place]
    for position, one in enumerate(every, start=1):
        one.position = position
    _note_item(item, "checklist.moved", actor)


def hand_over(
    booking: Booking,
    stage: str,
    found: Mapping[str, Found],
    photos: Sequence[PreparedFile] = (),
    *,
    photo_note: str = "",
    actor: Any,
) -> None:
    """Write down what was found, by the public ids of the lines; what nobody has looked at yet stays open. Only what
    differs is written anew, so the name beside a line is that of who saw it. Raises `day.nothing_found`,
    `day.what_is_wrong` at the note of a line, `day.too_many_photos`."""
    now = clock.now()
    steps.hold(booking)
    if not rules.can_hand_over(actor, booking, now=now):
        raise DomainError("day.not_now")
    items = {item.public_id: item for item in queries.items_for(booking, stage)}
    known = {answer.item_id: answer for answer in queries.answers_of([booking.id]).get((booking.id, stage), [])}
    changed = 0
    for public_id, item in items.items():
        seen = found.get(public_id)
        if seen is None or seen.in_order is None:
            continue
        if not seen.in_order and not seen.note.strip():
            raise DomainError("day.what_is_wrong", field=f"note_{public_id}")
        changed += _answer(booking, stage, item, seen, known.get(item.id), actor)
    there = len(queries.photos_of(booking).get(stage, []))
    if there + len(photos) > rules.PHOTOS_A_STAGE:
        raise DomainError("day.too_many_photos", field="photos", most=rules.PHOTOS_A_STAGE)
    for photo in photos:
        _add_photo(booking, stage, photo, photo_note, actor)
    if not changed and not photos:
        raise DomainError("day.nothing_found")
    db.session.flush()
    payload = {"stage": stage, "lines": changed, "photos": len(photos)}
    record(f"booking:{booking.id}", f"booking.{stage}", actor=actor, payload=payload)


def _answer(
    booking: Booking, stage: str, item: ChecklistItem, seen: Found, answer: ChecklistAnswer | None, actor: Any
) -> int:
    if answer is None:
        answer = ChecklistAnswer(booking_id=booking.id, stage=Handover(stage), item_id=item.id, note="")
        db.session.add(answer)
    elif (answer.in_order, answer.note) == (seen.in_order, seen.note):
        return 0
    answer.in_order, answer.note = bool(seen.in_order), seen.note
    answer.text_vi, answer.text_en = item.text_vi, item.text_en
    answer.answered_by, answer.answered_at = actor.id, clock.now()
    return 1


def _add_photo(booking: Booking, stage: str, prepared: PreparedFile, note: str, actor: Any) -> None:
    db.session.add(
        HandoverPhoto(
            public_id=new_public_id(),
            booking_id=booking.id,
            stage=Handover(stage),
            file_id=keep(prepared, actor=actor).id,
            note=note,
            taken_by=actor.id,
            taken_at=clock.now(),
        )
    )


def remove_photo(booking: Booking, photo: HandoverPhoto, *, actor: Any) -> None:
    """One that should not have been kept: a face, a wrong room."""
    _allow(rules.can_hand_over(actor, booking, now=clock.now()))
    stored = photo.file
    db.session.delete(photo)
    db.session.flush()
    forget(stored)
    payload = {"stage": photo.stage, "note": photo.note}
    record(f"booking:{booking.id}", "booking.photo_removed", actor=actor, payload=payload)


def _allow(allowed: bool) -> None:
    if not allowed:
        raise DomainError("booking.not_allowed")


def _note_item(item: ChecklistItem, action: str, actor: Any) -> None:
    db.session.flush()
    said = {name: getattr(item, name) for name in ("stage", "venue_id", "text_vi", "text_en", "position", "active")}
    record(f"checklist:{item.id}", action, actor=actor, payload=said)
