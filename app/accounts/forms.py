from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, EqualTo, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import service
from app.accounts.models import Role, User
from app.core.errors import DomainError
from app.web.errors import say
from app.web.forms import BaseForm

ROLE_NAMES = {
    Role.COORDINATOR: _l("Điều phối viên"),
    Role.REVIEWER: _l("Thành viên hội đồng chuyên gia"),
    Role.APPROVER: _l("Lãnh đạo ký duyệt"),
    Role.ADMINISTRATOR: _l("Quản trị"),
}


class SignInForm(BaseForm):
    email = EmailField(_l("Thư điện tử"), [DataRequired()], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Mật khẩu"), [DataRequired()], render_kw={"autocomplete": "current-password"})


class NewPasswordForm(BaseForm):
    """`own` is the person the password is for, where it is known before the form is filled."""

    password = PasswordField(
        _l("Mật khẩu mới"),
        [DataRequired()],
        description=_l("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất."),
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(
        _l("Nhắc lại mật khẩu"),
        [DataRequired(), EqualTo("password", message=_l("Hai lần nhập mật khẩu chưa giống nhau."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, own: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def attempt_with_hash(self, fn: Callable[[str], Any]) -> bool:
        """`attempt(fn)` with the new password's hash, which is made before the transaction begins."""
        email, name = self._whose()
        made = service.hash_new_password(self.password.data or "", email=email, name=name)
        return self.attempt(lambda: fn(made))

    def validate_password(self, field: PasswordField) -> None:
        email, name = self._whose()
        try:
            service.check_new_password(field.data or "", email=email, name=name)
        except DomainError as error:
            raise ValidationError(say(error)) from None

    def _whose(self) -> tuple[str, str]:
        return (self.own.email, self.own.name) if self.own else ("", "")


class SignUpForm(NewPasswordForm):
    name = StringField(_l("Họ và tên"), [DataRequired(), Length(max=120)], render_kw={"autocomplete": "name"})
    email = EmailField(
        _l("Thư điện tử"), [DataRequired(), Email(), Length(max=200)], render_kw={"autocomplete": "email"}
    )
    consent = BooleanField(_l("Tôi đã đọc và đồng ý với thông báo xử lý dữ liệu cá nhân"))

    def validate_consent(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(say(DomainError("account.consent_missing")))

    def _whose(self) -> tuple[str, str]:
        return self.email.data or "", self.name.data or ""


class ForgotPasswordForm(BaseForm):
    email = EmailField(
        _l("Thư điện tử"), [DataRequired(), Email(), Length(max=200)], render_kw={"autocomplete": "username"}
    )


class PasswordForm(BaseForm):
    password = PasswordField(_l("Mật khẩu"), [DataRequired()], render_kw={"autocomplete": "current-password"})


class ChangePasswordForm(NewPasswordForm):
    old = PasswordField(_l("Mật khẩu đang dùng"), [DataRequired()], render_kw={"autocomplete": "current-password"})


class ChangeEmailForm(PasswordForm):
    email = EmailField(
        _l("Địa chỉ thư mới"), [DataRequired(), Email(), Length(max=200)], render_kw={"autocomplete": "email"}
    )


class ProfileForm(BaseForm):
    name = StringField(_l("Họ và tên"), [DataRequired(), Length(max=120)], render_kw={"autocomplete": "name"})
    organisation = StringField(
        _l("Nơi công tác"),
        [Length(max=200)],
        description=_l("Chỉ để không ai phải xét hồ sơ của chính nơi mình làm việc. Không hiện cho người khác."),
        render_kw={"autocomplete": "organization"},
    )
    language = RadioField(_l("Thư gửi cho bạn viết bằng"), choices=[("vi", "Tiếng Việt"), ("en", "English")])


CODE_HELP = _l("6 chữ số trong ứng dụng trên điện thoại, hoặc một mã dự phòng.")
_CODE_KW = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}


class CodeForm(BaseForm):
    code = StringField(_l("Mã"), [DataRequired(), Length(max=40)], render_kw=_CODE_KW)


class TurnOffForm(PasswordForm):
    code = StringField(_l("Mã"), [DataRequired(), Length(max=40)], description=CODE_HELP, render_kw=_CODE_KW)


class ReasonForm(BaseForm):
    reason = TextAreaField(_l("Lý do"), [DataRequired(), Length(max=500)], render_kw={"rows": 3})


class RolesForm(BaseForm):
    roles = SelectMultipleField(
        _l("Vai trò"),
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
