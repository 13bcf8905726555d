"""The Centre's own days: who is away, and who does their work meanwhile."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.service import set_absence
from app.core.db import db
from app.demo.cases import Cast
from app.demo.story import Story
from app.desk.service import save_filter
from app.mail.models import Mail, MailStatus


def write_desk(story: Story, cast: Cast) -> None:
    story.on(-3, "16:30", lambda: _away(story, cast, "thu", "tuan", -1, 7))
    story.on(-2, "09:10", lambda: _away(story, cast, "bao", "dung", 14, 18))
    story.on(-2, "08:05", lambda: _views(cast))


def _away(story: Story, cast: Cast, who: str, deputy: str, first: int, last: int) -> None:
    person = cast.people[who]
    set_absence(person, cast.people[deputy], story.day(first), story.day(last), actor=person)


def lose_letters() -> None:
    """The last letter about an event and the last about a space came back: the mailboxes are full."""
    for about in ("event:", "space:"):
        wanted = select(Mail).where(Mail.about.startswith(about), Mail.template != "space_claim")
        mail = db.session.scalars(wanted.order_by(Mail.id.desc())).first()
        if mail is not None:
            mail.status, mail.sent_at = MailStatus.SENT, mail.created_at
            mail.bounced_at, mail.bounce_code = mail.created_at + timedelta(minutes=4), "5.2.2"


def _views(cast: Cast) -> None:
    tuan = cast.people["tuan"]
    save_filter("Gấp mà chưa ai nhận", {"show": "pressing", "who": "nobody"}, shared=True, actor=tuan)
