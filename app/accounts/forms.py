from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Email, EqualTo, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import rules
from app.accounts.models import Role
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


class SignUpForm(BaseForm):
    name = StringField(_l("Họ và tên"), [DataRequired(), Length(max=120)], render_kw={"autocomplete": "name"})
    email = EmailField(
        _l("Thư điện tử"), [DataRequired(), Email(), Length(max=200)], render_kw={"autocomplete": "email"}
    )
    password = PasswordField(
        _l("Mật khẩu"),
        [DataRequired(), Length(min=rules.PASSWORD_MIN, max=rules.PASSWORD_MAX)],
        description=_l("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất."),
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(
        _l("Nhắc lại mật khẩu"),
        [DataRequired(), EqualTo("password", message=_l("Hai lần nhập mật khẩu chưa giống nhau."))],
        render_kw={"autocomplete": "new-password"},
    )
    consent = BooleanField(_l("Tôi đã đọc và đồng ý với thông báo xử lý dữ liệu cá nhân"))

    def validate_password(self, field: PasswordField) -> None:
        if rules.password_too_obvious(field.data or "", email=self.email.data or "", name=self.name.data or ""):
            raise ValidationError(_l("Mật khẩu này quá dễ đoán. Bạn chọn mật khẩu khác."))

    def validate_consent(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(say(DomainError("account.consent_missing")))


class RolesForm(BaseForm):
    roles = SelectMultipleField(
        _l("Vai trò"),
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
