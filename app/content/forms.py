from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.content import rules
from app.content.models import Page, PageKind
from app.content.words import STATUS_NAMES, TONE_NAMES
from app.core import clock
from app.web.fields import DayField
from app.web.forms import BaseForm

LINE_MAX, LEAD_MAX, BODY_MAX = 160, 400, 30_000
LONG = {"rows": 14}
SHORT = {"rows": 3}


class PageForm(BaseForm):
    """What pages, news and banners share."""

    kind: PageKind
    title_vi = StringField(_l("Tên"), [DataRequired(_l("Bạn chưa đặt tên.")), Length(max=LINE_MAX)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=LINE_MAX)])
    lead_vi = TextAreaField(_l("Lời dẫn"), [Optional(), Length(max=LEAD_MAX)], render_kw=SHORT)
    lead_en = TextAreaField(_l("Lời dẫn tiếng Anh"), [Optional(), Length(max=LEAD_MAX)], render_kw=SHORT)
    status = RadioField(
        _l("Ai xem được"),
        [InputRequired(_l("Bạn chọn một mục."))],
        choices=[(str(code), name) for code, name in STATUS_NAMES.items()],
        default="draft",
    )
    version = HiddenField()

    def show(self, page: Page) -> None:
        for name in self._own():
            self[name].data = getattr(page, name)
        self.version.data = str(page.version)

    def read_values(self) -> dict[str, Any]:
        """An English column may be empty, a Vietnamese one is a text."""
        values = {name: self[name].data for name in self._own()}
        return {
            name: (value or None) if name.endswith("_en") else value or "" if name.endswith("_vi") else value
            for name, value in values.items()
        }

    def _own(self) -> list[str]:
        return [name for name in self._fields if name not in ("version", "csrf_token", "first_on", "last_on")]

    def sketch(self) -> Page:
        """What the page would be, to be looked at; never added to a session."""
        values = self.read_values()
        return Page(kind=self.kind, published_at=clock.now(), **{n: v for n, v in values.items() if n != "status"})


class NewsForm(PageForm):
    kind = PageKind.NEWS
    slug = StringField(
        _l("Địa chỉ"),
        [Optional(), Length(max=80)],
        description=_l("Chữ thường không dấu, nối bằng dấu gạch. Để trống thì lấy theo tên."),
    )
    body_vi = TextAreaField(_l("Nội dung"), [Optional(), Length(max=BODY_MAX)], render_kw=LONG)
    body_en = TextAreaField(_l("Nội dung tiếng Anh"), [Optional(), Length(max=BODY_MAX)], render_kw=LONG)

    def read_values(self) -> dict[str, Any]:
        return super().read_values() | {"slug": self.slug.data or ""}


class FixedForm(NewsForm):
    """A page that stays, such as how to find the Centre."""

    kind = PageKind.PAGE
    in_foot = BooleanField(_l("Đặt đường dẫn ở cuối mọi trang"))
    position = IntegerField(
        _l("Thứ tự"),
        [InputRequired(_l("Bạn ghi một số; số nhỏ đứng trước.")), NumberRange(0, 999)],
        default=10,
        render_kw={"inputmode": "numeric"},
    )


class BannerForm(PageForm):
    kind = PageKind.BANNER
    tone = RadioField(
        _l("Mức độ"),
        [InputRequired(_l("Bạn chọn một mục."))],
        choices=list(TONE_NAMES.items()),
        default="info",
    )
    link = StringField(
        _l("Dẫn tới trang"),
        [Optional(), Length(max=300)],
        description=_l("Đường dẫn tới nơi đọc thêm, ví dụ: /events hoặc https://example.org."),
    )
    first_on = DayField(_l("Hiện từ ngày"), [Optional()], description=_l("Để trống thì hiện ngay."))
    last_on = DayField(_l("Đến hết ngày"), [Optional()], description=_l("Để trống thì hiện đến khi bạn gỡ."))

    def show(self, page: Page) -> None:
        super().show(page)
        self.first_on.data, self.last_on.data = rules.days_of_span(page, clock.HOUSE_ZONE)

    def read_values(self) -> dict[str, Any]:
        start, end = rules.span_of_days(self.first_on.data, self.last_on.data, clock.HOUSE_ZONE)
        return super().read_values() | {"link": self.link.data or "", "starts_at": start, "ends_at": end}


FORMS: dict[PageKind, type[PageForm]] = {form.kind: form for form in (NewsForm, FixedForm, BannerForm)}
