"""The questions of the self-check: one for every gate and criterion of a version, each with the answers it offers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.applications.models import Application, Call
from app.core.text import pick
from app.criteria.definition import CriteriaDefinition, Criterion, Gate
from app.criteria.readiness import Marks, Step, steps
from app.criteria.words import name_step
from app.spaces.forms import Checkboxes
from app.spaces.models import Space
from app.spaces.words import KIND_NAMES
from app.web.forms import BaseForm
from app.web.language import locale

DRAFT, SPACE = "draft:", "space:"


class OpenChoice(RadioField):  # type: ignore[misc]
    """May be left open, also by sending nothing at all."""

    def pre_validate(self, form: BaseForm) -> None:
        if self.data:
            super().pre_validate(form)


class SelfCheckForm(BaseForm):
    """`self_check_form` and `kinds_form` build the classes, since gates and criteria are data."""

    definition: CriteriaDefinition

    def question(self, code: str) -> Any:
        return self._fields[_name(code)]

    @property
    def marks(self) -> Marks:
        """Of a form that was found valid."""
        gates = {gate.code: self._said(gate) for gate in self.definition.gates}
        points = {one.code: self._said(one) for one in self.definition.criteria}
        return Marks(
            {code: said == "yes" for code, said in gates.items() if said},
            {code: Decimal(said) for code, said in points.items() if said},
        )

    def _said(self, item: Gate | Criterion) -> str:
        return self.question(item.code).data or ""

    def chosen(self, criterion: Criterion) -> Step | None:
        said = self._said(criterion)
        return next((step for step in steps(criterion) if said and step.points == Decimal(said)), None)


class KindsForm(SelfCheckForm):
    kinds = Checkboxes(
        _l("Không gian của bạn thuộc loại hình nào"),
        [DataRequired(message=_l("Hãy chọn ít nhất một loại hình."))],
        description=_l("Chọn tất cả loại hình phù hợp. Loại hình quyết định tiêu chí nào được tính điểm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds.choices = KIND_NAMES.offered()


def kinds_form(definition: CriteriaDefinition) -> KindsForm:
    """For somebody whose space nobody knows: it asks for the kinds, too."""
    form: KindsForm = type("KindsForm", (KindsForm,), _fields(definition))()
    return form


def marks_form(definition: CriteriaDefinition, marks: Marks) -> SelfCheckForm:
    """For a draft, whose space says of which kinds it is; `marks` are those it holds so far."""
    data = {_name(code): "yes" if met else "no" for code, met in marks.gates.items()}
    data |= {_name(code): plain(points) for code, points in marks.points.items()}
    form: SelfCheckForm = type("SelfCheckForm", (SelfCheckForm,), _fields(definition))(data=data)
    return form


class PlaceForm(BaseForm):
    """Which draft the self-check goes into: one there is, or a new one of a space in a call."""

    target = RadioField(_l("Đưa vào hồ sơ nào"), [InputRequired(_l("Bạn chọn một hồ sơ hoặc một không gian."))])
    call = OpenChoice(_l("Đợt đăng ký"), description=_l("Chỉ cần khi bắt đầu hồ sơ mới."))

    def offer(self, drafts: Iterable[Application], spaces: Iterable[Space], calls: Iterable[Call]) -> None:
        self.call.choices = [(call.public_id, pick(call, "title", locale())) for call in calls]
        self.target.choices = [
            *((f"{DRAFT}{one.public_id}", _("Bản nháp đang có của “%(space)s”", space=pick(one.space, "name", locale())))
              for one in drafts),
            *((f"{SPACE}{one.public_id}", _("Hồ sơ mới cho “%(space)s”", space=pick(one, "name", locale())))
              for one in (spaces if self.call.choices else ())),
        ]  # fmt: skip
        for field in (self.target, self.call):
            if not field.raw_data and len(field.choices) == 1:
                field.data = field.choices[0][0]

    def validate_call(self, field: RadioField) -> None:
        if self.space and not field.data:
            raise ValidationError(_l("Bạn chọn một đợt đăng ký."))

    @property
    def draft(self) -> str | None:
        return self._chosen(DRAFT)

    @property
    def space(self) -> str | None:
        return self._chosen(SPACE)

    def _chosen(self, kind: str) -> str | None:
        chosen = self.target.data or ""
        return chosen.removeprefix(kind) if chosen.startswith(kind) else None


def _fields(definition: CriteriaDefinition) -> dict[str, Any]:
    fields: dict[str, Any] = {"definition": definition}
    for item in definition.items:
        fields[_name(item.code)] = OpenChoice(
            f"{item.code} · {pick(item, 'title', locale())}",
            choices=_gate_choices(item) if isinstance(item, Gate) else _criterion_choices(item),
            # A code may have dots, which an id had better not have.
            id=field_id(item.code),
        )
    return fields


def _gate_choices(gate: Gate) -> list[tuple[str, str]]:
    if gate.consent:
        return [("yes", _("Sẵn sàng đồng ý")), ("no", _("Chưa"))]
    return [("yes", _("Đạt")), ("no", _("Chưa đạt"))]


def _criterion_choices(criterion: Criterion) -> list[tuple[str, str]]:
    return [(plain(step.points), _("%(points)s: %(words)s", points=said_points(step.points),
             words=name_step(step, locale()))) for step in steps(criterion)]  # fmt: skip


def said_points(points: Decimal) -> str:
    """3 điểm, 3,5 điểm."""
    if points == points.to_integral_value():
        return str(ngettext("%(num)d điểm", "%(num)d điểm", int(points)))
    return str(_("%(points)s điểm", points=format_decimal(points)))


def plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _name(code: str) -> str:
    return f"item-{code}"


def field_id(code: str) -> str:
    return f"item-{code.replace('.', '_')}"
