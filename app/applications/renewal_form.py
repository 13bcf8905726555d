"""The boxes by which a team says that answers of its last application still hold."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField

from app.applications.rules import Missing
from app.web.forms import BaseForm


class ConfirmForm(BaseForm):
    """`confirm_form` builds the class, since the criteria are data."""

    def tick(self, code: str) -> Any:
        return self._fields[f"confirm-{code}"]

    @property
    def ticked(self) -> set[str]:
        boxes = {name.removeprefix("confirm-"): field for name, field in self._fields.items()}
        return {code for code, field in boxes.items() if isinstance(field, BooleanField) and field.data}


def confirm_form(carried: Collection[Missing], confirmed: Collection[str]) -> ConfirmForm:
    """Never ticked for anybody: it shows what this team itself said before."""
    fields = {
        f"confirm-{one.item.code}": BooleanField(
            _("%(code)s vẫn đúng như hồ sơ trước", code=one.item.code),
            id=f"confirm-{one.item.code.replace('.', '_')}",
        )
        for one in carried
    }
    data = {f"confirm-{code}": True for code in confirmed}
    form: ConfirmForm = type("ConfirmForm", (ConfirmForm,), fields)(data=data)
    return form
