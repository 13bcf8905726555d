from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.core import clock
from app.core.errors import DomainError
from app.files.kinds import ACCEPT as FILE_ACCEPT
from app.files.service import PreparedFile, prepare_upload
from app.memberships import rules
from app.memberships.conflicts import Finding, Outlook
from app.memberships.imports import LAYOUT
from app.memberships.models import EventKind
from app.memberships.service import ANOTHER_SPACE
from app.memberships.words import COLUMN_NAMES, GROUND_NAMES, STATUS_NAMES
from app.spaces.forms import ListFileForm, ListForm, list_file
from app.spaces.rules import NAME_MAX
from app.web.fields import DayField
from app.web.forms import BaseForm

_LONGEST_TYPED = 120


class CheckForm(BaseForm):
    """Sent by GET, so that it works from a bookmark and holds no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(
        _l("Mã kiểm tra, hoặc số của chứng nhận giấy"),
        [DataRequired(_l("Bạn chưa nhập mã. Mã gồm 26 chữ và số, in dưới ô vuông QR của chứng nhận.")),
         Length(max=_LONGEST_TYPED)],
        description=_l(
            "26 chữ và số in dưới ô vuông QR, chữ hoa hay thường đều được. Chứng nhận giấy không có ô vuông QR thì nhập số chứng nhận."
        ),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip


class ShortCodeForm(BaseForm):
    """By GET, as above."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(
        _l("Mã ngắn"),
        [DataRequired(_l("Bạn chưa nhập mã. Mã ngắn gồm 8 chữ và số, in ở cuối chứng nhận.")),
         Length(max=_LONGEST_TYPED)],
        description=_l("8 chữ và số in ở cuối chứng nhận, chữ hoa hay thường, có hay không có gạch nối đều được."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip


class DayForm(BaseForm):
    """Which day the check page is asked about; by GET, as above."""

    class Meta(BaseForm.Meta):
        csrf = False

    on = DayField(_l("Tình trạng vào ngày"), [InputRequired(_l("Bạn chưa chọn ngày."))])


class ChangeForm(BaseForm):
    """One change of standing; several stand on one page, each with its prefix. What a kind of change does not ask is
    taken out by `change_form`."""

    # Not DataRequired, which answers "not filled in" to a day nobody can read.
    effective_on = DayField(_l("Có hiệu lực từ ngày"), [InputRequired()], default=clock.today)
    decision_number = StringField(_l("Số quyết định"), [Optional(), Length(max=rules.NUMBER_MAX)])
    decision_on = DayField(_l("Ngày ký quyết định"), [Optional()])
    ground = SelectField(
        _l("Căn cứ, nói với mọi người"),
        [DataRequired(_l("Bạn chọn căn cứ. Trang kiểm tra chứng nhận nói điều này với mọi người."))],
    )
    reason = TextAreaField(
        _l("Lý do, gửi cho chủ không gian"),
        [DataRequired(_l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian.")),
         Length(max=rules.REASON_MAX)],
        render_kw={"rows": 3},
    )  # fmt: skip
    hearing_on = DayField(_l("Ngày làm việc với không gian"), [Optional()])
    not_heard = BooleanField(_l("Không tổ chức được buổi làm việc"))
    hearing_note = TextAreaField(
        _l("Không gian trình bày gì, hoặc vì sao không làm việc được"),
        [DataRequired(_l("Bạn ghi không gian đã trình bày gì. Không tổ chức được buổi làm việc thì ghi vì sao.")),
         Length(max=rules.REASON_MAX)],
        description=_l("Chỉ Trung tâm đọc được."),
        render_kw={"rows": 3},
    )  # fmt: skip

    def validate_not_heard(self, field: BooleanField) -> None:
        if self.hearing_on.errors:
            return
        if field.data and self.hearing_on.data:
            raise ValidationError(_l("Đã có ngày làm việc thì bạn bỏ dấu ở ô này, hoặc xóa ngày."))
        if not field.data and not self.hearing_on.data:
            raise ValidationError(
                _l("Bạn ghi ngày làm việc với không gian; không tổ chức được thì đánh dấu ô này và ghi vì sao.")
            )

    @property
    def ruling(self) -> dict[str, Any]:
        """What the services take, of what was asked."""
        asked = {field.short_name: field.data for field in self}
        return {name: data for name, data in asked.items() if data and name not in ("not_heard", "csrf_token")}


class RenameForm(ChangeForm):
    name_vi = StringField(_l("Tên mới"), [DataRequired(), Length(max=NAME_MAX)])
    name_en = StringField(_l("Tên mới bằng tiếng Anh"), [Length(max=NAME_MAX)])


class MergeForm(ChangeForm):
    into = SelectField(_l("Sáp nhập vào"), [DataRequired(_l("Bạn chọn không gian tiếp nhận."))])


class NameRequestForm(BaseForm):
    reason = TextAreaField(
        _l("Vì sao cần đổi"),
        [DataRequired(_l("Bạn ghi vì sao cần đổi.")), Length(max=rules.REASON_MAX)],
        description=_l("Ví dụ: không gian đổi tên từ tháng 6, hoặc chứng nhận in thiếu dấu."),
        render_kw={"rows": 3},
    )


class NameAnswerForm(BaseForm):
    answer = TextAreaField(
        _l("Trả lời, gửi cho chủ không gian"),
        [DataRequired(_l("Bạn ghi vì sao không đổi.")), Length(max=rules.REASON_MAX)],
        render_kw={"rows": 3},
    )


_FORMS = {EventKind.RENAMED: RenameForm, EventKind.MERGED: MergeForm}


def change_form(kind: EventKind, **given: Any) -> ChangeForm:
    form = _FORMS.get(kind, ChangeForm)(**given)
    if kind == EventKind.RENAMED:
        del form.effective_on  # today: the new certificate cannot be of another day
    if kind in rules.DECIDED:
        for field in (form.decision_number, form.decision_on):
            field.validators = [InputRequired(), *field.validators[1:]]
            field.flags.required = True
    if kind in rules.GROUNDS:
        form.ground.choices = [("", _l("Chọn căn cứ")), *((g.value, GROUND_NAMES[g]) for g in rules.GROUNDS[kind])]
    else:
        del form.ground
    if kind not in rules.HEARD:
        del form.hearing_on, form.not_heard, form.hearing_note
    return form


class ScanForm(BaseForm):
    """The paper that was signed and stamped. Several stand on one page, each with its prefix."""

    file = FileField(
        _l("Bản quét hoặc ảnh chụp"),
        [FileRequired(_l("Bạn chưa chọn tệp."))],
        description=_l("PDF, JPEG, PNG hoặc WebP, tối đa 10 MB. Chụp thẳng, đủ bốn góc, đọc rõ dấu và chữ ký."),
        render_kw={"accept": FILE_ACCEPT},
    )

    def prepared(self) -> PreparedFile | None:
        """None when it was refused at its field. Takes up to seconds, so call it before the transaction."""
        try:
            return prepare_upload(self.file.data, field="file")
        except DomainError as error:
            self.refuse(error)
            return None


class IssueForm(BaseForm):
    """A button: one certificate that was kept back."""


class RollForm(BaseForm):
    """The list's filter, sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Tên không gian"))
    status = SelectField(_l("Tình trạng"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(code), name) for code, name in STATUS_NAMES.items() if code != "none"]
        self.status.choices = [("", _l("Mọi tình trạng")), *shown]


class ImportFileForm(ListFileForm):
    file = list_file(_l("Danh sách thành viên"))
    layout, column_names = LAYOUT, COLUMN_NAMES


class ImportForm(ListForm):
    """Whether a space of the same name is meant is asked line by line."""

    invite_owners = BooleanField(
        _l("Gửi thư mời người phụ trách nhận quản lý không gian, tới địa chỉ ghi trong danh sách.")
    )

    @property
    def choices(self) -> dict[int, str]:
        return {int(f.name.removeprefix("choice_")): f.data or "" for f in self if f.name.startswith("choice_")}


def import_form(found: Sequence[Finding]) -> ImportForm:
    """With one question for each line whose name is that of a space that exists."""
    asked = {f"choice_{one.line}": _choice(one) for one in found if one.outlook == Outlook.ASKED}
    form: ImportForm = type("AskingImportForm", (ImportForm,), asked)()
    return form


def _choice(one: Finding) -> SelectField:
    spaces = [
        (
            other.public_id,
            _("Chính là “%(name)s” đã có (%(ward)s)", name=other.name, ward=other.ward or _("trực tuyến")),
        )
        for other in one.namesakes
    ]
    return SelectField(
        _("Dòng %(line)s: %(name)s", line=one.line, name=one.entry.name_vi if one.entry else ""),
        [DataRequired(_("Bạn chọn một trong hai."))],
        choices=[("", _("Chưa chọn")), *spaces, (ANOTHER_SPACE, _("Là không gian khác trùng tên, thêm mới"))],
    )
