from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core import clock
from app.memberships.conflicts import Finding, Outlook
from app.memberships.imports import LAYOUT
from app.memberships.service import ANOTHER_SPACE, REASON_MAX
from app.memberships.words import COLUMN_NAMES, STATUS_NAMES
from app.spaces.forms import ListFileForm, ListForm, list_file
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


class ChangeForm(BaseForm):
    """One change of standing; several stand on one page, each with its prefix."""

    # Not DataRequired, which answers "not filled in" to a day nobody can read.
    effective_on = DayField(_l("Có hiệu lực từ ngày"), [InputRequired()], default=clock.today)
    decision_number = StringField(_l("Số quyết định"), [Length(max=80)])
    reason = TextAreaField(
        _l("Lý do"),
        [DataRequired(_l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian.")),
         Length(max=REASON_MAX)],
        render_kw={"rows": 3},
    )  # fmt: skip


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
