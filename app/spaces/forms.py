from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, Email, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import DomainError
from app.files.kinds import ACCEPT as FILE_ACCEPT
from app.files.service import PreparedFile, prepare_upload
from app.files.tables import ACCEPT, Table, read_upload
from app.places.queries import all_wards
from app.spaces import rules
from app.spaces.imports import LAYOUT
from app.spaces.lists import Layout, Sheet, read_sheet
from app.spaces.models import Afterwards, Exactness, Space, TeamMember, TeamRole
from app.spaces.rules import Profile
from app.spaces.words import (
    AFTERWARDS_NAMES,
    COLUMN_NAMES,
    EXACTNESS_NAMES,
    FIELD_NAMES,
    KIND_NAMES,
    OWNERSHIP_NAMES,
    TEAM_ROLE_NAMES,
    with_columns_named,
)
from app.web.errors import say
from app.web.forms import BaseForm

COLUMNS = (
    "name_vi", "name_en", "legal_name", "summary_vi", "summary_en", "description_vi", "description_en", "kinds", "ownership",
    "fields", "ward_code", "old_district", "house_number", "street", "exactness",
)  # fmt: skip


class Checkboxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _choices(names: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), name) for code, name in names.items()]


class SpaceForm(BaseForm):
    version = HiddenField()
    name_vi = StringField(_l("Tên không gian"), [DataRequired(), Length(max=rules.NAME_MAX)])
    name_en = StringField(_l("Tên tiếng Anh"), [Length(max=rules.NAME_MAX)])
    legal_name = StringField(
        _l("Tên pháp nhân hoặc đơn vị chủ quản"),
        [Length(max=rules.NAME_MAX)],
        description=_l("Nếu có. Chỉ Trung tâm biết, để không ai xét hồ sơ của chính nơi mình làm việc."),
    )
    summary_vi = TextAreaField(
        _l("Giới thiệu trong một hai câu"),
        [DataRequired(), Length(max=rules.SUMMARY_MAX)],
        description=_l("Hiện trong danh sách. Tối đa 300 ký tự."),
        render_kw={"rows": 3},
    )
    summary_en = TextAreaField(
        _l("Giới thiệu bằng tiếng Anh"), [Length(max=rules.SUMMARY_MAX)], render_kw={"rows": 3}
    )
    description_vi = TextAreaField(
        _l("Câu chuyện của không gian"), [Length(max=rules.DESCRIPTION_MAX)], render_kw={"rows": 8}
    )
    description_en = TextAreaField(
        _l("Câu chuyện bằng tiếng Anh"), [Length(max=rules.DESCRIPTION_MAX)], render_kw={"rows": 8}
    )
    kinds = Checkboxes(
        _l("Loại hình"),
        [DataRequired(message=_l("Hãy chọn ít nhất một loại hình."))],
        description=_l("Chọn tất cả loại hình phù hợp."),
    )
    fields = Checkboxes(_l("Lĩnh vực hoạt động"))
    ownership = RadioField(
        _l("Ai sở hữu, vận hành"),
        [DataRequired(message=_l("Hãy chọn một mục."))],
        choices=_choices(OWNERSHIP_NAMES),
        description=_l("Nhóm và cá nhân không có tư cách pháp nhân cũng tham gia được."),
    )
    ward_code = SelectField(
        _l("Phường, xã"), description=_l("Không gian chỉ hoạt động trực tuyến thì để trống."), validate_choice=True
    )
    old_district = StringField(
        _l("Quận, huyện cũ"),
        [Length(max=rules.LINE_MAX)],
        description=_l("Tên trước ngày 1/7/2025, để người quen gọi tên cũ vẫn tìm thấy."),
    )
    house_number = StringField(_l("Số nhà, ngõ"), [Length(max=rules.LINE_MAX)])
    street = StringField(_l("Đường, phố, thôn"), [Length(max=rules.LINE_MAX)])
    exactness = RadioField(
        _l("Địa chỉ hiện cho mọi người đến mức nào"),
        choices=_choices(EXACTNESS_NAMES),
        default=Exactness.WARD.value,
        description=_l("Nhiều không gian cũng là nhà ở. Mức bạn chọn áp dụng cho trang, bản đồ và mọi bản xuất ra."),
    )
    website = URLField(_l("Trang web"), [Length(max=rules.LINK_MAX)])
    facebook = URLField("Facebook", [Length(max=rules.LINK_MAX)])
    instagram = URLField("Instagram", [Length(max=rules.LINK_MAX)])
    youtube = URLField("YouTube", [Length(max=rules.LINK_MAX)])
    email = EmailField(_l("Thư điện tử công khai"), [Length(max=200)])
    phone = TelField(_l("Điện thoại công khai"), [Length(max=40)])

    def __init__(self, space: Space | None = None) -> None:
        super().__init__(data=_data_of(space) if space else None)
        self.kinds.choices = KIND_NAMES.offered(space.kinds if space else ())
        self.fields.choices = FIELD_NAMES.offered(space.fields if space else ())
        wards = [(ward.code, f"{ward.name} ({ward.kind.lower()})") for ward in all_wards()]
        self.ward_code.choices = [("", _("Chưa chọn")), *wards]

    def validate_ward_code(self, field: SelectField) -> None:
        if not field.data and "online" not in (self.kinds.data or []):
            raise ValidationError(say(DomainError("space.no_ward")))

    def _check_channel(self, field: StringField) -> None:
        try:
            if field.data:
                rules.normal_channel(field.name, field.data)
        except DomainError as error:
            raise ValidationError(say(error)) from None

    validate_website = validate_facebook = validate_instagram = validate_youtube = _check_channel
    validate_email = validate_phone = _check_channel

    def profile(self) -> Profile:
        return Profile(
            **{name: self[name].data for name in COLUMNS},
            channels={name: self[name].data or "" for name in rules.CHANNELS},
        )


