"""Figures as people write them: 3,5 metres, 1,5 hours; kept in a smaller unit as whole numbers."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from app.venues.words import figure


class ScaledField(Field):
    """Typed in a large unit with a comma or a point, kept as `scale` small ones: metres in cm, hours in minutes."""

    widget = TextInput()
    data: int | None

    def __init__(self, label: Any = None, validators: Any = None, *, scale: int, most: int, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "control-short"}
        super().__init__(label, validators, render_kw=attributes, **kwargs)
        self.scale, self.most = scale, most

    def process_formdata(self, valuelist: Any) -> None:
        text = "".join(valuelist).strip()
        self.data = self._read(text) if text else None

    def _read(self, text: str) -> int:
        try:
            value = Decimal(text.replace(",", ".")) if len(text) < 12 else None
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite():
            raise ValueError(_("Hãy điền một số, ví dụ: 3,5."))
        kept = round(value * self.scale) if 0 < value <= self.most else 0
        if not kept:
            raise ValueError(_("Số phải lớn hơn 0 và không quá %(most)s.", most=self.most))
        return kept

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else figure(self.data, self.scale)
