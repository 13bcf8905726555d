"""What every form shares: clean text, Vietnamese messages, one error list, and the way to a service and back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms import Field, PasswordField, SelectChoice, StringField, TextAreaField
from wtforms.fields.core import UnboundField

from app.core.db import transact
from app.core.errors import DomainError, NotFound, TooMany
from app.core.text import clean, nfc
from app.web.errors import say
from app.web.kept import MARK, Kept, kept_for, note_secrets

# WTForms ships no Vietnamese: its English sentences are keys here, our catalogue has the rest.
WTFORMS_MESSAGES = {
    "Invalid field name '%s'.": _l("Không có mục “%s”."),
    "Field must be equal to %(other_name)s.": _l("Hai ô này phải giống nhau."),
    "Field must be at least %(min)d character long.": _l("Cần ít nhất %(min)d ký tự."),
    "Field must be at least %(min)d characters long.": _l("Cần ít nhất %(min)d ký tự."),
    "Field cannot be longer than %(max)d character.": _l("Tối đa %(max)d ký tự."),
    "Field cannot be longer than %(max)d characters.": _l("Tối đa %(max)d ký tự."),
    "Field must be exactly %(max)d character long.": _l("Cần đúng %(max)d ký tự."),
    "Field must be exactly %(max)d characters long.": _l("Cần đúng %(max)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Cần từ %(min)d đến %(max)d ký tự."),
    "Number must be at least %(min)s.": _l("Số nhỏ nhất là %(min)s."),
    "Number must be at most %(max)s.": _l("Số lớn nhất là %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Số phải từ %(min)s đến %(max)s."),
    "Date must be at least %(min)s.": _l("Ngày sớm nhất là %(min)s."),
    "Date must be at most %(max)s.": _l("Ngày muộn nhất là %(max)s."),
    "Date must be between %(min)s and %(max)s.": _l("Ngày phải từ %(min)s đến %(max)s."),
    "This field is required.": _l("Bạn chưa điền mục này."),
    "Invalid input.": _l("Nội dung chưa đúng."),
    "Invalid email address.": _l("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.org."),
    "Invalid IP address.": _l("Địa chỉ IP chưa đúng."),
    "Invalid Mac address.": _l("Địa chỉ MAC chưa đúng."),
    "Invalid URL.": _l("Đường dẫn chưa đúng, ví dụ: https://example.org."),
    "Invalid UUID.": _l("Mã UUID chưa đúng."),
    "Invalid value, must be one of: %(values)s.": _l("Hãy chọn một trong: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": _l("Không dùng được: %(values)s."),
    "This field cannot be edited.": _l("Mục này không sửa được."),
    "This field is disabled and cannot have a value.": _l("Mục này đang khóa."),
    "Invalid CSRF Token.": _l("Trang đã mở quá lâu, hãy gửi lại."),
    "CSRF token missing.": _l("Trang đã mở quá lâu, hãy gửi lại."),
    "CSRF failed.": _l("Trang đã mở quá lâu, hãy gửi lại."),
    "CSRF token expired.": _l("Trang đã mở quá lâu, hãy gửi lại."),
    "The CSRF token is missing.": _l("Trang đã mở quá lâu, hãy gửi lại."),
    "Invalid Choice: could not coerce.": _l("Lựa chọn này không có trong danh sách."),
    "Choices cannot be None.": _l("Chưa có lựa chọn nào."),
    "Not a valid choice.": _l("Lựa chọn này không có trong danh sách."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Lựa chọn này không có trong danh sách."),
    "'%(value)s' is not a valid choice for this field.": _l("“%(value)s” không có trong danh sách."),
    "'%(value)s' are not valid choices for this field.": _l("“%(value)s” không có trong danh sách."),
    "Not a valid datetime value.": _l("Ngày giờ chưa đúng, ví dụ: 28/11/2026 19:30."),
    "Not a valid date value.": _l("Ngày chưa đúng, ví dụ: 28/11/2026."),
    "Not a valid time value.": _l("Giờ chưa đúng, ví dụ: 19:30."),
    "Not a valid week value.": _l("Tuần chưa đúng."),
    "Not a valid integer value.": _l("Hãy điền một số nguyên."),
    "Not a valid decimal value.": _l("Hãy điền một số."),
    "Not a valid float value.": _l("Hãy điền một số."),
    "File does not have an approved extension.": _l("Loại tệp này không nhận được."),
    "File does not have an approved extension: {extensions}": _l("Chỉ nhận tệp loại: {extensions}."),
}  # fmt: skip


class _Translations:
    def gettext(self, string: str) -> str:
        return str(WTFORMS_MESSAGES.get(string) or gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class BaseForm(FlaskForm):
    """A form whose text is NFC and free of control characters before anybody looks at it.

    `attempt(fn)` runs a service in a transaction; what the service refuses appears at the field it names, or in the
    summary, and the page is shown again with status 422 and everything typed (`web.pages.page(form=…)`); with 429 and
    the time to wait where it was tried too often.

    On a page that somebody comes back to after their session was over, the form holds what they had sent then (`kept`).
    So a view that shows what is stored asks `filled` first: somebody's words, sent now or kept, are in it already.
    """

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            if choices := unbound_field.kwargs.get("choices"):  # forms write pairs: WTForms wants its own kind
                options = options | {"choices": [SelectChoice.from_input(one) for one in choices]}
            bound = super().bind_field(form, unbound_field, options)
            if isinstance(bound, PasswordField):
                bound.filters = (*bound.filters, _nfc_filter)
            elif isinstance(bound, StringField | TextAreaField):
                bound.filters = (*bound.filters, _clean_filter)
            return bound

        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            given = super().wrap_formdata(form, formdata)
            if given is None:
                form.kept = kept_for(form._prefix, (field.name for field in form))
            form.filled = given is not None or form.kept is not None
            return given if form.kept is None else MultiDict(form.kept.sent.fields)

    kept: Kept | None = None
    filled = False

    @property
    def kept_mark(self) -> str | None:
        """Names what was put aside for as long as the form has not gone through."""
        return self.kept.public_id if self.kept else request.form.get(MARK)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        note_secrets(vars(cls).items())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome: Any = None
        self.summary: list[str] = []
        self.wait: timedelta | None = None

    def attempt(self, fn: Callable[[], Any], fields_by_constraint: dict[str, str] | None = None) -> bool:
        """`transact(fn)`; True when it went through, with its result in `outcome`.

        `fields_by_constraint` maps a constraint of the schema to the field whose value it refused.
        """
        try:
            self.outcome = transact(fn)
        except NotFound:
            raise
        except DomainError as error:
            self.refuse(error)
            return False
        except IntegrityError as error:
            for constraint, field in (fields_by_constraint or {}).items():
                if constraint in str(error.orig):
                    self._add(field, str(_l("Giá trị này đã có người dùng.")))
                    return False
            raise
        return True

    def refuse(self, error: DomainError) -> None:
        if isinstance(error, TooMany):
            self.wait = error.wait
        self._add(error.field, say(error))

    def _add(self, field: str | None, sentence: str) -> None:
        if field and field in self:
            self[field].errors = [*self[field].errors, sentence]
        else:
            self.summary.append(sentence)

    @property
    def error_list(self) -> list[tuple[str | None, str]]:
        """(id of the field or None, sentence), in the order of the form: what the summary on top links to."""
        listed: list[tuple[str | None, str]] = [(None, sentence) for sentence in self.summary]
        for field in self:
            listed.extend((field.id, sentence) for sentence in _flatten(field.errors))
        return listed

    @property
    def error_labels(self) -> dict[str, str]:
        """Names of the fields in `error_list`, by id; a box to tick is named by its sentence already."""
        return {one.id: str(one.label.text) for one in self if one.errors and one.type != "BooleanField"}


def _flatten(errors: Any) -> Iterator[str]:
    for error in errors.values() if isinstance(errors, dict) else errors:
        if isinstance(error, list | tuple | dict):
            yield from _flatten(error)
        else:
            yield str(error)


def _clean_filter(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _nfc_filter(value: Any) -> Any:
    return nfc(value) if isinstance(value, str) else value


def was_sent() -> bool:
    return request.method in {"POST", "PUT", "PATCH", "DELETE"}
