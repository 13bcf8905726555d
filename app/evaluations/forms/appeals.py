"""An appeal and its answer, and applying again."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    RadioField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from app.applications.models import Call
from app.core.text import pick
from app.evaluations.forms.floor import APPEAL_FILES, APPEAL_LENGTH, REASONS_LENGTH, _sent
from app.files.kinds import ACCEPT
from app.web.forms import BaseForm
from app.web.language import locale


class AppealForm(BaseForm):
    text = TextAreaField(
        _l("Điều gì trong quyết định chưa đúng, vì sao"),
        [InputRequired(_l("Bạn viết rõ điều gì trong quyết định chưa đúng và vì sao.")), Length(max=APPEAL_LENGTH)],
        description=_l("Nêu từng mục nếu được, ví dụ: B2.2 chưa tính bốn buổi mở cửa tháng 9."),
        render_kw={"rows": 8},
    )
    files = MultipleFileField(
        _l("Tệp kèm theo"),
        description=_l("Tối đa năm tệp PDF hoặc ảnh, mỗi tệp không quá 10 MB."),
        render_kw={"accept": ACCEPT},
    )

    def validate_files(self, field: MultipleFileField) -> None:
        if len(_sent(field)) > APPEAL_FILES:
            raise ValidationError(_l("Bạn gửi tối đa năm tệp."))


class AgainForm(BaseForm):
    call = RadioField(_l("Đợt đăng ký"), [InputRequired(_l("Bạn chọn một đợt đăng ký."))])

    def offer(self, calls: Iterable[Call]) -> None:
        self.call.choices = [(call.public_id, pick(call, "title", locale())) for call in calls]
        if not self.call.raw_data and len(self.call.choices) == 1:
            self.call.data = self.call.choices[0][0]


class AnswerAppealForm(BaseForm):
    granting = RadioField(
        _l("Đề nghị"),
        [InputRequired(_l("Bạn chọn một mức."))],
        choices=[
            ("no", _l("Không chấp nhận: quyết định giữ nguyên")),
            ("yes", _l("Chấp nhận: huỷ quyết định, thẩm định lại với người chấm khác")),
        ],
    )
    reasons = TextAreaField(
        _l("Lý do"),
        [
            InputRequired(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn phần này trong thư.")),
            Length(max=REASONS_LENGTH),
        ],
        render_kw={"rows": 5},
    )
