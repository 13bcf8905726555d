"""Papers that a booking needs: asked for, handed in, let go of, and the letters that remind of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounts.rules import is_coordinator
from app.audit.service import record
from app.bookings.models import Booking, BookingPaper, PaperKind
from app.bookings.queries import papers as queries
from app.bookings.rules import is_own
from app.bookings.rules import papers as rules
from app.bookings.service import letters, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line
from app.files.service import PreparedFile, keep
from app.licences.queries import rule_by_code
from app.spaces.queries import team_space_ids


def ask_paper(
    booking: Booking, *, kind: PaperKind, title: str = "", due_on: date | None = None, actor: Any
) -> BookingPaper:
    """Put a paper on the booking's list; where the Centre does so for a space, its people get a letter.

    Raises `paper.title_missing`, `paper.due_past`, `paper.over`, `booking.not_allowed`.
    """
    _allow(booking, actor)
    title = one_line(title)
    if kind == PaperKind.OTHER and not title:
        raise DomainError("paper.title_missing", field="title")
    if due_on is not None and due_on < clock.today():
        raise DomainError("paper.due_past", field="due_on")
    return _add(booking, BookingPaper(kind=kind, title=title, due_on=due_on), actor)


def ask_paper_of_rule(booking: Booking, code: str, *, actor: Any) -> BookingPaper:
    """The same for what a rule about notices and permits asks for: due on its last day to file, which may be over.

    Raises `paper.listed` where it is on the list, `paper.rule_gone` where no rule goes by that code (any more).
    """
    _allow(booking, actor)
    rule = rule_by_code(code)
    if rule is None:
        raise DomainError("paper.rule_gone")
    steps.hold(booking)
    if any(paper.rule_id == rule.id for paper in queries.papers_of(booking)):
        raise DomainError("paper.listed")
    day = queries.last_days([rule], booking)[rule.id]
    return _add(booking, BookingPaper(kind=PaperKind.PERMIT, rule_id=rule.id, due_on=day), actor)


def hand_in_paper(paper: BookingPaper, prepared: PreparedFile, *, actor: Any) -> BookingPaper:
    """A newer file takes the place of an older one, whose row stays; those who decide hear of the first that its host
    hands in. Raises `paper.over`."""
    _allow(paper.booking, actor)
    before = paper.file
    stored = keep(prepared, actor=actor)
    paper.file_id, paper.handed_in_by, paper.handed_in_at = stored.id, actor.id, clock.now()
    _note(
        paper,
        "booking.paper_handed_in",
        actor,
        name=stored.name,
        sha256=stored.sha256,
        instead_of=before.sha256 if before else None,
    )
    if before is None and is_own(actor, paper.booking, team_space_ids=team_space_ids(actor)):
        letters.tell_deciders("booking_paper_handed_in", [paper.booking], occasion=f":{paper.id}", **_said(paper))
    return paper


def drop_paper(paper: BookingPaper, *, actor: Any) -> None:
    """Needed no more; what was handed in stays on record. Raises `paper.centre_asked`."""
    _allow(paper.booking, actor)
    if not rules.can_drop_paper(actor, paper, team_space_ids=team_space_ids(actor)):
        raise DomainError("paper.centre_asked")
    paper.dropped_at = clock.now()
    _note(paper, "booking.paper_dropped", actor)


def remind_of_papers() -> int:
    """One letter in the three days before and one on the day; how many papers were spoken of."""
    today, now, reminded = clock.today(), clock.now(), 0
    for paper in queries.papers_awaited(today + rules.REMIND_BEFORE, now=now):
        last = paper.reminded_at.astimezone(clock.HOUSE_ZONE).date() if paper.reminded_at else None
        if rules.is_to_remind(paper, today, reminded_on=last):
            paper.reminded_at = now
            db.session.flush()
            when = "today" if paper.due_on == today else "soon"
            letters.tell(
                "booking_paper_due", [paper.booking], occasion=f":{paper.id}:{today}", when=when, **_said(paper)
            )
            reminded += 1
    return reminded


def _add(booking: Booking, paper: BookingPaper, actor: Any) -> BookingPaper:
    paper.public_id, paper.booking_id = new_public_id(), booking.id
    paper.asked_by, paper.asked_at = actor.id, clock.now()
    db.session.add(paper)
    db.session.flush()
    db.session.refresh(paper)
    _note(paper, "booking.paper_asked", actor, due_on=paper.due_on.isoformat() if paper.due_on else None)
    if is_coordinator(actor) and booking.space_id is not None:
        letters.tell("booking_paper_asked", [booking], occasion=f":{paper.id}", **_said(paper))
    return paper


def _allow(booking: Booking, actor: Any) -> None:
    steps.allow(rules.can_keep_papers(actor, booking, team_space_ids=team_space_ids(actor)))
    if not rules.takes_papers(booking, now=clock.now()):
        raise DomainError("paper.over")


def _said(paper: BookingPaper) -> Mapping[str, Any]:
    """Words for letters: `paper` is a rule, which has two names, or what somebody wrote; else `kind` names it."""
    return {
        "paper": paper.rule or paper.title,
        "kind": paper.kind,
        "due_on": f"{paper.due_on:%d/%m/%Y}" if paper.due_on else "",
    }


def _note(paper: BookingPaper, action: str, actor: Any, **payload: Any) -> None:
    """No calendar shows papers, so nothing is made anew."""
    db.session.flush()
    named = {"paper": paper.public_id, "kind": paper.kind, "title": paper.title}
    record(f"booking:{paper.booking_id}", action, actor=actor, payload=named | payload)
