from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.applications import rules
from app.applications.models import Answer, Call
from app.applications.rules import ANSWER_LENGTH, Section
from app.applications.service import Reply
from app.core.errors import DomainError
from app.core.text import pick
from app.criteria.definition import Criterion, Gate
from app.criteria.models import CriteriaSet
from app.files.kinds import ACCEPT
from app.files.service import PreparedFile, prepare_upload
from app.spaces.models import Space
from app.web.fields import DayField
from app.web.forms import BaseForm
from app.web.language import locale


class ActForm(BaseForm):
    """A button."""


class MessageForm(BaseForm):
    body = TextAreaField(
        _l("Lời nhắn"),
        [DataRequired(_l("Bạn chưa viết gì.")), Length(max=rules.MESSAGE_LENGTH)],
        render_kw={"rows": 4},
    )


class StartForm(BaseForm):
    space = RadioField(_l("Không gian đăng ký"), [InputRequired(_l("Bạn chọn một không gian."))])
    call = RadioField(_l("Đợt đăng ký"), [InputRequired(_l("Bạn chọn một đợt đăng ký."))])

    def offer(self, spaces: Iterable[Space], calls: Iterable[Call]) -> None:
        self.space.choices = [(space.public_id, pick(space, "name", locale())) for space in spaces]
        self.call.choices = [(call.public_id, pick(call, "title", locale())) for call in calls]
        for field in (self.space, self.call):
            if not field.raw_data and len(field.choices) == 1:
                field.data = field.choices[0][0]


class SectionForm(BaseForm):
    """The fields of one section; `section_form` builds the class, since the criteria are data."""

    section: Section

    def part(self, name: str, code: str) -> Any:
        """The field of an item ("text", "declared", "file", "remove", "seen"), or None where it has no such field."""
        return self._fields.get(f"{name}-{code}")

    def value(self, name: str, code: str) -> Any:
        field = self.part(name, code)
        return field.data if field is not None else None

    def read_replies(self) -> dict[str, Reply]:
        """The items whose fields are sound. Uploads are checked and written to disk here: call it before the
        transaction. An item with a wrong file is given without it, the reason stands at its file field."""
        return {
            code: Reply(
                seen=self.value("seen", code) or "",
                text=self.value("text", code) or "",
                declared=bool(self.value("declared", code)),
                upload=self._upload(code),
                remove_file=bool(self.value("remove", code)),
            )
            for code in self.section.codes
            if not (self.part("text", code) and self.part("text", code).errors)
        }

    def _upload(self, code: str) -> PreparedFile | None:
        upload = self.value("file", code)
        if not upload:
            return None
        try:
            return prepare_upload(upload, field=f"file-{code}")
        except DomainError as error:
            self.refuse(error)
            return None

    def show_saved(self, answers: Mapping[str, Answer], stale: Iterable[str]) -> None:
        """Say which items others have changed, and let the next save be one over what is stored now."""
        for code in stale:
            field = self.part("text", code) or self.part("declared", code)
            self._add(
                field.name,
                _(
                    "Có người trong nhóm vừa sửa mục này. Bản của họ ở ngay trên; nếu bạn lưu lần nữa, bản bạn vừa gõ sẽ thay vào."
                ),
            )
        for code in self.section.codes:
            self.part("seen", code).data = rules.seen_now(answers.get(code))
            if remove := self.part("remove", code):
                remove.data = False


def section_form(section: Section, answers: Mapping[str, Answer]) -> SectionForm:
    fields: dict[str, Any] = {"section": section}
    data: dict[str, Any] = {}
    for item in section.items:
        answer = answers.get(item.code)
        fields |= _fields_of(item)
        data[f"seen-{item.code}"] = rules.seen_now(answer)
        data[f"text-{item.code}"] = answer.text if answer else ""
        data[f"declared-{item.code}"] = bool(answer and answer.declared)
    form: SectionForm = type("SectionForm", (SectionForm,), fields)(data=data)
    return form


def _fields_of(item: Gate | Criterion) -> dict[str, Any]:
    parts = _consent_parts(item) if rules.is_consent(item) else _answer_parts(item)
    parts["seen"] = {"field": HiddenField}
    # A code may have dots, which an id had better not have.
    return {
        f"{part}-{item.code}": make.pop("field")(id=f"{part}-{item.code.replace('.', '_')}", **make)
        for part, make in parts.items()
    }


def _consent_parts(item: Gate | Criterion) -> dict[str, dict[str, Any]]:
    """One box, never ticked for anybody: it shows what this team itself saved before."""
    title = pick(item, "title", locale())
    return {"declared": {"field": BooleanField, "label": _("Chúng tôi đồng ý: %(title)s", title=title)}}


def _answer_parts(item: Gate | Criterion) -> dict[str, dict[str, Any]]:
    evidence = pick(item, "evidence", locale())
    limit = _("Một tệp PDF hoặc ảnh, tối đa 10 MB.")
    return {
        "text": {
            "field": TextAreaField,
            "label": f"{item.code} · {pick(item, 'title', locale())}",
            "validators": [Length(max=ANSWER_LENGTH)],
            "description": pick(item, "help", locale()),
            "render_kw": {"rows": 7},
        },
        "file": {
            "field": FileField,
            "label": _("Minh chứng cho %(code)s", code=item.code),
            "description": f"{evidence}. {limit}" if evidence else limit,
            "render_kw": {"accept": ACCEPT},
        },
        "remove": {"field": BooleanField, "label": _("Gỡ tệp đang có")},
    }


class CallForm(BaseForm):
    title_vi = StringField(_l("Tên đợt, tiếng Việt"), [DataRequired(), Length(max=200)])
    title_en = StringField(_l("Tên đợt, tiếng Anh"), [Optional(), Length(max=200)])
    criteria = SelectField(_l("Bộ tiêu chí"), [DataRequired()])
    opens_on = DayField(_l("Nhận hồ sơ từ ngày"), [InputRequired()])
    closes_on = DayField(_l("Đến hết ngày"), [Optional()], description=_l("Để trống nếu nhận hồ sơ quanh năm."))
    decision_planned_on = DayField(
        _l("Ngày dự kiến có quyết định"), [Optional()], description=_l("Ngày này được in trên giấy tiếp nhận.")
    )

    def offer(self, sets: Iterable[CriteriaSet]) -> None:
        self.criteria.choices = [
            (
                one.public_id,
                _("%(title)s, phiên bản %(version)s", title=pick(one, "title", locale()), version=one.edition),
            )
            for one in sets
        ]
