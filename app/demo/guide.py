"""What the administrator has set up, and what is left to do."""

from app.demo.cases import Cast
from app.demo.story import Story
from app.desk.guide.facts import Guide, StepName
from app.desk.guide.service import note_looked, send_test_letter


def write_guide(story: Story, cast: Cast) -> None:
    story.on(-21, "09:20", lambda: _looked(cast))
    story.on(-21, "09:35", lambda: send_test_letter(actor=cast.people["ha"]))


def _looked(cast: Cast) -> None:
    note_looked(StepName.NAMES, Guide().seen(StepName.NAMES), actor=cast.people["ha"])