def _data_of(space: Space) -> dict[str, Any]:
    columns = {name: getattr(space, name) for name in COLUMNS}
    return {**columns, **space.channels, "version": space.version, "ward_code": space.ward_code or ""}


class InviteForm(BaseForm):
    email = EmailField(_l("Thư điện tử"), [DataRequired(), Email(), Length(max=200)])
    role = RadioField(
        _l("Vai trò trong nhóm"), [DataRequired()], choices=_choices(TEAM_ROLE_NAMES), default=TeamRole.MEMBER.value
    )


class RoleForm(BaseForm):
    role = HiddenField()


class HandOverForm(BaseForm):
    member = RadioField(_l("Bàn giao cho ai"), choices=[], default="")
    email = EmailField(_l("Thư điện tử của người ngoài nhóm"), [Length(max=200)])
    afterwards = RadioField(
        _l("Sau khi người ấy nhận lời"),
        [DataRequired(message=_l("Hãy chọn một mục."))],
        choices=_choices(AFTERWARDS_NAMES),
        default=Afterwards.MEMBER.value,
    )

    def offer(self, members: Iterable[TeamMember]) -> None:
        """`members` of the team who could take over, by public id; the empty choice stands for somebody outside."""
        known = [(member.user.public_id, member.user.name) for member in members]
        self.member.choices = [*known, ("", _("Một người ngoài nhóm"))]

    def validate_email(self, field: EmailField) -> None:
        if not self.member.data and not field.data:
            raise ValidationError(_("Hãy chọn người trong nhóm, hoặc điền địa chỉ thư của người ngoài nhóm."))


class AppointForm(BaseForm):
    email = EmailField(_l("Thư điện tử của người sẽ đứng tên"), [DataRequired(), Email(), Length(max=200)])
    reason = TextAreaField(
        _l("Lý do"),
        [
            DataRequired(_l("Bạn chưa ghi lý do. Lý do được lưu lại và gửi cho nhóm của không gian.")),
            Length(max=rules.REASON_MAX),
        ],
        description=_l("Được lưu lại và gửi cho những người đang ở trong nhóm."),
        render_kw={"rows": 3},
    )


