"""What a notice says: the subject of its letter, in the reader's language of now."""

from flask_babel import gettext as _

from app.mail.lines import subject_line
from app.notices.models import Notice
from app.notices.rules import Kind
from app.notices.words import KINDS


def line_of(notice: Notice) -> str:
    """What its letter can no longer say is told by its kind alone."""
    line = subject_line(notice.template, notice.values)
    return line or str(_("Tin mới về: %(kind)s", kind=KINDS[Kind(notice.kind)]))
