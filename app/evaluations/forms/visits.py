"""Opinions of experts, and visits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length

from app.core import clock
from app.core.errors import DomainError
from app.core.timespan import at
from app.evaluations import rules
from app.evaluations.forms.floor import sent_file
from app.evaluations.models import SiteVisit
from app.files.kinds import ACCEPT, PHOTO_ACCEPT
from app.files.models import StoredFile
from app.files.service import PreparedFile, prepare_photo
from app.spaces.forms import Checkboxes
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm


class AskOpinionForm(BaseForm):
    name = StringField(_l("Họ tên chuyên gia"), [InputRequired(), Length(max=rules.EXPERT_NAME_MAX)])
    email = EmailField(_l("Thư điện tử"), [InputRequired(), Email(), Length(max=200)])
    language = RadioField(
        _l("Viết thư bằng"), choices=[("vi", _l("Tiếng Việt")), ("en", _l("Tiếng Anh"))], default="vi"
    )
    question = TextAreaField(
        _l("Bạn muốn hỏi gì"),
        [InputRequired(), Length(max=rules.QUESTION_MAX)],
        description=_l(
            "Gửi nguyên văn. Người được hỏi đọc các câu trả lời của hồ sơ, không thấy người chấm và điểm."
        ),
        render_kw={"rows": 4},
    )
    shown_files = Checkboxes(_l("Cho xem các tệp"), description=_l("Không chọn tệp nào thì chỉ xem câu trả lời."))
    due_on = DayField(_l("Hạn trả lời"), [InputRequired()], description=_l("Liên kết hết hiệu lực khi hết ngày này."))

    def offer(self, files: Iterable[StoredFile]) -> None:
        self.shown_files.choices = [(one.public_id, one.name) for one in files]


class OpinionForm(BaseForm):
    text = TextAreaField(
        _l("Ý kiến của bạn"), [InputRequired(), Length(max=rules.OPINION_TEXT_MAX)], render_kw={"rows": 12}
    )
    file = FileField(
        _l("Tệp kèm theo"),
        description=_l("PDF, JPEG, PNG hoặc WebP, tối đa 10 MB. Tệp gửi sau thay tệp gửi trước."),
        render_kw={"accept": ACCEPT},
    )
    no_conflict = BooleanField(
        _l("Tôi không có quan hệ công việc, tiền bạc hay gia đình với không gian nộp hồ sơ."),
        [InputRequired(_l("Bạn cần xác nhận không có xung đột lợi ích. Nếu có, mời bạn báo ở phần dưới."))],
    )

    def prepared(self) -> tuple[bool, PreparedFile | None]:
        """Whether to go on, and the file if one was sent. Takes up to seconds, so call it before the transaction."""
        return sent_file(self, self.file)


class ConflictForm(BaseForm):
    note = TextAreaField(_l("Muốn nói thêm"), [Length(max=rules.CONFLICT_NOTE_MAX)], render_kw={"rows": 3})


class _AtForm(BaseForm):
    day = DayField(_l("Ngày"), [InputRequired()])
    hour = ClockField(_l("Giờ"), [InputRequired()], example="09:30")

    @property
    def starts_at(self) -> datetime | None:
        return at(self.day.data, self.hour.data, clock.HOUSE_ZONE) if self.day.data and self.hour.data else None


class PlanVisitForm(_AtForm):
    visitors = StringField(_l("Ai đến thăm"), [InputRequired(), Length(max=rules.VISITORS_MAX)])
    checklist = Checkboxes(_l("Cần xem những gì"))
    note = TextAreaField(
        _l("Lời nhắn cho không gian"),
        [Length(max=rules.VISIT_TEXT_MAX)],
        description=_l("Không gian đọc nguyên văn trong thư."),
        render_kw={"rows": 3},
    )

    def offer(self, items: Iterable[tuple[str, str]]) -> None:
        self.checklist.choices = list(items)


class OtherTimeForm(_AtForm):
    note = TextAreaField(_l("Lời nhắn"), [Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 3})


class FinishVisitForm(BaseForm):
    """With a field for every line of the checklist: `finish_form` builds the class."""

    visitors = StringField(_l("Ai đã đến"), [InputRequired(), Length(max=rules.VISITORS_MAX)])
    overall = TextAreaField(
        _l("Nhận xét chung"), [InputRequired(), Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 4}
    )

    @property
    def findings(self) -> dict[str, str]:
        return {f.short_name.removeprefix("finding-"): f.data or "" for f in self if "finding-" in f.short_name}

    @property
    def lines(self) -> list[Any]:
        return [field for field in self if "finding-" in field.short_name]


def finish_form(visit: SiteVisit, items: Mapping[str, str], *, sent: bool) -> FinishVisitForm:
    lines = {
        f"finding-{code}": TextAreaField(
            items.get(code, code), [Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 2}
        )
        for code in visit.checklist
    }
    form_class = type("FinishVisitForm", (FinishVisitForm,), lines)
    data = {"visitors": visit.visitors}
    form: FinishVisitForm = (
        form_class(data=data, prefix="finish") if sent else form_class(formdata=None, data=data, prefix="finish")
    )
    return form


class CancelVisitForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(), Length(max=rules.VISIT_TEXT_MAX)],
        description=_l("Không gian đọc nguyên văn trong thư."),
        render_kw={"rows": 3},
    )


class VisitPhotoForm(BaseForm):
    photo = FileField(
        _l("Ảnh"),
        [FileRequired(_l("Bạn chưa chọn ảnh."))],
        description=_l("JPEG, PNG hoặc WebP, tối đa 10 MB. Nơi chụp và thông tin máy ảnh được xoá."),
        render_kw={"accept": PHOTO_ACCEPT},
    )
    caption = StringField(_l("Trong ảnh có gì"), [InputRequired(), Length(max=rules.CAPTION_MAX)])

    def prepared(self) -> PreparedFile | None:
        """The largest of its sizes; takes a second, so call it before the transaction."""
        try:
            return prepare_photo(self.photo.data, field="photo").sizes[-1][2]
        except DomainError as error:
            self.refuse(error)
            return None
