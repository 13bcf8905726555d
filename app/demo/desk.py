"""The Centre's own days: who is away, and who does their work meanwhile."""

from app.accounts.service import set_absence
from app.demo.cases import Cast
from app.demo.story import Story
from app.desk.service import save_filter


def write_desk(story: Story, cast: Cast) -> None:
    story.on(-3, "16:30", lambda: _away(story, cast, "thu", "tuan", -1, 7))
    story.on(-2, "09:10", lambda: _away(story, cast, "bao", "dung", 14, 18))
    story.on(-2, "08:05", lambda: _views(cast))


def _away(story: Story, cast: Cast, who: str, deputy: str, first: int, last: int) -> None:
    person = cast.people[who]
    set_absence(person, cast.people[deputy], story.day(first), story.day(last), actor=person)


def _views(cast: Cast) -> None:
    tuan = cast.people["tuan"]
    save_filter("Gấp mà chưa ai nhận", {"show": "pressing", "who": "nobody"}, shared=True, actor=tuan)
