"""What became of spaces' wishes to change their pages, and who has said that all is still right."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from app.demo.cases import Cast
from app.demo.story import Story
from app.spaces import service
from app.spaces.models import SpaceEdit
from app.spaces.queries import waiting_edit
from app.spaces.said import profile_of

# Members for years: asked after the first twelve months and again, and two of them have not answered.
ASKED = ("roi-ao-lang", "thoi-moi", "gac-khung", "da-ong")
ANSWERED = ((-71, "roi-ao-lang"), (-69, "thoi-moi"))
CONFIRMED = (
    (-204, "xuong-in"),
    (-140, "san-dinh"),
    (-61, "lo-gom"),
    (-33, "hai-gian"),
    (-18, "gio-lua"),
    (-9, "dam-bao"),
)


def write_space_pages(story: Story, cast: Cast) -> None:
    story.on(-76, "08:45", partial(_asked, story, cast))
    for day, space in (*ANSWERED, *CONFIRMED):
        story.on(day, "20:15", partial(_confirmed, cast, space))
    story.on(-44, "10:20", partial(_wanted, cast, "san-dinh", name_en="Yard of the Communal Hall"))
    story.on(-43, "09:05", partial(_answered, cast, "san-dinh", _approved))
    story.on(-27, "21:30", partial(_wanted, cast, "lo-gom", kinds=["craft_village", "museum", "education"]))
    story.on(-26, "14:10", partial(_answered, cast, "lo-gom", _declined))
    story.on(-15, "11:00", partial(_wanted, cast, "dam-bao", name_en="The Pulp Vat"))
    story.on(-15, "11:25", partial(_taken_back, cast, "dam-bao"))
    story.on(-3, "19:40", partial(_wanted, cast, "hai-gian", name_vi="Hai Gian Tranh"))
    story.on(
        -1,
        "22:05",
        partial(
            _wanted, cast, "hai-gian", name_vi="Hai Gian Cà phê và Tranh", kinds=["cafe", "gallery", "art_space"]
        ),
    )


def _asked(story: Story, cast: Cast) -> None:
    service.ask_to_confirm({cast.spaces[key].id: story.day(-836) for key in ASKED})


def _confirmed(cast: Cast, key: str) -> None:
    space = cast.spaces[key]
    service.confirm_space(space, version=space.version, actor=cast.owners[key])


def _wanted(cast: Cast, key: str, **changes: Any) -> None:
    space = cast.spaces[key]
    profile = replace(profile_of(space), **changes)
    service.change_space(space, profile, version=space.version, actor=cast.owners[key], shown=True)


def _answered(cast: Cast, key: str, answer: Callable[[Cast, SpaceEdit], object]) -> None:
    edit = waiting_edit(cast.spaces[key].id)
    if edit is not None:
        answer(cast, edit)


def _approved(cast: Cast, edit: SpaceEdit) -> None:
    service.approve_edit(edit, actor=cast.people["tuan"])


def _declined(cast: Cast, edit: SpaceEdit) -> None:
    reason = "Phòng trưng bày của xưởng chưa đăng ký là bảo tàng, nên loại hình này dễ làm khách hiểu lầm."
    service.decline_edit(edit, reason=reason, actor=cast.people["thu"])


def _taken_back(cast: Cast, key: str) -> None:
    _answered(cast, key, lambda cast, edit: service.withdraw_edit(edit, actor=cast.owners[key]))
