import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.core import clock
from app.events.words import MODERATED_NAMES
from app.memberships.rules import certificate_number
from app.places import tiles
from app.settings.queries import value, version
from app.settings.rules import DEFAULTS
from app.spaces.rules import normal_link
from app.web.fields import DayField
from app.web.forms import BaseForm

CASE_DAYS_MAX = 250
REPORT_DAYS_MAX = 28
OFFER_HOURS_MAX = 168
CONFIRM_MAX = 60
NAME_MAX, LINE_MAX, PATTERN_MAX = 60, 160, 60
TERM_MAX, GRACE_MAX, RENEWAL_MAX, REVIEW_DAYS_MAX = 240, 366, 366, 60
APPEAL_MAX, BASIS_MAX, REMINDERS_MAX = 366, 2000, 6


def _name(label: Any, longest: int = LINE_MAX, **kwargs: Any) -> StringField:
    return StringField(label, [DataRequired(), Length(max=longest)], **kwargs)


class DaysField(StringField):
    """Numbers of days, the most first."""

    data: Any

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else ", ".join(str(days) for days in self.data or [])

    def process_formdata(self, valuelist: Any) -> None:
        typed = [part.strip() for part in re.split(r"[,;\s]+", " ".join(valuelist)) if part.strip()]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= RENEWAL_MAX for part in typed):
            raise ValueError(_l("Bạn ghi các số từ 1 đến %(most)s, cách nhau bằng dấu phẩy.", most=RENEWAL_MAX))
        if len(typed) > REMINDERS_MAX:
            raise ValueError(_l("Nhiều nhất %(most)s lần nhắc.", most=REMINDERS_MAX))
        self.data = sorted({int(part) for part in typed}, reverse=True)