def list_file(label: Any) -> FileField:
    return FileField(
        label,
        [FileRequired(_l("Bạn chưa chọn tệp."))],
        description=_l(
            "Tệp .xlsx hoặc .csv theo mẫu, tối đa 5 MB và 2.000 dòng. Tải lên chỉ để xem trước, chưa ghi gì vào sổ."
        ),
        render_kw={"accept": ACCEPT},
    )


class ListFileForm(BaseForm):
    """A list as a file. What it is called and which columns it has is told by the forms built on this one."""

    layout: ClassVar[Layout]
    column_names: ClassVar[Mapping[Any, Any]]

    def read(self) -> tuple[Table, Sheet] | None:
        """What the file holds; None when it cannot be read, with the reason at the field."""
        try:
            table = read_upload(self.file.data, field="file")
            return table, read_sheet(table.lines, self.layout)
        except DomainError as error:
            self._add("file", say(with_columns_named(error, self.column_names)))
            return None


class ListForm(BaseForm):
    """The click after the preview. `seen` is the fingerprint of what was shown."""

    seen = HiddenField()
    skip_faulty = BooleanField(_l("Bỏ qua các dòng có lỗi. Tôi sẽ sửa tệp và nhập các dòng đó sau."))

    def with_errors_of(self, sent: BaseForm) -> Self:
        self.summary = sent.summary
        for field in self:
            if field.name in sent:
                field.errors = sent[field.name].errors
        return self


class SpaceListForm(ListFileForm):
    file = list_file(_l("Danh sách không gian"))
    layout, column_names = LAYOUT, COLUMN_NAMES


class ClaimForm(BaseForm):
    position = StringField(
        _l("Bạn là gì của không gian"),
        [DataRequired(), Length(max=rules.POSITION_MAX)],
        description=_l("Ví dụ: người sáng lập, quản lý, đại diện của nhóm."),
    )
    proof = TextAreaField(
        _l("Làm sao Trung tâm biết điều đó"),
        [DataRequired(), Length(max=rules.PROOF_MAX)],
        description=_l(
            "Vài câu là đủ, ví dụ: tên bạn ở mục nào trên trang web của không gian, hay ai ở không gian xác nhận được."
        ),
        render_kw={"rows": 5},
    )
    file = FileField(
        _l("Giấy tờ kèm theo"),
        description=_l(
            "PDF, JPEG, PNG hoặc WebP, tối đa 10 MB, ví dụ: giấy giới thiệu. Đừng gửi ảnh căn cước: Trung tâm không cần."
        ),
        render_kw={"accept": FILE_ACCEPT},
    )
    consent = BooleanField(
        _l("Tôi đồng ý để điều phối viên của Trung tâm xem những điều tôi gửi ở đây, chỉ để trả lời yêu cầu này."),
        [
            DataRequired(
                message=_l(
                    "Bạn cần đồng ý để Trung tâm xem những điều bạn gửi, nếu không Trung tâm không trả lời được."
                )
            )
        ],
    )

    def prepared(self) -> tuple[bool, PreparedFile | None]:
        """Whether to go on, and the file if one was sent. Takes up to seconds, so call it before the transaction."""
        if not self.file.data:
            return True, None
        try:
            return True, prepare_upload(self.file.data, field="file")
        except DomainError as error:
            self.refuse(error)
            return False, None


class RefuseClaimForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [DataRequired(_l("Bạn chưa ghi lý do. Lý do được gửi cho người yêu cầu.")), Length(max=rules.REASON_MAX)],
        description=_l("Được gửi nguyên văn cho người yêu cầu."),
        render_kw={"rows": 3},
    )
