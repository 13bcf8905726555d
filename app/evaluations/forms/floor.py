"""What several forms of cases share."""

from typing import Any

from flask_wtf.file import FileField

from app.core.errors import DomainError
from app.files.service import PreparedFile, prepare_upload
from app.web.forms import BaseForm

REASONS_LENGTH = 4000
NOTE_LENGTH = 1000
SEARCH_LENGTH = 120
ADVICE_LENGTH = 1000
APPEAL_LENGTH = 8000
APPEAL_FILES = 5
SENTENCE_LENGTH = 300


class ActForm(BaseForm):
    """A button."""


def read_files(form: Any, name: str) -> list[PreparedFile] | None:
    """Checked and written to disk, so call it before the transaction; None when one was refused at its field."""
    prepared = []
    for upload in _sent(form[name]):
        try:
            prepared.append(prepare_upload(upload, field=name))
        except DomainError as error:
            form.refuse(error)
            return None
    return prepared


def _sent(field: Any) -> list[Any]:
    given = field.data if isinstance(field.data, list) else [field.data]
    return [one for one in given if getattr(one, "filename", "")]


def sent_file(form: BaseForm, field: FileField) -> tuple[bool, PreparedFile | None]:
    if not field.data:
        return True, None
    try:
        return True, prepare_upload(field.data, field=field.short_name)
    except DomainError as error:
        form.refuse(error)
        return False, None