class SettingsForm(BaseForm):
    """A field is called as the key it sets, with an underscore for the first point: `site_name` sets `site.name`."""

    version = HiddenField()
    site_name = _name(_l("Tên trang"), NAME_MAX)
    network_name_vi = _name(_l("Tên Mạng lưới"))
    network_name_en = _name(_l("Tên Mạng lưới bằng tiếng Anh"))
    centre_name_vi = _name(_l("Tên Trung tâm"))
    centre_name_en = _name(_l("Tên Trung tâm bằng tiếng Anh"))
    centre_place_vi = _name(_l("Địa chỉ Trung tâm"))
    centre_place_en = _name(_l("Địa chỉ Trung tâm bằng tiếng Anh"))
    certificate_number_pattern = _name(
        _l("Mẫu số chứng nhận"),
        PATTERN_MAX,
        description=_l(
            "{year} là năm cấp, {n} là số thứ tự; {n:03} là số thứ tự có ba chữ số. Ví dụ: KGST-{year}-{n:03}."
        ),
    )
    certificate_term_months = IntegerField(
        _l("Thời hạn, tính bằng tháng"),
        [InputRequired(), NumberRange(0, TERM_MAX)],
        description=_l("Điền 0 nếu chứng nhận không ghi ngày hết hạn."),
    )
    certificate_issuer_vi = _name(_l("Nơi cấp"))
    certificate_issuer_en = _name(_l("Nơi cấp bằng tiếng Anh"))
    certificate_signatory_name = StringField(
        _l("Họ tên người ký"), [Length(max=LINE_MAX)], description=_l("Để trống thì chỗ ký chỉ in chức danh.")
    )
    certificate_signatory_title_vi = StringField(_l("Chức danh người ký"), [Length(max=LINE_MAX)])
    certificate_signatory_title_en = StringField(_l("Chức danh người ký bằng tiếng Anh"), [Length(max=LINE_MAX)])
    certificate_at_ceremony = BooleanField(
        _l("Để dành chứng nhận cho lễ trao"),
        description=_l(
            "Không gian vẫn là thành viên từ ngày có quyết định; số và chứng nhận được cấp khi làm lễ, hoặc khi bạn cấp riêng."
        ),
    )
    membership_grace_days = IntegerField(
        _l("Số ngày chờ gia hạn"),
        [InputRequired(), NumberRange(0, GRACE_MAX)],
        description=_l("Hết hạn rồi, không gian còn là thành viên thêm bấy nhiêu ngày."),
    )
    membership_renewal_days = IntegerField(
        _l("Cho gia hạn trước bao nhiêu ngày"),
        [InputRequired(), NumberRange(0, RENEWAL_MAX)],
        description=_l("Từ ngày đó không gian nộp được hồ sơ gia hạn."),
    )
    membership_reminder_days = DaysField(
        _l("Nhắc trước khi hết hạn, tính bằng ngày"),
        description=_l(
            "Mỗi số một lá thư, cách nhau bằng dấu phẩy. Thư gửi trước ngày được gia hạn thì nói gia hạn từ ngày nào. Để trống thì chỉ báo khi đã hết hạn."
        ),
    )
    register_licence = StringField(
        _l("Giấy phép dùng lại dữ liệu mở"),
        [Length(max=NAME_MAX)],
        description=_l("Ghi trong mọi tệp tải từ sổ thành viên. Để trống nếu chưa công bố giấy phép nào."),
    )
    register_licence_url = StringField(_l("Trang có toàn văn giấy phép"), [Length(max=LINE_MAX)])
    map_tiles_url = StringField(
        _l("Địa chỉ nền bản đồ"),
        [Length(max=tiles.LONGEST)],
        description=_l(
            "Để trống thì bản đồ chỉ có đường viền thành phố và tên phường, xã, không hỏi máy chủ nào khác. Ví dụ: https://tiles.example.org/{z}/{x}/{y}.png. Máy của người xem sẽ tải nền từ máy chủ này."
        ),
    )
    map_tiles_credit = StringField(
        _l("Nguồn của nền bản đồ"),
        [Length(max=LINE_MAX)],
        description=_l(
            "Dòng ghi nguồn ở góc bản đồ, bắt buộc khi có nền. Ví dụ: © những người đóng góp OpenStreetMap."
        ),
    )
    agreement_number_pattern = _name(
        _l("Mẫu số văn bản thỏa thuận địa điểm"),
        PATTERN_MAX,
        description=_l("{year} là năm cấp, {n} là số thứ tự, như ở mẫu số chứng nhận. Ví dụ: TTDD-{year}-{n:03}."),
    )
    review_working_days = IntegerField(
        _l("Thời hạn chấm, tính bằng ngày làm việc"),
        [InputRequired(), NumberRange(1, REVIEW_DAYS_MAX)],
        description=_l("Tính từ ngày giao phiếu. Người chấm được nhắc trước hạn hai ngày và khi quá hạn."),
    )

    booking_offer_hours = IntegerField(
        _l("Số giờ giữ một chỗ được mời"),
        [InputRequired(), NumberRange(1, OFFER_HOURS_MAX)],
        description=_l(
            "Chỗ trống được mời cho người đứng đầu danh sách chờ; quá giờ này thì đến người sau. Sát giờ bắt đầu thì lời mời ngắn hơn."
        ),
    )
    booking_associate_share = IntegerField(
        _l("Hạn mức của thành viên liên kết, tính bằng phần trăm"),
        [InputRequired(), NumberRange(1, 100)],
        description=_l(
            "Phần của mỗi hạn mức đặt chỗ, làm tròn lên. Áp dụng cho yêu cầu gửi từ nay; lượt đã có giữ nguyên."
        ),
    )
    case_promise_days = IntegerField(
        _l("Số ngày làm việc từ khi nhận hồ sơ đến khi trả kết quả"),
        [InputRequired(), NumberRange(1, CASE_DAYS_MAX)],
        description=_l("Áp dụng cho hồ sơ nộp từ nay; ngày hẹn trên giấy tiếp nhận đã in giữ nguyên."),
    )
    case_supplement_days = IntegerField(
        _l("Số ngày làm việc để không gian bổ sung"),
        [InputRequired(), NumberRange(1, CASE_DAYS_MAX)],
        description=_l("Hạn gợi ý khi yêu cầu bổ sung; người hỏi vẫn đổi được."),
    )
    booking_report_days = IntegerField(
        _l("Số ngày để không gian gửi báo cáo"),
        [InputRequired(), NumberRange(1, REPORT_DAYS_MAX)],
        description=_l(
            "Hôm sau hoạt động không gian nhận thư mời kể lại; quá số ngày này mà chưa có thì nhắc một lần."
        ),
    )
    events_moderated = RadioField(
        _l("Sự kiện nào Trung tâm xem trước khi đăng"),
        [InputRequired()],
        choices=[(code.value, name) for code, name in MODERATED_NAMES.items()],
        description=_l("Áp dụng cho trang gửi từ nay. Trang của Trung tâm và Bảo tàng luôn đăng ngay."),
    )
    spaces_edits = RadioField(
        _l("Sửa trang của không gian thì khi nào hiện"),
        [InputRequired()],
        choices=[
            ("live", _l("Mọi thứ hiện ngay khi nhóm lưu")),
            ("names", _l("Tên, loại hình, phường xã chờ Trung tâm duyệt; phần còn lại hiện ngay")),
            ("all", _l("Mọi thứ chờ Trung tâm duyệt")),
        ],
        description=_l(
            "Áp dụng cho trang mà mọi người đọc được, từ lần lưu sau; bản đang chờ vẫn chờ. Ảnh luôn hiện ngay."
        ),
    )
    spaces_confirm_months = IntegerField(
        _l("Bao nhiêu tháng thì hỏi lại thông tin còn đúng không"),
        [InputRequired(), NumberRange(1, CONFIRM_MAX)],
        description=_l(
            "Tính từ lần xác nhận gần nhất, hoặc từ khi là thành viên. Nhắc một lần sau 30 ngày; sau 60 ngày thành việc của Trung tâm."
        ),
    )
    decision_appeal_days = IntegerField(
        _l("Số ngày để khiếu nại"),
        [InputRequired(), NumberRange(1, APPEAL_MAX)],
        description=_l("Tính từ ngày quyết định, kể cả ngày nghỉ. Hạn của quyết định đã công bố giữ nguyên."),
    )
    decision_legal_basis = TextAreaField(
        _l("Căn cứ pháp lý ghi trong thư quyết định"),
        [Length(max=BASIS_MAX)],
        description=_l("Để trống thì thư không có phần này. Chỉ ghi văn bản đã được kiểm tra."),
        render_kw={"rows": 4},
    )

    def __init__(self) -> None:
        stored = {field: value(key) for field, key in KEYS.items()}
        super().__init__(data={**stored, "version": version()})

    def validate_certificate_number_pattern(self, field: StringField) -> None:
        try:
            certificate_number(field.data, year=clock.today().year, n=1)
        except ValueError:
            raise ValidationError(_l("Mẫu phải có {n}, nếu không mọi chứng nhận sẽ mang cùng một số.")) from None

    def validate_agreement_number_pattern(self, field: StringField) -> None:
        try:
            certificate_number(field.data, year=clock.today().year, n=1)
        except ValueError:
            raise ValidationError(_l("Mẫu phải có {n}, nếu không mọi văn bản sẽ mang cùng một số.")) from None

    def validate_register_licence_url(self, field: StringField) -> None:
        try:
            field.data = normal_link(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(_l("Đường dẫn chưa đúng, ví dụ: https://example.org.")) from None

    def validate_map_tiles_url(self, field: StringField) -> None:
        try:
            field.data = tiles.normal_tiles_url(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(
                _l("Địa chỉ bắt đầu bằng https:// và có đủ {z}, {x}, {y}, mỗi chỗ một lần.")
            ) from None

    def validate_map_tiles_credit(self, field: StringField) -> None:
        if self.map_tiles_url.data and not (field.data or "").strip():
            raise ValidationError(_l("Có nền bản đồ thì phải ghi nguồn."))

    @property
    def values(self) -> dict[str, Any]:
        """By key, what is to stand."""
        return {key: self[field].data for field, key in KEYS.items()}

    @property
    def version_seen(self) -> int:
        text = str(self.version.data)
        return int(text) if text.isascii() and text.isdigit() else -1


class SpecialDayForm(BaseForm):
    day = DayField(_l("Ngày"), [InputRequired()])
    works = RadioField(
        _l("Loại"),
        [InputRequired(_l("Chọn loại ngày."))],
        choices=[("no", _l("Ngày nghỉ")), ("yes", _l("Ngày làm bù"))],
    )
    name_vi = StringField(
        _l("Tên ngày"),
        [DataRequired(_l("Bạn ghi tên ngày, ví dụ: Quốc khánh.")), Length(max=NAME_MAX)],
        description=_l("Ví dụ: nghỉ bù Tết, làm bù 30/4."),
    )
    name_en = StringField(_l("Tên ngày bằng tiếng Anh"), [Length(max=NAME_MAX)])

    @property
    def told(self) -> str:
        """Of which day and kind somebody was shown what it moves."""
        return f"{self.day.data}:{self.works.data}"


KEYS = {field: key for key in DEFAULTS if hasattr(SettingsForm, field := key.replace(".", "_", 1))}
