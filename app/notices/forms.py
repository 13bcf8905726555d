from collections.abc import Collection, Mapping

from wtforms import BooleanField

from app.notices.rules import Choice, Kind
from app.notices.words import KINDS
from app.web.forms import BaseForm


class ChoicesForm(BaseForm):
    """Two boxes for each kind of thing. What must arrive has none, so nothing that is sent can turn it off."""

    def show(self, chosen: Mapping[Kind, Choice]) -> None:
        for kind in self.kinds:
            self[f"{kind}_mail"].data, self[f"{kind}_app"].data = chosen[kind].by_mail, chosen[kind].in_app

    def chosen(self) -> dict[Kind, Choice]:
        return {kind: Choice(self[f"{kind}_mail"].data, self[f"{kind}_app"].data) for kind in self.kinds}

    kinds: tuple[Kind, ...] = ()


def choices_form(kinds: Collection[Kind]) -> ChoicesForm:
    boxes = {f"{kind}_{way}": BooleanField(KINDS[kind]) for kind in kinds for way in ("mail", "app")}
    made: ChoicesForm = type("ChoicesForm", (ChoicesForm,), boxes | {"kinds": tuple(kinds)})()
    return made


class UnsubscribeForm(BaseForm):
    """A button that mail programs may press by themselves (RFC 8058): the link is what it needs, not a session."""

    class Meta(BaseForm.Meta):
        csrf = False
