"""What the owners of a guest's space are told."""

from typing import Any

from app.accounts.models import User
from app.ceremonies.models import Ceremony, Guest
from app.core import clock
from app.core.text import pick
from app.mail.service import queue_mail
from app.memberships.rules import printed_names
from app.spaces.queries import owners_of
from app.spaces.rules import letters_of


def send_proof(guest: Guest, *, reminder: bool = False) -> None:
    names = printed_names(guest.event, guest.space)
    due = guest.ceremony.proof_due_on
    kind = "reminder" if reminder else "proof"
    _tell(
        guest,
        "ceremony_proof",
        f"{kind}:{guest.asked_times}",
        name_vi=names[0],
        name_en=names[1] or "",
        due_on=f"{due:%d/%m/%Y}" if due else "",
        reminder=reminder,
        reply=guest.reply,
    )


def send_corrected(guest: Guest) -> None:
    names = printed_names(guest.event, guest.space)
    _tell(guest, "ceremony_corrected", f"corrected:{_stamp()}", name_vi=names[0], name_en=names[1] or "")


def send_invitation(guest: Guest, *, changed: bool = False) -> None:
    _tell(guest, "ceremony_invitation", f"invitation:{_stamp()}", changed=changed)


def send_called_off(guest: Guest, reason: str) -> None:
    _tell(guest, "ceremony_called_off", "called_off", reason=reason)


def send_posted(guest: Guest, number: str) -> None:
    posted = guest.posted_on
    _tell(
        guest,
        "ceremony_posted",
        "posted",
        number=number,
        posted_on=f"{posted:%d/%m/%Y}" if posted else "",
        tracking=guest.tracking,
    )


def _tell(guest: Guest, template: str, occasion: str, **values: Any) -> None:
    for owner in owners_of(guest.space_id):
        queue_mail(
            template,
            to=owner.email,
            name=owner.name,
            language=owner.language,
            values={**_said_of(guest, owner), **values},
            key=f"ceremony:{guest.public_id}:{occasion}:{owner.id}",
            about=letters_of(guest.space_id),
        )


def _said_of(guest: Guest, owner: User) -> dict[str, str]:
    ceremony: Ceremony = guest.ceremony
    when = ceremony.starts_at.astimezone(clock.HOUSE_ZONE)
    return {
        "space": pick(guest.space, "name", owner.language),
        "title": pick(ceremony, "title", owner.language),
        "day": f"{when:%d/%m/%Y}",
        "time": f"{when:%H:%M}",
        "place": pick(ceremony, "place", owner.language),
        "path": f"/my/proofs/{guest.public_id}",
    }


def _stamp() -> str:
    return clock.now().isoformat()
