"""What a host changes, and what the Centre answers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.bookings.forms.fields import PhasesForm, VenuesField, lending_field
from app.bookings.models import Booking, BookingChange
from app.core.text import pick
from app.venues.models import Equipment, Layout
from app.venues.words import LAYOUT_NAMES
from app.web.forms import BaseForm
from app.web.language import locale


class ChangeForm(PhasesForm):
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    expected_people = IntegerField(_l("Số người dự kiến"), [Optional(), NumberRange(min=1, max=100_000)])
    layout = SelectField(_l("Cách bày chỗ"), default="")
    note = TextAreaField(
        _l("Nhắn Trung tâm"),
        [Optional(), Length(max=1000)],
        description=_l("Vì sao bạn cần thêm giờ, thêm chỗ. Chỉ Trung tâm đọc."),
        render_kw={"rows": 3},
    )

    def offer_layouts(self, layouts: Mapping[int, Iterable[str]], now: str) -> None:
        known = {way for ways in layouts.values() for way in ways} | {now}
        self.layout.choices = [("", _l("Chưa rõ")), *((str(c), LAYOUT_NAMES[c]) for c in Layout if c in known)]

    def show(self, booking: Booking) -> None:
        self.show_span(booking.public, booking.venues[0].zone)
        self.venues.data = [venue.slug for venue in booking.venues]
        self.setup.data = booking.setup // timedelta(minutes=1)
        self.strike.data = booking.strike // timedelta(minutes=1)
        self.expected_people.data, self.layout.data = booking.expected_people, booking.layout


class WordsForm(BaseForm):
    title_vi = StringField(_l("Tên hoạt động"), [InputRequired(), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    about_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    about_en = TextAreaField(_l("Giới thiệu bằng tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 5})

    def show(self, booking: Booking) -> None:
        for name in WORDS:
            self[name].data = getattr(booking, name)

    def read_values(self) -> dict[str, Any]:
        return {
            "title_vi": self.title_vi.data or "",
            "title_en": self.title_en.data or None,
            "about_vi": self.about_vi.data or "",
            "about_en": self.about_en.data or None,
        }


class LendingForm(BaseForm):
    """`lending_form` builds the class, since what can be borrowed is data."""

    pieces: dict[str, int] = {}  # name of the field of something that can be borrowed → its id

    @property
    def lending(self) -> list[Any]:
        return [self[name] for name in self.pieces]

    def show(self, booking: Booking) -> None:
        counts = {one.equipment_id: one.quantity for one in booking.equipment}
        for name, one in self.pieces.items():
            self[name].data = counts.get(one)

    def read_wanted(self) -> dict[int, int]:
        return {one: self[name].data for name, one in self.pieces.items() if self[name].data}


def lending_form(booking: Booking, equipment: Iterable[Equipment]) -> LendingForm:
    """With what its venues have, and with what it borrows although that is not lent any more."""
    where = {venue.id: pick(venue, "name", locale()) for venue in booking.venues}
    pieces = {one.public_id: one for one in (*equipment, *(one.equipment for one in booking.equipment))}
    fields: dict[str, Any] = {
        f"lend_{key}": lending_field(one, where.get(one.venue_id or 0)) for key, one in pieces.items()
    }
    fields["pieces"] = {f"lend_{key}": one.id for key, one in pieces.items()}
    form: LendingForm = type("LendingForm", (LendingForm,), fields)()
    return form


WORDS = ("title_vi", "title_en", "about_vi", "about_en")


class GrantForm(BaseForm):
    """`change` names the wish that was looked at; another one may be open by now."""

    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    change = HiddenField(validators=[Length(max=64)])
    fingerprint = HiddenField()


class RefuseChangeForm(BaseForm):
    change = HiddenField(validators=[Length(max=64)])
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_l("Hãy ghi lý do; người đặt sẽ đọc được.")), Length(max=1000)],
        description=_l("Người đặt sẽ đọc nguyên văn."),
        render_kw={"rows": 3},
    )


class SwapForm(BaseForm):
    other = RadioField(_l("Đổi chỗ với"), [InputRequired(_l("Bạn chưa chọn lượt để đổi."))])
    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    fingerprint = HiddenField()

    def offer(self, bookings: Iterable[Booking], when: Any) -> None:
        self.other.choices = [
            (
                one.public_id,
                _(
                    "%(title)s, %(when)s, %(where)s",
                    title=pick(one, "title", locale()),
                    when=when(one),
                    where="; ".join(pick(venue, "name", locale()) for venue in one.venues),
                ),
            )
            for one in bookings
        ]


def same_wish(change: BookingChange | None, form: GrantForm | RefuseChangeForm) -> bool:
    return change is not None and form.change.data == change.public_id
