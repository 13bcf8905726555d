from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.ceremonies import rules
from app.ceremonies.models import Ceremony, Guest
from app.ceremonies.queries import Candidate
from app.ceremonies.rules import Order
from app.ceremonies.service import Plan
from app.ceremonies.words import ORDER_NAMES
from app.core import clock
from app.core.text import pick
from app.core.timespan import at
from app.memberships.rules import printed_names
from app.memberships.words import GRADE_NAMES
from app.spaces.rules import NAME_MAX
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm
from app.web.language import locale


class ActForm(BaseForm):
    """A button: nothing but the token."""


class CeremonyForm(BaseForm):
    title_vi = StringField(_l("Tên buổi lễ"), [DataRequired(), Length(max=rules.TITLE_MAX)])
    title_en = StringField(_l("Tên tiếng Anh"), [Length(max=rules.TITLE_MAX)])
    day = DayField(_l("Ngày trao"), [InputRequired()])
    starts_at = ClockField(_l("Bắt đầu lúc"), [InputRequired()], example="09:00")
    place_vi = StringField(
        _l("Nơi trao"), [DataRequired(), Length(max=rules.PLACE_MAX)], description=_l("In trong thư mời.")
    )
    place_en = StringField(_l("Nơi trao, bằng tiếng Anh"), [Length(max=rules.PLACE_MAX)])

    def show(self, ceremony: Ceremony) -> None:
        local = ceremony.starts_at.astimezone(clock.HOUSE_ZONE)
        for name in ("title_vi", "title_en", "place_vi", "place_en"):
            self[name].data = getattr(ceremony, name)
        self.day.data, self.starts_at.data = local.date(), local.time()

    def plan(self) -> Plan:
        """Of a form that validated."""
        day: Any = self.day.data
        return Plan(
            title_vi=self.title_vi.data or "",
            title_en=self.title_en.data,
            starts_at=at(day, self.starts_at.data, clock.HOUSE_ZONE),
            place_vi=self.place_vi.data or "",
            place_en=self.place_en.data,
        )


class ChosenField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChooseForm(BaseForm):
    spaces = ChosenField(_l("Không gian chờ chứng nhận"))

    def offer(self, waiting: Sequence[Candidate]) -> None:
        self.spaces.choices = [(one.space.public_id, _candidate_words(one)) for one in waiting]
        if not self.filled:
            self.spaces.data = [one.space.public_id for one in waiting]


def _candidate_words(one: Candidate) -> str:
    event = one.event
    names = printed_names(event, one.space)
    said = [
        (locale() == "en" and names[1]) or names[0],
        one.space.ward.full_name if one.space.ward else _("trực tuyến"),
        str(GRADE_NAMES[event.grade]) if event.grade else "",  # type: ignore[index]
        _("quyết định %(number)s", number=event.decision_number) if event.decision_number else "",
    ]
    return " · ".join(part for part in said if part)


class ProofRoundForm(BaseForm):
    due_on = DayField(
        _l("Trả lời trước hết ngày"),
        [InputRequired()],
        description=_l("Hai ngày trước hạn, ai chưa trả lời được nhắc một lần."),
    )

    def suggest(self, ceremony: Ceremony) -> None:
        """A week from now, or what is set; never after the day itself."""
        if not self.filled:
            day = ceremony.starts_at.astimezone(clock.HOUSE_ZONE).date()
            set_on = ceremony.proof_due_on
            later = set_on if set_on and set_on >= clock.today() else clock.today() + timedelta(days=7)
            self.due_on.data = min(later, day)


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"), [DataRequired(_l("Bạn chưa ghi lý do.")), Length(max=rules.REASON_MAX)], render_kw={"rows": 3}
    )


class IssueForm(BaseForm):
    seen = HiddenField()

    @property
    def version(self) -> int:
        given = self.seen.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


