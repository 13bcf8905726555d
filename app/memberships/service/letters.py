"""Letters about a space that did not arrive: what happened to it, who is on its team, what it was asked."""

from app.accounts.models import User
from app.accounts.rules import is_coordinator
from app.core.errors import DomainError
from app.mail import service as mail
from app.memberships import queries
from app.spaces.models import Space
from app.spaces.rules import letters_of


def send_lost_letters(space: Space, *, actor: User) -> int:
    """They leave once more; returns how many. Raises `membership.letters_not_yours`."""
    _allow(space, actor)
    return mail.send_lost(letters_of(space.id), subject=f"space:{space.id}", actor=actor)


def settle_lost_letters(space: Space, *, actor: User) -> int:
    """The people were told in another way; returns how many letters that was. Raises `membership.letters_not_yours`."""
    _allow(space, actor)
    return mail.settle_lost(letters_of(space.id), subject=f"space:{space.id}", actor=actor)


def _allow(space: Space, actor: User) -> None:
    if not is_coordinator(actor) or actor.id in queries.team_ids(space.id):
        raise DomainError("membership.letters_not_yours")
