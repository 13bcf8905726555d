from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from app.web.forms import BaseForm

REMARK_MAX = 600


class ReportForm(BaseForm):
    """What the Centre wants to add to a month's report: printed on it, and kept nowhere."""

    remark = TextAreaField(_l("Nhận xét của Trung tâm"), [Length(max=REMARK_MAX)])
