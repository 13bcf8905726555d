"""The living page of the design system: every component in every state, with a form that was refused seven times."""

from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.diff import difference
from app.web.forms import BaseForm
from app.web.guard import anyone, guard
from app.web.pages import page

blueprint = Blueprint("dev_components", __name__, url_prefix="/dev")

LONG_NAME = (
    "Hợp tác xã Thủ công mỹ nghệ và Bảo tồn nghề sơn mài, khảm trai, đan cói truyền thống "
    "Phường Nghĩa Đô – Cơ sở Tuệ Nghĩa"
)
KINDS = (
    ("craft", _l("Làng nghề thủ công")),
    ("art", _l("Không gian nghệ thuật")),
    ("heritage", _l("Văn hóa di sản")),
    ("online", _l("Trực tuyến")),
)


class SampleForm(BaseForm):
    name_vi = StringField(_l("Tên không gian"), [DataRequired(), Length(max=120)])
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=120)])
    email = EmailField(_l("Thư điện tử"), [DataRequired(), Email()], render_kw={"autocomplete": "email"})
    password = PasswordField(
        _l("Mật khẩu"), [DataRequired()], description=_l("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.")
    )
    kind = SelectField(_l("Loại hình"), [DataRequired()], choices=[("", _l("Chọn một loại hình")), *KINDS])
    ownership = RadioField(
        _l("Hình thức sở hữu"),
        [InputRequired()],
        choices=[("public", _l("Nhà nước")), ("private", _l("Tư nhân, cá nhân")), ("group", _l("Nhóm, cộng đồng"))],
    )
    fields = SelectMultipleField(
        _l("Lĩnh vực"),
        choices=[
            ("design", _l("Thiết kế")),
            ("music", _l("Âm nhạc")),
            ("film", _l("Điện ảnh")),
            ("craft", _l("Thủ công")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    about = TextAreaField(
        _l("Giới thiệu"),
        [Optional(), Length(max=2000)],
        description=_l("Vài câu để người chưa biết hình dung được nơi này."),
    )
    people = IntegerField(_l("Số người dự kiến"), [DataRequired(), NumberRange(min=1, max=500)])
    opened_on = DateField(_l("Ngày mở cửa"), [Optional()])
    opens_at = TimeField(_l("Giờ mở cửa"), [Optional()])
    starts_at = DateTimeLocalField(_l("Bắt đầu"), [DataRequired()])
    licence = FileField(_l("Giấy phép hoặc quyết định thành lập"), description=_l("Tệp PDF hoặc ảnh, tối đa 10 MB."))
    agreed = BooleanField(_l("Tôi cam kết những điều khai ở đây là đúng"), [DataRequired()])


def sample_form(*, refused: bool = False) -> SampleForm:
    """A fresh form, or one sent with seven faults; no token is asked, since nothing here is ever saved."""
    typed = MultiDict(
        [("name_vi", LONG_NAME + LONG_NAME), ("email", "lan.example.org"), ("about", "Ngõ nhỏ, ghế gỗ, trà nóng."), ("people", "9000"),
         ("password", "kính cầu mùa sương"), ("starts_at", "28/11")]
    )  # fmt: skip
    prefix = "refused-" if refused else "fresh-"
    data = MultiDict((prefix + key, value) for key, value in typed.items(multi=True)) if refused else None
    form = SampleForm(formdata=data, prefix=prefix, meta={"csrf": False})
    if refused:
        form.validate()
    return form


def sample_day() -> dict[str, Any]:
    """Two venues from 07:00 to 22:00 in half hours, every state once."""

    def cell(state: str, span: int, label: str = "", href: str | None = None) -> dict[str, Any]:
        return {"state": state, "span": span, "label": label, "href": href}

    return {
        "hours": [f"{hour:02d}" for hour in range(7, 22)],
        "rows": [
            {"name": _l("Không gian cầu kính"), "href": "#day-table", "cells": [
                cell("shut", 2), cell("free", 4, href="#day-table"), cell("prep", 2, "Lắp đặt"),
                cell("busy", 8, "Triển lãm “Chất liệu phố”", "#day-table"), cell("prep", 1), cell("free", 3),
                cell("hold", 6, "CLB Chèo Từ Liêm"), cell("free", 4)]},
            {"name": _l("Sân vườn, khu Đông"), "href": None, "cells": [
                cell("free", 10), cell("closed", 12, "Sửa lan can"), cell("free", 8)]},
        ],
    }  # fmt: skip


@blueprint.get("/components")
@guard(anyone)
def components() -> Response:
    return page(
        "dev/components.html",
        status=200,
        sample_form=sample_form(),
        refused_form=sample_form(refused=True),
        long_name=LONG_NAME,
        sample_day=sample_day(),
        sample_difference=difference(
            "Mở cửa từ 2023, cả tuần trừ thứ hai.\nLối vào ngõ 14.",
            "Mở cửa từ 2021, cả tuần trừ thứ hai.\nLối vào ngõ 14, có biển ở đầu ngõ.",
        ),
        sample_on=date(2026, 11, 28),
    )
