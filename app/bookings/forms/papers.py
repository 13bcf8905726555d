"""Papers that a booking needs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.bookings.models import PaperKind
from app.bookings.paper_words import KIND_NAMES
from app.bookings.rules.papers import TITLE_MAX
from app.core.errors import DomainError
from app.files.kinds import EVIDENCE_ACCEPT
from app.files.service import PreparedFile, prepare_evidence
from app.web.fields import DayField
from app.web.forms import BaseForm


class PaperForm(BaseForm):
    kind = SelectField(
        _l("Loại giấy tờ"),
        [InputRequired(_l("Bạn chọn một loại."))],
        choices=[("", _l("Chọn loại")), *((str(kind), name) for kind, name in KIND_NAMES.items())],
    )
    title = StringField(
        _l("Tên giấy tờ"),
        [Optional(), Length(max=TITLE_MAX)],
        description=_l("Ghi khi loại ở trên chưa nói đủ."),
    )
    due_on = DayField(_l("Hạn nộp"), [Optional()])

    def read_values(self) -> dict[str, Any]:
        return {"kind": PaperKind(self.kind.data), "title": self.title.data or "", "due_on": self.due_on.data}


class SuggestedForm(BaseForm):
    rule = HiddenField(validators=[Length(max=100)])


class HandInForm(BaseForm):
    """Several stand on one page, each with its prefix."""

    file = FileField(
        _l("Tệp"),
        description=_l("PDF, ảnh, DOCX hoặc XLSX, tối đa 20 MB."),
        render_kw={"accept": EVIDENCE_ACCEPT},
    )

    def prepared(self) -> PreparedFile | None:
        """None when it was refused at its field. Takes up to seconds, so call it before the transaction."""
        if not self.file.data:
            self._add("file", _("Bạn chưa chọn tệp."))
            return None
        try:
            return prepare_evidence(self.file.data, field="file")
        except DomainError as error:
            self.refuse(error)
        return None
