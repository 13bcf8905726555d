"""Proposing, signing, publishing, and the conditions of a decision."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.text import pick
from app.evaluations import rules
from app.evaluations.forms.floor import ADVICE_LENGTH, REASONS_LENGTH
from app.evaluations.letter import Line, next_step
from app.evaluations.models import Outcome
from app.evaluations.words import OUTCOME_NAMES
from app.files.kinds import ACCEPT
from app.web.fields import DayField
from app.web.forms import BaseForm
from app.web.language import locale


class ProposeForm(BaseForm):
    """The fixed part; `propose_form` adds advice for every weak point and the rows of conditions."""

    decision = RadioField(_l("Mức đề nghị"), [InputRequired(_l("Bạn chọn một mức."))])
    reasons = TextAreaField(
        _l("Lý do"),
        [Length(max=REASONS_LENGTH)],
        description=_l(
            "Bắt buộc khi chưa công nhận, chỉ công nhận liên kết, hoặc khép lại. Không gian sẽ đọc nguyên văn phần này."
        ),
        render_kw={"rows": 5},
    )
    weak: Sequence[Line] = ()
    rows = 0

    def offer(self, outcomes: Collection[Outcome]) -> None:
        self.decision.choices = [(one.value, name) for one, name in OUTCOME_NAMES.items() if one in outcomes]

    def validate_reasons(self, field: TextAreaField) -> None:
        if self.decision.data in rules.REASONS_NEEDED and not field.data:
            raise ValidationError(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn phần này trong thư."))

    def row(self, number: int) -> tuple[Any, Any, Any]:
        """The fields of one condition: its words, what it belongs to, by when."""
        return tuple(self._fields[f"{part}-{number}"] for part in ("condition", "item", "due"))

    def advice_for(self, code: str) -> Any:
        return self._fields[f"advice-{code}"]

    @property
    def advice(self) -> dict[str, str]:
        return {line.item.code: self.advice_for(line.item.code).data or "" for line in self.weak}

    @property
    def terms(self) -> list[rules.Terms]:
        """Rows in which somebody wrote; one without a day has been refused before."""
        told = (self.row(number) for number in range(self.rows))
        return [
            rules.Terms(text.data, due.data, item.data or None) for text, item, due in told if text.data and due.data
        ]

    def note_broken_rows(self) -> bool:
        """Say at its field what a condition lacks; True when there is nothing to say."""
        sound = True
        if self.decision.data == Outcome.CONDITIONAL:
            for number in range(self.rows):
                text, _item, due = self.row(number)
                if bool(text.data) != bool(due.data):
                    sound = False
                    field = due if text.data else text
                    self._add(
                        field.short_name,
                        _("Điều kiện %(number)s cần cả nội dung và ngày phải xong.", number=number + 1),
                    )
        return sound


def propose_form(outcomes: Collection[Outcome], weak: Sequence[Line], items: Sequence[Any], rows: int) -> ProposeForm:
    """`items`: gates and criteria a condition may belong to. Advice begins with the next step up."""
    fields: dict[str, Any] = {"weak": weak, "rows": rows}
    data: dict[str, Any] = {}
    for line in weak:
        name = f"advice-{line.item.code}"
        fields[name] = TextAreaField(
            f"{line.item.code} · {pick(line.item, 'title', locale())}",
            [Length(max=ADVICE_LENGTH)],
            id=f"propose-{name.replace('.', '_')}",
            render_kw={"rows": 2},
        )
        data[name] = next_step(line, "vi")
    named = [
        ("", _("Không gắn với mục nào")),
        *((one.code, f"{one.code} · {pick(one, 'title', locale())}") for one in items),
    ]
    for number in range(rows):
        fields[f"condition-{number}"] = TextAreaField(
            _("Điều kiện %(number)s", number=number + 1), [Length(max=ADVICE_LENGTH)], render_kw={"rows": 2}
        )
        fields[f"item-{number}"] = SelectField(_("Thuộc mục"), choices=named)
        fields[f"due-{number}"] = DayField(_("Phải xong trước hết ngày"), [Optional()])
    form: ProposeForm = type("ProposeForm", (ProposeForm,), fields)(prefix="propose", data=data)
    form.offer(outcomes)
    return form


class SignForm(BaseForm):
    decision_number = StringField(
        _l("Số quyết định"),
        [Length(max=60)],
        description=_l("Như trên văn bản đã ký, ví dụ 12/QĐ-TTĐP. Số này in trên chứng nhận."),
        render_kw={"autocomplete": "off"},
    )
    staged = BooleanField(
        _l("Chờ công bố cùng các quyết định khác"),
        description=_l("Không gian chưa được báo gì; số quyết định có thể điền lúc công bố."),
    )

    def validate_decision_number(self, field: StringField) -> None:
        if not field.data and not self.staged.data:
            raise ValidationError(_l("Bạn ghi số quyết định, ví dụ 12/QĐ-TTĐP."))


class PublishForm(BaseForm):
    chosen = SelectMultipleField(
        _l("Quyết định"),
        [InputRequired(_l("Bạn chọn ít nhất một quyết định."))],
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    decision_number = StringField(
        _l("Số quyết định chung"),
        [Length(max=60)],
        description=_l("Dùng cho những quyết định chưa có số riêng."),
        render_kw={"autocomplete": "off"},
    )
    order = RadioField(
        _l("Số chứng nhận cấp theo thứ tự"),
        choices=[("signed", _l("Thứ tự ký")), ("code", _l("Mã hồ sơ")), ("name", _l("Tên không gian"))],
        default="signed",
    )

    def offer(self, decisions: Collection[tuple[str, str]]) -> None:
        self.chosen.choices = list(decisions)


class MetForm(BaseForm):
    reason = TextAreaField(
        _l("Căn cứ"),
        [InputRequired(_l("Bạn ghi lý do; lý do được lưu trong hồ sơ.")), Length(max=1000)],
        description=_l("Ví dụ: đã xem ảnh lối thoát hiểm gửi ngày 12/11."),
        render_kw={"rows": 2},
    )


class ExtendForm(BaseForm):
    due_on = DayField(_l("Hạn mới"), [InputRequired()])
    reason = TextAreaField(
        _l("Lý do lùi hạn"),
        [InputRequired(_l("Bạn ghi lý do; lý do được lưu trong hồ sơ.")), Length(max=1000)],
        description=_l("Không gian đọc phần này trong thư."),
        render_kw={"rows": 2},
    )


class ConditionAnswerForm(BaseForm):
    text = TextAreaField(
        _l("Bạn đã làm được gì"),
        [InputRequired(_l("Bạn viết vài dòng về việc đã làm.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 4},
    )
    file = FileField(
        _l("Tệp kèm theo"),
        description=_l("Một tệp PDF, JPEG, PNG hoặc WebP, tối đa 10 MB."),
        render_kw={"accept": ACCEPT},
    )


class SendBackForm(BaseForm):
    note = TextAreaField(
        _l("Cần xem lại điều gì"),
        [InputRequired(_l("Bạn ghi rõ cần xem lại điều gì.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 3},
    )
