"""Letters of a case that did not arrive."""

from typing import Any

from app.accounts.models import Role
from app.applications.models import Application
from app.applications.rules import letters_of
from app.evaluations.service.floor import hold, log_case, refuse_unless_preparing
from app.mail import service as mail
from app.mail.queries import lost_about


def send_lost_letters(application: Application, *, actor: Any) -> int:
    """They leave once more; returns how many. Raises `evaluation.not_yours`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    count = mail.send_again(lost_about(letters_of(application)))
    if count:
        log_case(application, "letters.again", actor, Role.COORDINATOR, letters=count)
    return count


def settle_lost_letters(application: Application, *, actor: Any) -> int:
    """The people were told in another way; returns how many letters that was. Raises `evaluation.not_yours`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    count = mail.settle(lost_about(letters_of(application)))
    if count:
        log_case(application, "letters.settled", actor, Role.COORDINATOR, letters=count)
    return count