class SortForm(BaseForm):
    by = SelectField(_l("Xếp theo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by.choices = [(str(code), name) for code, name in ORDER_NAMES.items()]

    @property
    def order(self) -> Order:
        return Order(self.by.data)


class SeatsForm(BaseForm):
    rows = IntegerField(_l("Số hàng"), [InputRequired(), NumberRange(1, rules.ROWS_MAX)])
    columns = IntegerField(_l("Số ghế mỗi hàng"), [InputRequired(), NumberRange(1, rules.COLUMNS_MAX)])


class LinesForm(BaseForm):
    """Number and seat of everybody, in one form: made by `lines_form`."""

    @property
    def numbers(self) -> dict[str, int]:
        return {f.name.removeprefix("place_"): f.data for f in self if f.name.startswith("place_") and f.data}

    @property
    def seats(self) -> dict[str, str]:
        return {f.name.removeprefix("seat_"): f.data or "" for f in self if f.name.startswith("seat_")}


def lines_form(guests: Sequence[Guest], *, numbers: bool, sent: bool) -> LinesForm:
    """Without `numbers` the order is settled and only seats can be written."""
    fields: dict[str, Any] = {}
    for guest in guests:
        name = pick(guest.space, "name", locale())
        if numbers:
            fields[f"place_{guest.public_id}"] = IntegerField(
                _("Thứ tự của %(name)s", name=name), [InputRequired(), NumberRange(1, 9999)], default=guest.position
            )
        fields[f"seat_{guest.public_id}"] = StringField(
            _("Chỗ của %(name)s", name=name), [Length(max=rules.SEAT_MAX)], default=guest.seat
        )
    kind = type("WrittenLinesForm", (LinesForm,), fields)
    form: LinesForm = kind() if sent else kind(formdata=None)
    return form


class PostedForm(BaseForm):
    posted_on = DayField(_l("Đã gửi ngày"), [InputRequired()], default=clock.today)
    tracking = StringField(_l("Mã bưu gửi"), [Length(max=rules.TRACKING_MAX)])


class HandForm(BaseForm):
    to = StringField(_l("Người nhận"), [Length(max=rules.RECEIVER_MAX)])


class ConfirmForm(BaseForm):
    """The names its page showed come back with the answer."""

    seen_vi = HiddenField()
    seen_en = HiddenField()

    def show(self, guest: Guest) -> None:
        names = printed_names(guest.event, guest.space)
        self.seen_vi.data, self.seen_en.data = names[0], names[1] or ""

    @property
    def seen(self) -> tuple[str, str | None]:
        return self.seen_vi.data or "", self.seen_en.data or None


class CorrectionForm(BaseForm):
    name_vi = StringField(_l("Tên tiếng Việt, viết đúng"), [DataRequired(), Length(max=NAME_MAX)])
    name_en = StringField(_l("Tên tiếng Anh, viết đúng"), [Length(max=NAME_MAX)])
    note = TextAreaField(_l("Điều cần sửa khác, hoặc vì sao"), [Length(max=rules.NOTE_MAX)], render_kw={"rows": 3})

    def show(self, guest: Guest) -> None:
        if not self.filled:
            names = printed_names(guest.event, guest.space)
            self.name_vi.data = guest.wanted_name_vi or names[0]
            self.name_en.data = (guest.wanted_name_en if guest.wanted_name_vi else names[1]) or ""
            self.note.data = guest.note


class ComingForm(BaseForm):
    coming = RadioField(
        _l("Bạn có đến dự không?"),
        [InputRequired(_l("Bạn chọn một mục."))],
        choices=[("yes", _l("Có, chúng tôi đến")), ("no", _l("Không đến được"))],
    )
    people = IntegerField(
        _l("Số người đến"), [Optional(), NumberRange(1, rules.PEOPLE_MAX)], description=_l("Kể cả bạn.")
    )

    def show(self, guest: Guest) -> None:
        if not self.filled and guest.coming is not None:
            self.coming.data, self.people.data = "yes" if guest.coming else "no", guest.people or None
