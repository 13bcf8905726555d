"""What a notice says: the subject of its letter, in the reader's language of now."""

from flask import current_app
from flask_babel import gettext as _
from jinja2 import TemplateError

from app.notices.models import Notice
from app.notices.rules import Kind
from app.notices.words import KINDS
from app.settings.queries import value
from app.web.language import locale


def line_of(notice: Notice) -> str:
    """Written as far as the end of the first line. What its template can no longer say is told by its kind alone."""
    language = locale()
    said = {
        "name": "",
        "site_url": "",
        "site_name": value("site.name"),
        "centre_name": value(f"centre.name_{language}"),
        "calendar": None,
        **notice.values,
    }
    words = ""
    try:
        for piece in current_app.jinja_env.get_template(f"mail/{notice.template}.{language}.txt").generate(said):
            words += piece
            if "\n" in words:
                break
    except (TemplateError, TypeError, ValueError):
        words = ""
    subject = " ".join(words.partition("\n")[0].removeprefix("Subject:").split())
    return subject or str(_("Tin mới về: %(kind)s", kind=KINDS[Kind(notice.kind)]))
