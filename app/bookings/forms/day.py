"""On the day and after it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.bookings import rules
from app.bookings.day_words import STAGES
from app.bookings.models import ChecklistAnswer, ChecklistItem, UsageReport
from app.bookings.service import Found
from app.core.errors import DomainError
from app.core.text import pick
from app.files.kinds import PHOTO_ACCEPT
from app.files.service import PreparedFile, prepare_photo
from app.venues.models import Venue
from app.web.forms import BaseForm
from app.web.language import locale

EVERYWHERE = "all"


class NoShowForm(BaseForm):
    note = TextAreaField(
        _l("Đã chờ đến lúc nào, đã gọi ai"),
        [InputRequired(_l("Bạn ghi đã chờ đến lúc nào và đã gọi ai.")), Length(max=rules.NOTE_MAX)],
        description=_l("Không gian đọc nguyên văn trong thư."),
        render_kw={"rows": 3},
    )


class AnswerNoShowForm(BaseForm):
    text = TextAreaField(
        _l("Trả lời Trung tâm"),
        [InputRequired(_l("Bạn viết vài lời cho Trung tâm.")), Length(max=rules.NOTE_MAX)],
        render_kw={"rows": 4},
    )


class HandoverForm(BaseForm):
    """With two fields for every line of the checklist: `handover_form` builds the class."""

    photos = MultipleFileField(
        _l("Ảnh"),
        description=_l(
            "Mỗi lần nhiều nhất %(most)s ảnh JPEG, PNG hoặc WebP, mỗi ảnh tối đa 10 MB. Nơi chụp và thông tin máy ảnh được xoá.",
            most=rules.PHOTOS_AT_ONCE,
        ),
        render_kw={"accept": PHOTO_ACCEPT},
    )
    photo_note = StringField(_l("Trong ảnh có gì"), [Optional(), Length(max=rules.LINE_MAX)])

    def validate_photos(self, field: MultipleFileField) -> None:
        if len(self.sent_photos) > rules.PHOTOS_AT_ONCE:
            raise ValidationError(_l("Mỗi lần gửi nhiều nhất %(most)s ảnh.", most=rules.PHOTOS_AT_ONCE))

    @property
    def sent_photos(self) -> list[Any]:
        return [one for one in self.photos.data or [] if getattr(one, "filename", "")]

    def prepared(self) -> list[PreparedFile] | None:
        """Drawn anew, outside any transaction; None when one of them cannot be taken, with the reason at the field."""
        try:
            return [prepare_photo(one, field="photos").sizes[-1][2] for one in self.sent_photos]
        except DomainError as error:
            self.refuse(error)
            return None

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """(how it was found, the note to it), in the order of the list."""
        keys = [name.removeprefix("found_") for name in self._fields if name.startswith("found_")]
        return [(self[f"found_{key}"], self[f"note_{key}"]) for key in keys]

    @property
    def found(self) -> dict[str, Found]:
        return {
            seen.short_name.removeprefix("found_"): Found(
                {"yes": True, "no": False}.get(seen.data or ""), note.data or ""
            )
            for seen, note in self.lines
        }


def handover_form(items: Sequence[ChecklistItem], answers: Mapping[int, ChecklistAnswer]) -> HandoverForm:
    """`answers` by line: what was found before stands in the form."""
    fields: dict[str, Any] = {}
    for item in items:
        fields[f"found_{item.public_id}"] = RadioField(
            pick(item, "text", locale()), [Optional()], choices=[("yes", _l("Ổn")), ("no", _l("Chưa ổn"))]
        )
        fields[f"note_{item.public_id}"] = StringField(
            _l("Ghi chú: %(line)s", line=pick(item, "text", locale())), [Optional(), Length(max=rules.LINE_MAX)]
        )
    form: HandoverForm = type("HandoverForm", (HandoverForm,), fields)()
    if not form.filled:
        for item in items:
            if (answer := answers.get(item.id)) is not None:
                form[f"found_{item.public_id}"].data = "yes" if answer.in_order else "no"
                form[f"note_{item.public_id}"].data = answer.note
    return form


class ChecklistItemForm(BaseForm):
    stage = RadioField(
        _l("Hỏi khi nào"),
        [InputRequired(_l("Bạn chọn lúc giao hay lúc nhận lại."))],
        choices=list(STAGES.items()),
    )
    venue = SelectField(_l("Hỏi ở đâu"), [InputRequired()])
    text_vi = StringField(_l("Cần xem gì"), [InputRequired(_l("Bạn ghi cần xem gì.")), Length(max=rules.LINE_MAX)])
    text_en = StringField(_l("Cần xem gì, tiếng Anh"), [Optional(), Length(max=rules.LINE_MAX)])
    active = BooleanField(_l("Đang hỏi"), default=True)

    def offer(self, venues: Sequence[Venue]) -> None:
        self.venue.choices = [(EVERYWHERE, str(_l("Mọi địa điểm")))] + [
            (venue.slug, pick(venue, "name", locale())) for venue in venues
        ]
        self._ids = {EVERYWHERE: None} | {venue.slug: venue.id for venue in venues}

    def show(self, item: ChecklistItem) -> None:
        self.active.data = item.active
        self.venue.data = next(slug for slug, venue_id in self._ids.items() if venue_id == item.venue_id)
        self.text_vi.data, self.text_en.data = item.text_vi, item.text_en

    def read_values(self) -> dict[str, Any]:
        return {
            "venue_id": self._ids[self.venue.data],
            "text_vi": self.text_vi.data or "",
            "text_en": self.text_en.data or None,
        }


class ReportForm(BaseForm):
    people = IntegerField(_l("Bao nhiêu người đã đến"), [InputRequired(), NumberRange(min=0, max=rules.PEOPLE_MAX)])
    disadvantaged_people = IntegerField(
        _l("Trong đó thuộc nhóm yếu thế"),
        [Optional(), NumberRange(min=0, max=rules.PEOPLE_MAX)],
        description=_l(
            "Người khuyết tật, người cao tuổi, trẻ em khó khăn… Ước chừng cũng được; không biết thì để trống."
        ),
    )
    went = TextAreaField(
        _l("Hoạt động diễn ra thế nào"),
        [InputRequired(_l("Bạn kể vài dòng.")), Length(max=rules.REPORT_MAX)],
        render_kw={"rows": 5},
    )
    trouble = TextAreaField(
        _l("Có gì trục trặc"),
        [Optional(), Length(max=rules.REPORT_MAX)],
        description=_l("Hư hỏng, thiếu thiết bị, việc Trung tâm nên làm khác."),
        render_kw={"rows": 3},
    )

    def show(self, report: UsageReport | None) -> None:
        if report is not None and not self.filled:
            for name in self.read_values():
                self[name].data = getattr(report, name)

    def read_values(self) -> dict[str, Any]:
        return {
            "people": self.people.data,
            "disadvantaged_people": self.disadvantaged_people.data,
            "went": self.went.data or "",
            "trouble": self.trouble.data or "",
        }
