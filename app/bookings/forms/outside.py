"""Calendars of others."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from app.bookings.forms.fields import VenuesField
from app.bookings.models import ClosureKind
from app.bookings.service.outside import OutsideCalendar
from app.bookings.words import CLOSURE_KINDS
from app.core import clock
from app.core.errors import DomainError
from app.core.ical_reading import MAX_BYTES, MAX_EVENTS, TITLE_MAX, UID_MAX, OutsideEvent, read_events
from app.core.text import one_line
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.web.forms import BaseForm


class _CalendarForm(BaseForm):
    """What the events of a calendar are to be here."""

    source = StringField(
        _l("Tên lịch"),
        [InputRequired(), Length(max=80)],
        description=_l("Lần sau bạn dùng đúng tên này, phần mềm mới nhận ra sự kiện cũ. Ví dụ: Lịch trưng bày."),
    )
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    kind = SelectField(_l("Loại"), choices=list(CLOSURE_KINDS.items()), default=ClosureKind.EXHIBITION)
    becomes = RadioField(
        _l("Mỗi sự kiện thành"),
        choices=[
            ("soft", _l("Lưu ý: không chặn ai, người duyệt thấy và ghi cách thu xếp")),
            ("closed", _l("Đóng cửa: các lượt trùng giờ phải nhường chỗ")),
        ],
        default="soft",
    )

    def calendar(self, chosen: Sequence[Venue], events: Sequence[OutsideEvent]) -> OutsideCalendar:
        return OutsideCalendar(
            source=one_line(self.source.data or ""),
            venue_ids=tuple(venue.id for venue in chosen),
            soft=self.becomes.data != "closed",
            events=tuple(events),
            kind=self.kind.data or ClosureKind.EXHIBITION,
        )


class CalendarFileForm(_CalendarForm):
    file = FileField(
        _l("Tệp lịch"),
        [FileRequired(_l("Bạn chưa chọn tệp."))],
        description=_l("Tệp .ics, tối đa 1 MB và 500 sự kiện. Tải lên chỉ để xem trước, chưa ghi gì."),
        render_kw={"accept": ".ics,text/calendar"},
    )

    def read(self) -> list[OutsideEvent] | None:
        """None when it cannot be read, with the reason at the field. Takes a moment, so call it outside of writes."""
        try:
            events = read_events(self.file.data.stream.read(MAX_BYTES + 1), clock.HOUSE_ZONE, field="file")
            if not events:
                raise DomainError("calendar_file.empty", field="file")
        except DomainError as error:
            self.refuse(error)
            return None
        return events


class CalendarTakeForm(_CalendarForm):
    """The click after the preview. `events` brings back what the file held: it is as little believed as the file."""

    events = HiddenField()
    take = SelectMultipleField(_l("Lấy vào"), validate_choice=False)
    fingerprint = HiddenField()

    def read(self) -> list[OutsideEvent] | None:
        try:
            rows = json.loads(self.events.data or "")
            if not isinstance(rows, list) or not 0 < len(rows) <= MAX_EVENTS:
                raise ValueError("not a list of events")
            return [_event(row) for row in rows]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            self.refuse(DomainError("calendar_file.lost"))
            return None


def _event(row: Any) -> OutsideEvent:
    uid, title, start, end, why = row
    span = None
    if start is not None:
        span = Timespan(datetime.fromisoformat(start), datetime.fromisoformat(end))
    if span is not None and not all(2000 <= moment.year <= 2101 for moment in (span.start, span.end)):
        raise ValueError("a year out of reach")
    return OutsideEvent(one_line(str(uid))[:UID_MAX], one_line(str(title))[:TITLE_MAX], span, str(why)[:20])


def carried(events: Sequence[OutsideEvent]) -> str:
    """Events as the hidden field brings them back."""
    rows = [
        (e.uid, e.title, e.span and e.span.start.isoformat(), e.span and e.span.end.isoformat(), e.why)
        for e in events
    ]
    return json.dumps(rows, ensure_ascii=False)
