"""What every screen of a ceremony shows: the five steps, and how far each is."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.ceremonies import queries, rules, words
from app.ceremonies.models import Ceremony, Guest, Stage
from app.ceremonies.rules import Tally
from app.memberships.models import Certificate
from app.web.forms import BaseForm
from app.web.guard import actor, found
from app.web.pages import page

blueprint = Blueprint("ceremonies_staff", __name__, url_prefix="/desk/ceremonies")
_DONE_AFTER = {
    1: {Stage.PROOFING, Stage.ISSUED, Stage.HELD, Stage.CLOSED},
    2: {Stage.ISSUED, Stage.HELD, Stage.CLOSED},
    3: {Stage.ISSUED, Stage.HELD, Stage.CLOSED},
    4: {Stage.HELD, Stage.CLOSED},
    5: {Stage.CLOSED},
}


@dataclass(frozen=True)
class Station:
    """One of the five steps: where it is done, what it is called, how far it is, and what to do there next."""

    href: str
    title: str
    figures: str
    action: str
    state: str


@dataclass(frozen=True)
class Floor:
    ceremony: Ceremony
    guests: list[Guest]
    certificates: dict[int, Certificate]
    tally: Tally
    stations: list[Station]

    @property
    def current(self) -> Station | None:
        return next((one for one in self.stations if one.state == "current"), None)


def ceremony_of(public_id: str) -> Ceremony:
    return found(queries.ceremony_by_public_id(public_id))


def guest_of(ceremony: Ceremony, guest_id: str) -> Guest:
    return found(queries.guest_in(ceremony.id, guest_id))


def floor_of(ceremony: Ceremony) -> Floor:
    guests = queries.guests_of(ceremony.id)
    certificates = queries.certificates_of(guests)
    tally = rules.tally(guests, certificates)
    return Floor(ceremony, guests, certificates, tally, _stations(ceremony, tally))


def ceremony_page(
    template: str, ceremony: Ceremony, *, form: BaseForm | None = None, floor: Floor | None = None, **values: Any
) -> Response:
    return page(
        f"ceremonies/{template}.html",
        form=form,
        floor=floor or floor_of(ceremony),
        ceremony=ceremony,
        words=words,
        can_prepare=rules.can_prepare(actor()),
        can_issue=rules.can_issue(actor()),
        **values,
    )


def _stations(ceremony: Ceremony, tally: Tally) -> list[Station]:
    stage = Stage(ceremony.stage)
    # Printing belongs to the third step, so it is not over before the last paper is there.
    printing = stage in rules.HANDING_OVER and tally.printed < tally.guests
    done = {number: stage in stages and not (number == 3 and printing) for number, stages in _DONE_AFTER.items()}
    current = next((number for number in done if not done[number]), None)
    if stage == Stage.PROOFING and tally.guests and not tally.unanswered and not tally.wanted:
        current, done[2] = 3, True
    if stage == Stage.CALLED_OFF:
        current = None
    return [
        Station(
            href=url_for(f"ceremonies_staff.{endpoint}", public_id=ceremony.public_id),
            title=str(title),
            figures=figures,
            action=str(action),
            state="done" if done[number] else "current" if number == current else "todo",
        )
        for number, (endpoint, title, figures, action) in enumerate(_said(tally, printing=printing), 1)
    ]


def _said(tally: Tally, *, printing: bool) -> list[tuple[str, str | LazyString, str, str | LazyString]]:
    count = ngettext("%(num)d không gian", "%(num)d không gian", tally.guests)
    answers = _("%(done)s/%(all)s đã xong", done=tally.settled + tally.waived, all=tally.guests)
    if tally.wanted:
        answers += " · " + _("%(count)s xin sửa", count=tally.wanted)
    return [
        ("choose", _("Chọn"), count, _("Chọn không gian")),
        ("proofs", _("Soát chính tả"), answers if tally.asked else _("chưa hỏi"), _("Xem trả lời")),
        (
            "issuing",
            _("Cấp số và in"),
            _("in được %(done)s/%(all)s", done=tally.printed, all=tally.guests) if printing or tally.printed else "",
            _("Xếp thứ tự và cấp số"),
        ),
        (
            "handing",
            _("Trao"),
            _("%(done)s/%(all)s đã nhận tận tay", done=tally.handed_over, all=tally.guests) if tally.printed else "",
            _("Mở trang trao"),
        ),
        (
            "rest",
            _("Gửi phần còn lại"),
            _left(tally) if tally.printed else "",
            _("Gửi phần còn lại"),
        ),
    ]


def _left(tally: Tally) -> str:
    left = tally.guests - tally.served
    return str(_("còn %(count)s", count=left) if left else _("ai cũng đã nhận"))
