"""What somebody asks for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.forms.fields import PHASE_MINUTES, VenuesField, lending_field
from app.bookings.forms.series import RepeatForm
from app.bookings.models import ActivityKind, Noise
from app.bookings.rules import BookingRequest
from app.bookings.words import ACTIVITY_KINDS, MARKS, NOISES
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import pick
from app.spaces.models import Space
from app.venues.models import Equipment, Layout, Venue
from app.venues.words import LAYOUT_NAMES
from app.web.fields import read_clock, read_day
from app.web.language import locale

CENTRE = "centre"  # in place of a space's public id


def _choices(names: Any) -> list[tuple[str, Any]]:
    return [(str(code), name) for code, name in names.items()]


class BookingForm(RepeatForm):
    """`booking_form` builds the class, since what can be borrowed is data. `refused_with` keeps the code of the
    refusal, so that the page can offer what helps against it."""

    setup = IntegerField(_l("Chuẩn bị trước (phút)"), [Optional(), NumberRange(min=0, max=PHASE_MINUTES)])
    strike = IntegerField(_l("Thu dọn sau (phút)"), [Optional(), NumberRange(min=0, max=PHASE_MINUTES)])
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    space = SelectField(_l("Đơn vị tổ chức"), [InputRequired()])
    title_vi = StringField(_l("Tên hoạt động"), [InputRequired(), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    about_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    about_en = TextAreaField(_l("Giới thiệu bằng tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    activity_kind = SelectField(
        _l("Loại hoạt động"), choices=_choices(ACTIVITY_KINDS), default=str(ActivityKind.OTHER)
    )
    noise = SelectField(_l("Âm thanh"), choices=_choices(NOISES), default=str(Noise.SPEECH))
    marks = SelectMultipleField(
        _l("Trong hoạt động có"),
        choices=_choices(MARKS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    open_to_public = BooleanField(
        _l("Mở cho mọi người"),
        default=True,
        description=_l("Tên, giờ và lời giới thiệu sẽ có trên trang sự kiện và lịch công khai khi được xác nhận."),
    )
    expected_people = IntegerField(_l("Số người dự kiến"), [Optional(), NumberRange(min=1, max=100_000)])
    layout = SelectField(_l("Cách bày chỗ"), default="")
    accessibility = TextAreaField(
        _l("Bạn thu xếp thế nào cho người khuyết tật"),
        [Optional(), Length(max=2000)],
        description=_l("Ví dụ: phiên dịch ngôn ngữ ký hiệu, chỗ cho xe lăn, người dẫn đường."),
        render_kw={"rows": 2},
    )
    disadvantaged = TextAreaField(
        _l("Phần dành cho nhóm yếu thế"),
        [Optional(), Length(max=2000)],
        description=_l("Nếu có: cho ai, bao nhiêu người, làm gì."),
        render_kw={"rows": 2},
    )
    contact_name = StringField(_l("Người phụ trách hôm ấy"), [Optional(), Length(max=120)])
    contact_phone = TelField(_l("Số điện thoại"), [Optional(), Length(max=40)])
    note_to_staff = TextAreaField(
        _l("Nhắn Trung tâm"),
        [Optional(), Length(max=2000)],
        description=_l("Điện, âm thanh, xe chở đồ, lối vào… Chỉ Trung tâm đọc."),
        render_kw={"rows": 3},
    )
    key = HiddenField(validators=[Length(max=64)], default=new_public_id)

    pieces: dict[str, int] = {}  # name of the field of something that can be borrowed → its id

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused_with: str | None = None
        self._venues: dict[str, Any] = {}
        self._spaces: dict[str, int | None] = {}
        self.key.data = self.key.data or new_public_id()

    def offer(
        self,
        venues: Sequence[Venue],
        spaces: Iterable[Space],
        *,
        centre: str | None = None,
        layouts: Mapping[int, Collection[str]],
    ) -> None:
        """`centre` is the Centre's name where it may be the host itself; `layouts` are the ways to set each venue."""
        self.venues.offer(venues)
        self._venues = {one.slug: (one.id, one.zone, one.setup_minutes, one.strike_minutes) for one in venues}
        known = {way for ways in layouts.values() for way in ways}
        self.layout.choices = [("", _l("Chưa rõ")), *((str(c), LAYOUT_NAMES[c]) for c in Layout if c in known)]
        self.space.choices = [(CENTRE, centre)] if centre else []
        self._spaces = {CENTRE: None} if centre else {}
        for space in spaces:
            self.space.choices.append((space.public_id, pick(space, "name", locale())))
            self._spaces[space.public_id] = space.id

    def prefill(self, wishes: MultiDict[str, str]) -> None:
        """With what an address or a suggestion names, as far as it makes sense; the rest stays as it is."""
        venues = [slug for slug in dict.fromkeys(wishes.getlist("venue")) if slug in self._venues]
        if venues:
            self._put("venues", venues)
            if not self.filled:
                self._put("setup", self._usual(venues, "setup") or None)
                self._put("strike", self._usual(venues, "strike") or None)
        day = read_day(wishes.get("day"))
        if day is not None:
            self._put("day", day)
            self._put("last_day", read_day(wishes.get("last_day")))
        for name in ("starts_at", "ends_at"):
            moment = read_clock(wishes.get(name))
            if moment is not None:
                self._put(name, moment)
        for name, most in (("expected_people", 100_000), ("setup", PHASE_MINUTES), ("strike", PHASE_MINUTES)):
            written = wishes.get(name, "")
            if written.isascii() and written.isdecimal() and len(written) < 7 and int(written) <= most:
                self._put(name, int(written))
        for name in ("activity_kind", "layout", "space"):
            if wishes.get(name) in {value for value, *_rest in self[name].choices}:
                self._put(name, wishes[name])

    def _put(self, name: str, value: Any) -> None:
        """Also over what was typed: a field shows what it was sent before what it holds."""
        self[name].data, self[name].raw_data = value, None

    def _usual(self, slugs: Iterable[str], phase: str) -> int:
        """Minutes, the most that any of the venues gives."""
        at = 2 if phase == "setup" else 3
        return max((self._venues[slug][at] for slug in slugs if slug in self._venues), default=0)

    def read_phase(self, name: str) -> timedelta:
        """What was left empty is what the venues usually give."""
        if self[name].data is None:
            return timedelta(minutes=self._usual(self.venues.data or [], name))
        return super().read_phase(name)

    def read_request(self) -> BookingRequest:
        """Of a form that validated."""
        chosen = [self._venues[slug] for slug in self.venues.data or []]
        return BookingRequest(
            space_id=self._spaces[self.space.data],
            venue_ids=tuple(venue_id for venue_id, *_rest in chosen),
            title_vi=self.title_vi.data or "",
            title_en=self.title_en.data or None,
            about_vi=self.about_vi.data or "",
            about_en=self.about_en.data or None,
            public=self.read_span(chosen[0][1]),
            setup=self.read_phase("setup"),
            strike=self.read_phase("strike"),
            open_to_public=bool(self.open_to_public.data),
            expected_people=self.expected_people.data,
            activity_kind=self.activity_kind.data,
            layout=self.layout.data or "",
            noise=self.noise.data,
            marks=frozenset(self.marks.data or ()),
            accessibility=self.accessibility.data or "",
            disadvantaged=self.disadvantaged.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            note_to_staff=self.note_to_staff.data or "",
            equipment=tuple((one, self[name].data) for name, one in self.pieces.items() if self[name].data),
        )

    @property
    def lending(self) -> list[Any]:
        """The fields of what can be borrowed."""
        return [self[name] for name in self.pieces]

    @property
    def says_more(self) -> dict[str, bool]:
        """Which folded parts hold something, or something wrong."""
        parts = {"lending": self.lending, "care": [self.accessibility, self.disadvantaged]}
        return {name: any(one.data or one.errors for one in fields) for name, fields in parts.items()}

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        self.refused_with = error.code
        if error.code == "booking.key_reused":  # what is typed now may be sent as a request of its own
            self.key.data = new_public_id()


def booking_form(
    venues: Sequence[Venue],
    spaces: Iterable[Space],
    *,
    centre: str | None = None,
    layouts: Mapping[int, Collection[str]],
    equipment: Iterable[Equipment] = (),
) -> BookingForm:
    """With what these venues have."""
    where = {venue.id: pick(venue, "name", locale()) for venue in venues}
    lent = {f"lend_{one.public_id}": one for one in equipment if one.venue_id is None or one.venue_id in where}
    fields: dict[str, Any] = {name: lending_field(one, where.get(one.venue_id or 0)) for name, one in lent.items()}
    fields["pieces"] = {name: one.id for name, one in lent.items()}
    form: BookingForm = type("BookingForm", (BookingForm,), fields)()
    form.offer(venues, spaces, centre=centre, layouts=layouts)
    return form
