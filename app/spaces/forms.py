from collections.abc import Iterable, Mapping
from dataclasses import replace
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
from app.spaces import points, rules
from app.spaces.hours import as_typed, check_week
from app.spaces.imports import LAYOUT
from app.spaces.lists import Layout, Sheet, read_sheet
from app.spaces.models import Afterwards, Exactness, Space, SpaceEdit, TeamMember, TeamRole
from app.spaces.rules import Profile
from app.spaces.said import from_values, profile_of, to_values
from app.spaces.words import (
    AFTERWARDS_NAMES,
    COLUMN_NAMES,
    EXACTNESS_NAMES,
    FIELD_NAMES,
    KIND_NAMES,
    OWNERSHIP_NAMES,
    STEP_FREE_NAMES,
    TEAM_ROLE_NAMES,
    WELCOME_NAMES,
    with_columns_named,
)
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.week import WeekForm

COLUMNS = (
    "name_vi", "name_en", "legal_name", "summary_vi", "summary_en", "description_vi", "description_en", "kinds", "ownership",
    "fields", "ward_code", "old_district", "house_number", "street", "exactness", "welcomes", "step_free_vi", "step_free_en",
    "representative_name", "representative_title", "partner_name",
)  # fmt: skip
STEP_FREE = {"yes": True, "no": False, "unknown": None}
HOURS = ("hours", "by_appointment", "hours_note_vi", "hours_note_en")


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
    point = StringField(
        _l("Vị trí trên bản đồ"),
        [Length(max=points.PASTED_MAX)],
        description=_l(
            "Chỉ dùng khi địa chỉ hiện đầy đủ; nếu không, bản đồ chỉ đánh dấu giữa phường, xã và vị trí này được bỏ đi. Dán hai số, ví dụ 21.028511, 105.804817, hoặc đường dẫn đầy đủ chép từ bản đồ."
        ),
        render_kw={"autocomplete": "off"},
    )
    step_free = RadioField(
        _l("Người đi xe lăn tự vào được không"),
        choices=_choices(STEP_FREE_NAMES),
        default="unknown",
        description=_l(
            "Vào được nghĩa là từ đường đến chỗ đón khách không có bậc nào, hoặc có đường dốc, thang máy."
        ),
    )
    step_free_vi = StringField(_l("Nói thêm về lối vào"), [Length(max=rules.SUMMARY_MAX)])
    step_free_en = StringField(_l("Nói thêm về lối vào, bằng tiếng Anh"), [Length(max=rules.SUMMARY_MAX)])
    welcomes = Checkboxes(
        _l("Có hoạt động hoặc ưu tiên dành cho"),
        description=_l("Chọn những nhóm mà không gian thật sự có chương trình, giá vé hay cách đón riêng."),
    )
    representative_name = StringField(_l("Người đại diện"), [Length(max=rules.NAME_MAX)])
    representative_title = StringField(_l("Chức danh của người đại diện"), [Length(max=rules.LINE_MAX)])
    partner_name = StringField(
        _l("Đơn vị phối hợp, bảo trợ"),
        [Length(max=rules.NAME_MAX)],
        description=_l("Ví dụ: hợp tác xã, trường học, phường cùng vận hành. Để trống nếu không có."),
    )
    website = URLField(_l("Trang web"), [Length(max=rules.LINK_MAX)])
    facebook = URLField("Facebook", [Length(max=rules.LINK_MAX)])
    instagram = URLField("Instagram", [Length(max=rules.LINK_MAX)])
    youtube = URLField("YouTube", [Length(max=rules.LINK_MAX)])
    email = EmailField(_l("Thư điện tử công khai"), [Length(max=200)])
    phone = TelField(_l("Điện thoại công khai"), [Length(max=40)])

    edit = HiddenField()

    def __init__(self, space: Space | None = None, waiting: SpaceEdit | None = None) -> None:
        """`waiting` is the edit that waits: the form shows what it says, so that whoever saves tells it anew."""
        self._base = _with(space, waiting)
        super().__init__(data=_data_of(self._base, space, waiting) if self._base and space else None)
        had = {*space.kinds, *space.fields, *space.welcomes} if space else set[str]()
        self.kinds.choices = KIND_NAMES.offered(had)
        self.fields.choices = FIELD_NAMES.offered(had)
        self.welcomes.choices = WELCOME_NAMES.offered(had)
        wards = [(ward.code, f"{ward.name} ({ward.kind.lower()})") for ward in all_wards()]
        self.ward_code.choices = [("", _("Chưa chọn")), *wards]

    def validate_ward_code(self, field: SelectField) -> None:
        if not field.data and "online" not in (self.kinds.data or []):
            raise ValidationError(say(DomainError("space.no_ward")))

    def validate_point(self, field: StringField) -> None:
        if self.exactness.data != Exactness.EXACT:
            return
        try:
            points.read_point(field.data or "")
        except DomainError as error:
            raise ValidationError(say(error)) from None

    def _check_channel(self, field: StringField) -> None:
        try:
            if field.data:
                rules.normal_channel(field.name, field.data)
        except DomainError as error:
            raise ValidationError(say(error)) from None

    validate_website = validate_facebook = validate_instagram = validate_youtube = _check_channel
    validate_email = validate_phone = _check_channel

    def profile(self) -> Profile:
        """With the hours as they are: they have a page of their own."""
        exact = self.exactness.data == Exactness.EXACT
        return Profile(
            **{name: self[name].data for name in COLUMNS},
            channels={name: self[name].data or "" for name in rules.CHANNELS},
            point=points.read_point(self.point.data or "") if exact else None,
            step_free=STEP_FREE.get(self.step_free.data or ""),
            **({name: getattr(self._base, name) for name in HOURS} if self._base else {}),
        )

    def seen(self) -> tuple[int, str]:
        return _seen(self)


