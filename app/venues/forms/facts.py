"""What is said of a venue, and how many it holds."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.errors import DomainError
from app.files.kinds import ACCEPT
from app.files.service import PreparedFile, prepare_upload
from app.venues.forms.fields import ScaledField
from app.venues.models import Layout, Venue, VenueLayout
from app.venues.service import facts_seen, layouts_seen
from app.venues.words import LAYOUT_NAMES
from app.web.forms import BaseForm

PEOPLE = NumberRange(min=1, max=100_000)
SHORT = {"rows": 3}


class ColumnsForm(BaseForm):
    """Some columns of a venue. `was` names them as they stood when the page was made."""

    COLUMNS: tuple[str, ...] = ()
    was = HiddenField()

    @classmethod
    def of(cls, venue: Venue) -> Any:
        """As typed, where something was sent or kept, or else as it stands."""
        data = {name: cls.shown(name, getattr(venue, name)) for name in cls.COLUMNS}
        form = cls(data=data)
        if not form.filled:
            form.was.data = facts_seen(venue, cls.COLUMNS)
        return form

    @classmethod
    def shown(cls, _name: str, value: Any) -> Any:
        return value

    def read_values(self) -> dict[str, Any]:
        """What is left empty is unknown, not an empty word."""
        return {name: None if (value := self[name].data) == "" else value for name in self.COLUMNS}


def _pair(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}_{language}" for name in names for language in ("vi", "en"))


class WordsForm(ColumnsForm):
    COLUMNS = (*_pair(("name", "summary", "description")), "outdoor")

    name_vi = StringField(_l("Tên"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=120)])
    summary_vi = TextAreaField(_l("Tóm tắt"), [InputRequired(), Length(max=400)], render_kw=SHORT)
    summary_en = TextAreaField(_l("Tóm tắt tiếng Anh"), [Optional(), Length(max=400)], render_kw=SHORT)
    description_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)], render_kw={"rows": 8})
    description_en = TextAreaField(_l("Giới thiệu tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 8})
    outdoor = BooleanField(_l("Ở ngoài trời"))

    def read_values(self) -> dict[str, Any]:
        return super().read_values() | {"description_vi": self.description_vi.data or ""}


STEP_FREE = {True: "yes", False: "no", None: "unknown"}


class FactsForm(ColumnsForm):
    COLUMNS = (
        "area_m2", "height_cm", "load_kg_m2", "step_free",
        *_pair(("power", "weather", "step_free", "rules", "price_notice")),
    )  # fmt: skip

    area_m2 = IntegerField(_l("Diện tích (m²)"), [Optional(), NumberRange(min=1, max=1_000_000)])
    height_cm = ScaledField(_l("Chiều cao thông thuỷ (m)"), [Optional()], scale=100, most=100)
    load_kg_m2 = IntegerField(_l("Tải trọng sàn (kg/m²)"), [Optional(), NumberRange(min=1, max=100_000)])
    power_vi = TextAreaField(_l("Nguồn điện"), [Optional(), Length(max=500)], render_kw=SHORT)
    power_en = TextAreaField(_l("Nguồn điện, tiếng Anh"), [Optional(), Length(max=500)], render_kw=SHORT)
    weather_vi = TextAreaField(_l("Khi nắng, khi mưa"), [Optional(), Length(max=1000)], render_kw=SHORT)
    weather_en = TextAreaField(_l("Khi nắng, khi mưa, tiếng Anh"), [Optional(), Length(max=1000)], render_kw=SHORT)
    step_free = RadioField(
        _l("Lối đi không bậc thang"),
        [InputRequired()],
        choices=[("yes", _l("Có")), ("no", _l("Không")), ("unknown", _l("Chưa rõ"))],
    )
    step_free_vi = TextAreaField(_l("Đi lối nào"), [Optional(), Length(max=500)], render_kw=SHORT)
    step_free_en = TextAreaField(_l("Đi lối nào, tiếng Anh"), [Optional(), Length(max=500)], render_kw=SHORT)
    rules_vi = TextAreaField(_l("Nội quy"), [Optional(), Length(max=5000)], render_kw={"rows": 6})
    rules_en = TextAreaField(_l("Nội quy, tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 6})
    price_notice_vi = TextAreaField(_l("Thông báo về giá"), [Optional(), Length(max=1000)], render_kw=SHORT)
    price_notice_en = TextAreaField(
        _l("Thông báo về giá, tiếng Anh"), [Optional(), Length(max=1000)], render_kw=SHORT
    )

    @classmethod
    def shown(cls, name: str, value: Any) -> Any:
        return STEP_FREE[value] if name == "step_free" else value

    def read_values(self) -> dict[str, Any]:
        step_free = {code: value for value, code in STEP_FREE.items()}[self.step_free.data]
        return super().read_values() | {"step_free": step_free}


class LayoutsForm(BaseForm):
    """For each layout whether the venue can be set so, and how many it then holds: `has_…` and `capacity_…`."""

    was = HiddenField()
    capacity = IntegerField(
        _l("Nhiều nhất (người)"),
        [Optional(), PEOPLE],
        description=_l("Không yêu cầu nào được vượt quá số này. Để trống thì trang công khai ghi “chưa công bố”."),
    )

    def rows(self) -> list[tuple[Layout, Any, Any]]:
        return [(layout, self[f"has_{layout}"], self[f"capacity_{layout}"]) for layout in Layout]

    def show(self, venue: Venue, layouts: Iterable[VenueLayout]) -> None:
        self.was.data, self.capacity.data = layouts_seen(venue), venue.capacity
        for one in layouts:
            self[f"has_{one.layout}"].data, self[f"capacity_{one.layout}"].data = True, one.capacity

    def read_layouts(self) -> dict[Layout, int | None]:
        """A figure alone says that the layout is there, too."""
        return {layout: people.data for layout, there, people in self.rows() if there.data or people.data is not None}


for _layout in Layout:
    setattr(LayoutsForm, f"has_{_layout}", BooleanField(LAYOUT_NAMES[_layout]))
    setattr(LayoutsForm, f"capacity_{_layout}", IntegerField(_l("Sức chứa (người)"), [Optional(), PEOPLE]))


class PlanForm(BaseForm):
    plan = FileField(
        _l("Sơ đồ"),
        [FileRequired(_l("Bạn chưa chọn tệp."))],
        description=_l("PDF, JPEG, PNG hoặc WebP, tối đa 10 MB. Ai cũng xem được trên trang của địa điểm."),
        render_kw={"accept": ACCEPT},
    )

    def prepared(self) -> PreparedFile | None:
        """Checked and written to disk, so call it before the transaction; None with the reason at the field."""
        try:
            return prepare_upload(self.plan.data, field=self.plan.name)
        except DomainError as error:
            self.refuse(error)
            return None
