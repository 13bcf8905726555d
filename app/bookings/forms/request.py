"""What somebody asks for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.bookings.forms.fields import PhasesForm, VenuesField
from app.bookings.rules import BookingRequest
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import pick
from app.spaces.models import Space
from app.venues.models import Venue
from app.web.fields import read_day
from app.web.language import locale

CENTRE = "centre"  # in place of a space's public id


class BookingForm(PhasesForm):
    """`refused_with` keeps the code of the refusal, so that the page can offer what helps against it."""

    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    space = SelectField(_l("Đơn vị tổ chức"), [InputRequired()])
    title_vi = StringField(_l("Tên hoạt động"), [InputRequired(), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    about_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    about_en = TextAreaField(_l("Giới thiệu bằng tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    open_to_public = BooleanField(
        _l("Mở cho mọi người"),
        default=True,
        description=_l("Tên, giờ và lời giới thiệu sẽ có trên trang sự kiện và lịch công khai khi được xác nhận."),
    )
    expected_people = IntegerField(_l("Số người dự kiến"), [Optional(), NumberRange(min=1, max=100_000)])
    note_to_staff = TextAreaField(
        _l("Nhắn Trung tâm"),
        [Optional(), Length(max=2000)],
        description=_l("Thiết bị, điện, âm thanh, lối vào… Chỉ Trung tâm đọc."),
        render_kw={"rows": 3},
    )
    key = HiddenField(validators=[Length(max=64)], default=new_public_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused_with: str | None = None
        self._venues: dict[str, tuple[int, ZoneInfo]] = {}
        self._spaces: dict[str, int | None] = {}
        self.key.data = self.key.data or new_public_id()

    def offer(self, venues: Sequence[Venue], spaces: Iterable[Space], *, centre: str | None = None) -> None:
        """`centre` is the Centre's name where it may be the host itself."""
        self.venues.offer(venues)
        self._venues = {venue.slug: (venue.id, venue.zone) for venue in venues}
        self.space.choices = [(CENTRE, centre)] if centre else []
        self._spaces = {CENTRE: None} if centre else {}
        for space in spaces:
            self.space.choices.append((space.public_id, pick(space, "name", locale())))
            self._spaces[space.public_id] = space.id

    def prefill(self, wishes: Mapping[str, str]) -> None:
        if wishes.get("venue") in self._venues:
            self.venues.data = [wishes["venue"]]
        self.day.data = read_day(wishes.get("day"))

    def read_request(self) -> BookingRequest:
        """Of a form that validated."""
        chosen = [self._venues[slug] for slug in self.venues.data or []]
        return BookingRequest(
            space_id=self._spaces[self.space.data],
            venue_ids=tuple(venue_id for venue_id, _zone in chosen),
            title_vi=self.title_vi.data or "",
            title_en=self.title_en.data or None,
            about_vi=self.about_vi.data or "",
            about_en=self.about_en.data or None,
            public=self.read_span(chosen[0][1]),
            setup=self.read_phase("setup"),
            strike=self.read_phase("strike"),
            open_to_public=bool(self.open_to_public.data),
            expected_people=self.expected_people.data,
            note_to_staff=self.note_to_staff.data or "",
        )

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        self.refused_with = error.code
        if error.code == "booking.key_reused":  # what is typed now may be sent as a request of its own
            self.key.data = new_public_id()