def _seen(form: Any) -> tuple[int, str]:
    """The version of the space, and the edit that waited, when the page was shown."""
    edit = form.edit.raw_data or [""]
    return version_seen(form), str(edit[0])


def version_seen(form: Any) -> int:
    """None of what was sent is none: what stands in the form by itself is not what somebody saw."""
    version = str((form.version.raw_data or [""])[0])
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _with(space: Space | None, waiting: SpaceEdit | None) -> Profile | None:
    if space is None:
        return None
    return from_values({**to_values(profile_of(space)), **(waiting.after if waiting else {})})


def _data_of(said: Profile, space: Space, waiting: SpaceEdit | None) -> dict[str, Any]:
    columns = {name: getattr(said, name) for name in COLUMNS}
    step_free = next(code for code, answer in STEP_FREE.items() if answer is said.step_free)
    return {
        **columns,
        **said.channels,
        "point": points.as_typed(said.point),
        "step_free": step_free,
        "version": space.version,
        "edit": waiting.public_id if waiting else "",
        "ward_code": said.ward_code or "",
    }


class HoursForm(WeekForm):
    incomplete = "space.hours_incomplete"
    version = HiddenField()
    edit = HiddenField()
    same = BooleanField(
        _l("Thứ Hai đến thứ Sáu cùng một giờ"), description=_l("Chỉ cần điền thứ Hai; bốn ngày sau lấy theo.")
    )
    by_appointment = BooleanField(
        _l("Đón khách theo lịch hẹn"),
        description=_l(
            "Có giờ mở cửa ở trên thì ngoài giờ ấy khách hẹn trước; không có giờ nào thì khách luôn hẹn trước."
        ),
    )
    hours_note_vi = StringField(
        _l("Nói thêm về giờ giấc"),
        [Length(max=rules.SUMMARY_MAX)],
        description=_l("Ví dụ: nghỉ tuần Tết, phòng đọc đóng sớm một giờ."),
    )
    hours_note_en = StringField(_l("Nói thêm về giờ giấc, bằng tiếng Anh"), [Length(max=rules.SUMMARY_MAX)])

    def __init__(self, space: Space, waiting: SpaceEdit | None = None) -> None:
        said = _with(space, waiting)
        assert said is not None
        self._base = said
        super().__init__(
            data={
                "version": space.version,
                "edit": waiting.public_id if waiting else "",
                "by_appointment": said.by_appointment,
                "hours_note_vi": said.hours_note_vi,
                "hours_note_en": said.hours_note_en,
            }
        )
        if not self.filled:
            self.show_spans(as_typed(said.hours))

    def profile(self) -> Profile:
        """The rest as it is. Raises `space.hours_…` at the day."""
        spans = self.read_spans()
        if self.same.data:
            monday = [(opens, closes) for day, opens, closes in spans if day == 0]
            rest = [one for one in spans if one[0] > 4]
            spans = [(day, opens, closes) for day in range(5) for opens, closes in monday] + rest
        return replace(
            self._base,
            hours=check_week(spans),
            by_appointment=self.by_appointment.data,
            hours_note_vi=self.hours_note_vi.data,
            hours_note_en=self.hours_note_en.data,
        )

    def seen(self) -> tuple[int, str]:
        return _seen(self)


class ConfirmForm(BaseForm):
    version = HiddenField()


class DeclineEditForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [
            DataRequired(_l("Bạn chưa ghi lý do. Lý do được gửi cho nhóm của không gian.")),
            Length(max=rules.REASON_MAX),
        ],
        description=_l("Được gửi nguyên văn cho nhóm của không gian."),
        render_kw={"rows": 3},
    )


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
