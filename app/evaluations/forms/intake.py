"""Checking what came, and asking for what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length

from app.applications.models import Consequence
from app.evaluations.forms.floor import REASONS_LENGTH, SENTENCE_LENGTH
from app.web.fields import DayField
from app.web.forms import BaseForm


class AskForm(BaseForm):
    """What is asked for, item by item; `ask_form` builds the class, since the criteria are data."""

    due_on = DayField(_l("Hạn bổ sung"), [InputRequired(_l("Bạn chọn hạn bổ sung."))])
    consequence = RadioField(
        _l("Nếu không bổ sung trước hạn"),
        [InputRequired(_l("Bạn chọn điều sẽ xảy ra khi quá hạn."))],
        choices=[
            (Consequence.AS_IS.value, _l("Hồ sơ được xét theo những gì đã có")),
            (Consequence.CLOSE.value, _l("Trung tâm sẽ đề nghị khép lại hồ sơ")),
        ],
        description=_l("Không gian đọc điều này trong thư và trên trang hồ sơ. Không có gì tự động xảy ra."),
    )

    def tick(self, code: str) -> Any:
        return self._fields[f"ask-{code}"]

    def sentence(self, code: str) -> Any:
        return self._fields[f"sentence-{code}"]

    @property
    def asked(self) -> dict[str, str]:
        """By code, in one sentence each."""
        ticked = [
            name.removeprefix("ask-")
            for name, field in self._fields.items()
            if name.startswith("ask-") and field.data
        ]
        return {code: self.sentence(code).data or "" for code in ticked}

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        asked = self.asked
        for name, field in self._fields.items():
            if name.startswith("sentence-") and field.data and name.removeprefix("sentence-") not in asked:
                self._add(name, _("Bạn đánh dấu mục này, hoặc xoá câu vừa gõ."))
                sound = False
        for code, sentence in asked.items():
            if not sentence:
                self._add(f"sentence-{code}", _("Bạn viết một câu: mục này cần bổ sung gì."))
                sound = False
        return sound


def ask_form(titles: Mapping[str, str], due_on: date) -> AskForm:
    """`titles` by the code of what can be asked."""
    fields: dict[str, Any] = {}
    for code, title in titles.items():
        mark = code.replace(".", "_").replace(":", "_")
        fields[f"ask-{code}"] = BooleanField(title, id=f"ask-{mark}")
        fields[f"sentence-{code}"] = StringField(
            _("Cần bổ sung gì, trong một câu"),
            [Length(max=SENTENCE_LENGTH)],
            id=f"sentence-{mark}",
            render_kw={
                "autocomplete": "off",
                "aria-label": _("%(title)s: cần bổ sung gì, trong một câu", title=title),
            },
        )
    form: AskForm = type("AskForm", (AskForm,), fields)(data={"due_on": due_on})
    return form


class LaterForm(BaseForm):
    due_on = DayField(_l("Hạn mới"), [InputRequired(_l("Bạn chọn hạn mới."))])


class SectionCheckForm(BaseForm):
    complete = HiddenField(validators=[AnyOf(["yes", "no"])])


class PostedForm(BaseForm):
    posted_on = DayField(_l("Đã gửi bưu điện ngày"), [InputRequired(_l("Bạn điền ngày gửi."))])


class ReopenForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do mở lại"),
        [InputRequired(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn trong thư.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 3},
    )
