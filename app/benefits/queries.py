from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.benefits import rules
from app.benefits.models import Benefit, BenefitUse, MembershipLetter
from app.benefits.rules import Held
from app.bookings.queries import uses_in as uses_in_span
from app.bookings.queries import year_span
from app.core.db import db
from app.memberships.queries import team_ids


def all_benefits() -> Sequence[Benefit]:
    return db.session.scalars(select(Benefit).order_by(Benefit.position, Benefit.id)).all()


def active_benefits() -> list[Benefit]:
    return [benefit for benefit in all_benefits() if benefit.active]


def benefit_by_code(code: str) -> Benefit | None:
    return db.session.scalars(select(Benefit).where(Benefit.code == code)).one_or_none()


def uses_of_benefit(benefit: Benefit, year: int) -> Sequence[BenefitUse]:
    """The latest first."""
    return _uses(BenefitUse.benefit_id == benefit.id, year)


def uses_of_spaces(space_ids: Collection[int], year: int) -> dict[int, list[BenefitUse]]:
    """By space, the latest first."""
    found: defaultdict[int, list[BenefitUse]] = defaultdict(list)
    for use in _uses(BenefitUse.space_id.in_(space_ids), year):
        found[use.space_id].append(use)
    return found


def uses_in(year: int) -> Sequence[BenefitUse]:
    return _uses(BenefitUse.id.is_not(None), year)


def _uses(which: Any, year: int) -> Sequence[BenefitUse]:
    first, last = rules.year_of(date(year, 1, 1))
    return db.session.scalars(
        select(BenefitUse)
        .where(which, BenefitUse.used_on.between(first, last))
        .order_by(BenefitUse.used_on.desc(), BenefitUse.id.desc())
    ).all()


def use_by_public_id(benefit: Benefit, public_id: str) -> BenefitUse | None:
    return db.session.scalars(
        select(BenefitUse).where(BenefitUse.benefit_id == benefit.id, BenefitUse.public_id == public_id)
    ).one_or_none()


def places_held(space_ids: Collection[int] | None, year: int) -> dict[int, Held]:
    """By space, what it has held at the venues in that year and what is over; all spaces for None."""
    by_space = defaultdict(list)
    for use in uses_in_span(year_span(year), space_ids):
        by_space[use.booking.space_id or 0].append(use)
    return {space_id: rules.held(uses) for space_id, uses in by_space.items()}


def letters_of(space_id: int) -> Sequence[MembershipLetter]:
    """The newest first."""
    return db.session.scalars(
        select(MembershipLetter).where(MembershipLetter.space_id == space_id).order_by(MembershipLetter.id.desc())
    ).all()


def all_letters() -> Sequence[MembershipLetter]:
    """The newest first."""
    return db.session.scalars(select(MembershipLetter).order_by(MembershipLetter.id.desc())).all()


def count_letters(space_id: int, on: date | None = None) -> int:
    wanted = select(func.count()).select_from(MembershipLetter).where(MembershipLetter.space_id == space_id)
    return db.session.execute(wanted if on is None else wanted.where(MembershipLetter.issued_on == on)).scalar_one()


def letter_for(actor: Any, public_id: str) -> MembershipLetter | None:
    """For the space's team and the Centre's people; None for everybody else."""
    letter = db.session.scalars(select(MembershipLetter).where(MembershipLetter.public_id == public_id)).one_or_none()
    if letter is None or not rules.can_open_letter(actor, team_ids(letter.space_id)):
        return None
    return letter


def letter_by_code(code: str | None) -> MembershipLetter | None:
    """`code` as stored: `memberships.rules.normal_code` makes it of what was typed."""
    if code is None:
        return None
    return db.session.scalars(select(MembershipLetter).where(MembershipLetter.check_code == code)).one_or_none()


def letters_without_paper() -> Sequence[int]:
    return db.session.scalars(
        select(MembershipLetter.id).where(MembershipLetter.pdf_id.is_(None)).order_by(MembershipLetter.id)
    ).all()


def letter_held(letter_id: int) -> MembershipLetter:
    """The row, locked until the transaction ends."""
    return db.session.scalars(
        select(MembershipLetter).where(MembershipLetter.id == letter_id).with_for_update(of=MembershipLetter)
    ).one()
