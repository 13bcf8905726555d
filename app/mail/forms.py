from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.mail.own_words import PARAGRAPH_MAX, SUBJECT_MAX, OwnWords
from app.web.forms import BaseForm

LANGUAGES = ("vi", "en")
_LINE = [Optional(), Length(max=SUBJECT_MAX)]
_PARAGRAPH = [Optional(), Length(max=PARAGRAPH_MAX)]
_ROWS = {"rows": 4}


class MailTextForm(BaseForm):
    """The Centre's own words in a letter, in both languages; what is empty stays as the letter has it."""

    subject_vi = StringField(_l("Tiêu đề"), _LINE)
    subject_en = StringField(_l("Tiêu đề tiếng Anh"), _LINE)
    opening_vi = TextAreaField(_l("Lời mở đầu"), _PARAGRAPH, render_kw=_ROWS)
    opening_en = TextAreaField(_l("Lời mở đầu tiếng Anh"), _PARAGRAPH, render_kw=_ROWS)
    closing_vi = TextAreaField(_l("Lời kết"), _PARAGRAPH, render_kw=_ROWS)
    closing_en = TextAreaField(_l("Lời kết tiếng Anh"), _PARAGRAPH, render_kw=_ROWS)
    seen_vi = HiddenField(default="0")
    seen_en = HiddenField(default="0")

    def show(self, standing: Mapping[str, OwnWords]) -> None:
        for language, own in standing.items():
            for name in ("subject", "opening", "closing"):
                self[f"{name}_{language}"].data = getattr(own, name)

    def words(self) -> dict[str, OwnWords]:
        return {
            language: OwnWords(*(self[f"{name}_{language}"].data or "" for name in ("subject", "opening", "closing")))
            for language in LANGUAGES
        }

    def seen(self) -> dict[str, int]:
        return {language: read_number(self[f"seen_{language}"].data) for language in LANGUAGES}


def read_number(sent: str | None) -> int:
    """-1, which no text has, for whatever is none."""
    return int(sent) if sent and sent.isascii() and sent.isdigit() and len(sent) < 7 else -1
