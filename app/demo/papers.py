"""Papers of two bookings of Lan's: one handed in, one overdue, one to come, and an agreement about the venue."""

from dataclasses import replace
from datetime import timedelta

from app.bookings.models import Booking, BookingPaper, BookingStatus, PaperKind
from app.bookings.queries import mine
from app.bookings.service import papers as service
from app.bookings.service.agreements import ask_agreement
from app.demo.cases import Cast
from app.demo.story import Story
from app.files.service import PreparedFile


def write_papers(story: Story, cast: Cast, paper: PreparedFile) -> None:
    asked: list[BookingPaper] = []
    story.on(-6, "10:05", lambda: _ask(story, cast, asked))
    story.on(-5, "09:15", lambda: _agree(story, cast))
    story.on(-4, "16:20", lambda: _hand_in(cast, asked, paper))


def _ahead(story: Story, cast: Cast) -> list[Booking]:
    """Confirmed and still ahead at the end of the story, in the order in which they were asked for."""
    known = [one for one in mine(cast.people["lan"]) if one.status == BookingStatus.CONFIRMED]
    return sorted(
        (one for one in known if one.public_starts_at > story.now + timedelta(days=1)), key=lambda one: one.id
    )


def _ask(story: Story, cast: Cast, asked: list[BookingPaper]) -> None:
    for booking in _ahead(story, cast)[:1]:
        lan, tuan = cast.people["lan"], cast.people["tuan"]
        asked.append(
            service.ask_paper(booking, kind=PaperKind.PROGRAMME, due_on=story.day(1), actor=lan),
        )
        service.ask_paper(booking, kind=PaperKind.LAYOUT_PLAN, due_on=story.day(-1), actor=tuan)
        service.ask_paper(
            booking, kind=PaperKind.OTHER, title="Danh sách thiết bị mang vào", due_on=story.day(5), actor=tuan
        )


def _agree(story: Story, cast: Cast) -> None:
    for booking in _ahead(story, cast)[:1]:
        ask_agreement(booking, actor=cast.people["lan"])


def _hand_in(cast: Cast, asked: list[BookingPaper], paper: PreparedFile) -> None:
    for one in asked:
        service.hand_in_paper(one, replace(paper, name="chuong-trinh-du-kien.pdf"), actor=cast.people["lan"])
