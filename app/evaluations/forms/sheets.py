"""One reviewer's sheet."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.errors import DomainError
from app.criteria.definition import CriteriaDefinition, Criterion
from app.criteria.rules import counted_criteria, exact_points
from app.evaluations import rules
from app.evaluations.forms.floor import NOTE_LENGTH
from app.evaluations.rules import Sheet
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.language import locale

COMMENT_LENGTH = 4000
_NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,6})?")


class RecuseForm(BaseForm):
    kind = RadioField(
        _l("Vì sao bạn không chấm?"),
        [InputRequired(_l("Bạn chọn một lý do."))],
        choices=[
            ("conflict", _l("Tôi có quan hệ với không gian này")),
            ("busy", _l("Tôi không thu xếp được thời gian")),
            ("abstain", _l("Tôi đã đọc nhưng không đủ căn cứ để chấm hồ sơ này")),
        ],
    )
    reason = TextAreaField(
        _l("Nói rõ thêm"),
        [InputRequired(_l("Bạn ghi ngắn gọn lý do từ chối.")), Length(max=1000)],
        description=_l("Ví dụ: tôi từng hợp tác với không gian này. Chỉ Trung tâm đọc phần này."),
        render_kw={"rows": 3},
    )


class HandInForm(BaseForm):
    seen = HiddenField()
    """Of the sheet as it stood on the page, `rules.sheet_print`."""


class PointsField(StringField):
    """Points as people write them, 7 or 7,5 or 7.5; what is no number stays in the box."""

    def __init__(self, criterion: Criterion, **options: Any) -> None:
        super().__init__(**options)
        self.criterion = criterion

    @property
    def points(self) -> Decimal | None:
        return Decimal(self.data.replace(",", ".")) if self.data else None

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            return
        if not _NUMBER.fullmatch(self.data):
            raise ValidationError(_("Hãy điền một số từ 0 đến %(max)s, ví dụ 7 hoặc 7,5.", max=self.criterion.max))
        try:
            exact_points(self.criterion, self.points or Decimal(0))
        except DomainError as error:
            raise ValidationError(say(error)) from error


class VerdictField(RadioField):
    """A draft may leave it open."""

    def pre_validate(self, form: BaseForm) -> None:
        if self.raw_data:
            super().pre_validate(form)


class ReviewForm(BaseForm):
    """One sheet; `review_form` builds the class, since gates and criteria are data."""

    comment = TextAreaField(
        _l("Nhận xét chung"),
        [Length(max=COMMENT_LENGTH)],
        description=_l("Dành cho Trung tâm và những người cùng chấm. Không gian nộp hồ sơ không đọc được."),
        render_kw={"rows": 5},
    )

    closed = Sheet()
    """Of a sheet that was opened again for a part: the rest, as it was handed in."""

    def gate(self, code: str) -> Any:
        return self._fields.get(f"gate-{code}")

    def mark(self, code: str) -> Any:
        return self._fields.get(f"points-{code}")

    def silence(self, code: str) -> Any:
        return self._fields[f"abstain-{code}"]

    def note(self, group: str) -> Any:
        return self._fields[f"note-{group}"]

    @property
    def gates(self) -> dict[str, bool]:
        return {
            **self.closed.gates,
            **{code: field.data == "yes" for code, field in self._named("gate-") if field.data},
        }

    @property
    def points(self) -> dict[str, Decimal]:
        given = {code: field.points for code, field in self._named("points-") if field.points is not None}
        return {**self.closed.points, **given}

    @property
    def abstained(self) -> dict[str, str]:
        return {
            **self.closed.abstained,
            **{code: field.data for code, field in self._named("abstain-") if field.data},
        }

    @property
    def notes(self) -> dict[str, str]:
        return {name: field.data for name, field in self._named("note-") if field.data}

    def _named(self, prefix: str) -> list[tuple[str, Any]]:
        return [(name.removeprefix(prefix), field) for name, field in self._fields.items() if name.startswith(prefix)]

    def note_gaps(self, definition: CriteriaDefinition, kinds: Collection[str]) -> bool:
        """Say at every field what a sheet lacks before it can be handed in; True when there is nothing to say."""
        gaps = rules.gaps_in(Sheet(self.gates, self.points, self.abstained), definition, kinds)
        for code in gaps:
            if f"gate-{code}" in self._fields:
                self._add(f"gate-{code}", _("Điều kiện %(code)s: bạn chọn đạt hoặc chưa đạt.", code=code))
            else:
                self._add(
                    f"points-{code}", _("Tiêu chí %(code)s: bạn cho điểm, hoặc ghi lý do không chấm.", code=code)
                )
        return not gaps


def review_form(
    definition: CriteriaDefinition,
    kinds: Collection[str],
    sheet: Sheet,
    comment: str,
    *,
    notes: Mapping[str, str] | None = None,
    opened: Collection[str] | None = None,
    sent: bool = True,
) -> ReviewForm:
    """`sent=False` shows what is stored, whatever this request carries; `opened` are the codes that can be judged
    again, where not all can."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"comment": comment}
    for gate in definition.gates:
        if opened is not None and gate.code not in opened:
            continue
        fields[f"gate-{gate.code}"] = VerdictField(
            _("%(code)s đạt hay chưa?", code=gate.code), choices=[("yes", _("Đạt")), ("no", _("Chưa đạt"))]
        )
        if gate.code in sheet.gates:
            data[f"gate-{gate.code}"] = "yes" if sheet.gates[gate.code] else "no"
    for one in counted_criteria(definition, kinds):
        if opened is not None and one.code not in opened:
            continue
        fields[f"points-{one.code}"] = PointsField(
            one,
            label=_("Điểm %(code)s, từ 0 đến %(max)s", code=one.code, max=_plain(one.max)),
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )
        if one.code in sheet.points:
            data[f"points-{one.code}"] = written(sheet.points[one.code])
        fields[f"abstain-{one.code}"] = StringField(
            _("Lý do không chấm %(code)s", code=one.code), [Length(max=NOTE_LENGTH)]
        )
        data[f"abstain-{one.code}"] = sheet.abstained.get(one.code, "")
    for group in definition.groups:
        fields[f"note-{group.code}"] = TextAreaField(
            _("Nhận xét nhóm %(code)s", code=group.code), [Length(max=NOTE_LENGTH)], render_kw={"rows": 2}
        )
        data[f"note-{group.code}"] = (notes or {}).get(group.code, "")
    fields["closed"] = rules.over(sheet, Sheet(), opened)[0]
    form_class = type("ReviewForm", (ReviewForm,), fields)
    form: ReviewForm = form_class(data=data) if sent else form_class(formdata=None, data=data)
    return form


def written(points: Decimal) -> str:
    """As the reader writes numbers: 7,5 in Vietnamese, 7.5 in English."""
    text = _plain(points)
    return text if locale() == "en" else text.replace(".", ",")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
