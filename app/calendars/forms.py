from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.words import ACTIVITY_KINDS
from app.calendars import choices, rules, words
from app.calendars.choices import Choice
from app.calendars.definition import Chosen, Depth, Part
from app.core.ids import new_secret
from app.core.text import pick
from app.spaces.models import Space
from app.spaces.words import FIELD_NAMES
from app.venues.models import Venue
from app.web.forms import BaseForm
from app.web.guard import actor
from app.web.language import locale


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, names: Iterable[tuple[Any, object]]) -> None:
        self.choices = [(str(code), name) for code, name in names]


class NamedForm(BaseForm):
    """`once` makes the same address of a form that is sent twice; its name keeps it from being put aside."""

    once = HiddenField(default=new_secret)
    name = StringField(
        _l("Tên thiết bị hoặc mục đích"),
        [DataRequired(), Length(max=rules.NAME_MAX)],
        description=_l("Ví dụ: iPhone của Lan. Tên chỉ để bạn nhận ra khi cần thu hồi."),
    )


class DeviceForm(NamedForm):
    depth = RadioField(_l("Thiết bị này xem được đến mức nào"), [DataRequired()])

    def __init__(self, at_most: Depth) -> None:
        super().__init__(prefix="device")
        offered = choices.depths_for(actor(), at_most)
        self.depth.choices = [(choices.name_of(depth), words.DEPTH_NAMES[depth]) for depth in offered]
        if not self.filled:
            self.depth.data = choices.name_of(offered[0])


class FeedLinkForm(NamedForm):
    """For addresses that show one thing. `space-…` is one of the own spaces."""

    scope = RadioField(_l("Lịch cho thấy gì"), [DataRequired()], default="mine")

    def __init__(self, spaces: Collection[Space]) -> None:
        super().__init__()
        ready = choices.ready_for(actor(), [space.id for space in spaces])
        self.scope.choices = [(code, words.READY_CHOICES[code]) for code in ready if code != "space"]
        self.scope.choices[2:2] = [
            (f"space-{space.public_id}", _("Chỉ đặt chỗ của %(space)s", space=pick(space, "name", locale())))
            for space in spaces
        ]


class PersonalForm(BaseForm):
    version = HiddenField()
    parts = Ticks(_l("Chọn ít nhất một mục"), description=_l("Một sự kiện thuộc nhiều mục vẫn chỉ hiện một lần."))
    venues = Ticks(_l("Sự kiện tại địa điểm"))
    spaces = Ticks(_l("Sự kiện của không gian"))
    q = StringField(_l("Tìm không gian khác để thêm"), [Length(max=100)])
    fields = Ticks(_l("Sự kiện của các không gian thuộc lĩnh vực"))
    kinds = Ticks(
        _l("Chỉ lấy loại hoạt động"), description=_l("Áp dụng cho cả đặt chỗ. Không chọn gì thì lấy mọi loại.")
    )
    depth = RadioField(
        _l("Lịch cho thấy đến mức nào"),
        [DataRequired()],
        description=_l("Từng thiết bị có thể xem được ít hơn, không bao giờ nhiều hơn."),
    )
    language = RadioField(
        _l("Ngôn ngữ trong lịch"),
        [DataRequired()],
        choices=[(code, str(name)) for code, name in words.LANGUAGE_NAMES.items()],
    )
    past_days = SelectField(_l("Từ"), choices=[(str(days), name) for days, name in words.PAST_NAMES.items()])
    future_days = SelectField(_l("Đến"), choices=[(str(days), name) for days, name in words.FUTURE_NAMES.items()])
    with_cancelled = BooleanField(_l("Giữ sự kiện bị huỷ thêm 30 ngày, có chữ “ĐÃ HUỶ”"))
    soon_by_mail = BooleanField(
        _l("Gửi thêm thư khi có thay đổi trong 48 giờ trước giờ bắt đầu"),
        description=_l(
            "Chỉ cho sự kiện mở cửa và đặt chỗ của không gian bạn tham gia. Ứng dụng lịch có khi một ngày mới đọc lại. Thư kèm lời mời lịch, nên sự kiện có thể hiện thêm một lần ở lịch chính của bạn."
        ),
    )

    def __init__(self, venues: Iterable[Venue]) -> None:
        super().__init__()
        language = locale()
        self.parts.offer((part, words.PART_NAMES[part]) for part in choices.parts_for(actor()))
        self.venues.offer((venue.slug, pick(venue, "name", language)) for venue in venues)
        self.fields.offer(FIELD_NAMES.offered())
        self.kinds.offer(ACTIVITY_KINDS.items())
        self.depth.choices = [
            (choices.name_of(depth), words.DEPTH_NAMES[depth]) for depth in choices.depths_for(actor())
        ]

    def offer_spaces(self, spaces: Iterable[Space]) -> None:
        self.spaces.offer((space.public_id, pick(space, "name", locale())) for space in spaces)

    def show(self, choice: Choice, venues: Iterable[Venue], spaces: Iterable[Space]) -> None:
        """`venues` and `spaces` are those there are."""
        chosen = choice.chosen
        self.parts.data = [str(part) for part in chosen.parts]
        self.venues.data = [venue.slug for venue in venues if venue.id in chosen.venue_ids]
        self.spaces.data = [space.public_id for space in spaces if space.id in chosen.space_ids]
        self.fields.data, self.kinds.data = list(chosen.fields), list(choice.activity_kinds)
        self.depth.data, self.language.data = choices.name_of(choice.depth), choice.language
        self.past_days.data, self.future_days.data = str(choice.past_days), str(choice.future_days)
        self.with_cancelled.data, self.soon_by_mail.data = choice.with_cancelled, choice.soon_by_mail

    def choice(self, venues: Iterable[Venue], spaces: Iterable[Space]) -> Choice:
        """Of a form that validated."""
        return Choice(
            chosen=Chosen(
                parts=tuple(part for part in Part if part in (self.parts.data or [])),
                venue_ids=tuple(venue.id for venue in venues if venue.slug in (self.venues.data or [])),
                space_ids=tuple(space.id for space in spaces if space.public_id in (self.spaces.data or [])),
                fields=tuple(self.fields.data or []),
            ),
            activity_kinds=tuple(self.kinds.data or []),
            language=self.language.data or "",
            depth=choices.depth_named(self.depth.data or ""),
            past_days=int(self.past_days.data or 0),
            future_days=int(self.future_days.data or 0),
            with_cancelled=bool(self.with_cancelled.data),
            soon_by_mail=bool(self.soon_by_mail.data),
        )
