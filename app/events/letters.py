"""Letters about the page of an event."""

from typing import Any

from app.core.text import pick
from app.events.models import Event
from app.mail.service import queue_mail
from app.spaces.queries import team_of
from app.spaces.rules import living

APPROVED, DECLINED, TAKEN_DOWN = "event_approved", "event_declined", "event_taken_down"


def about(event: Event) -> str:
    """What the letters about it are about (`Mail.about`)."""
    return f"event:{event.public_id}"


def tell(event: Event, template: str, *, actor: Any) -> None:
    """To the team of its host, but not to whoever did it."""
    if event.space_id is None:
        return
    for reader in living(team_of(event.space_id)):
        if reader is actor:
            continue
        queue_mail(
            template,
            to=reader.email,
            name=reader.name,
            language=reader.language,
            values={
                "title": pick(event, "title", reader.language),
                "slug": event.slug,
                "event_id": event.public_id,
                "reason": event.reason,
            },
            key=f"{template}:{event.public_id}:{event.version}:{reader.id}",
            about=about(event),
        )
