"""The live badge: what a standing is called on it, in the language its address asks for."""

from typing import Literal, cast

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.text import pick
from app.memberships.models import Grade
from app.memberships.rules import Standing, Status
from app.memberships.words import GRADE_NAMES
from app.papers.data import BadgeData
from app.settings.queries import value
from app.spaces.models import Space

LANGUAGES, THEMES = ("vi", "en"), ("light", "dark")
SIZE = (320, 96)


def badge_of(standing: Standing, *, language: str, theme: str, demo: bool = False) -> BadgeData:
    """It never names the space: whose badge it is says the page around it and the link behind it. What is neither a
    language nor a theme of ours is taken for the first."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    with force_locale(language):
        first = standing.admitted_on if standing.is_member else standing.since
        since = [_("từ ngày %(day)s", day=f"{first:%d/%m/%Y}")] if first else []
        return BadgeData(
            network=value(f"network.name_{language}"),
            kind=_kind(standing),
            since=" · ".join([*since, *([_("dữ liệu minh họa")] if demo else [])]),
            living=standing.is_member,
            language=cast(Literal["vi", "en"], language),
            theme=cast(Literal["light", "dark"], theme if theme in THEMES else THEMES[0]),
        )


def alternative(space: Space, *, language: str) -> str:
    """What stands in somebody's page for who does not see the picture. It does not change with it, so it says nothing
    of the standing."""
    with force_locale(language):
        return str(
            _(
                "Tình trạng thành viên của %(space)s trong %(network)s",
                space=pick(space, "name", language),
                network=value(f"network.name_{language}"),
            )
        )


def _kind(standing: Standing) -> str:
    match standing.status:
        case Status.MEMBER:
            return str(GRADE_NAMES[Grade(standing.grade)] if standing.grade else _("Thành viên"))
        case Status.SUSPENDED:
            said = _("Tạm đình chỉ tư cách thành viên")
        case Status.NONE:
            said = _("Chưa là thành viên")
        case _:
            said = _("Không còn là thành viên")
    return str(said)
