"""Letters about the end of a term: some time before, when it has run out, and when the membership is over."""

from datetime import date

from app.accounts.models import User
from app.core import clock
from app.core.text import pick
from app.mail.service import queue_mail
from app.memberships import queries, rules
from app.memberships.queries import Member
from app.memberships.service.notes import written_day
from app.settings.queries import value
from app.spaces.queries import owners_of
from app.spaces.rules import letters_of


def remind_of_terms() -> None:
    """Each letter once for each end of a term and owner, however often this runs."""
    today, before, grace_days = clock.today(), value("membership.reminder_days"), value("membership.grace_days")
    for member in queries.roll(today):
        letter = rules.due_letter(member.events, on=today, before=before, grace_days=grace_days)
        if letter is not None and member.standing.until is not None:
            for owner in owners_of(member.space.id):
                _tell(owner, member, member.standing.until, letter)


def _tell(owner: User, member: Member, until: date, letter: str) -> None:
    now, space, today = member.standing, member.space, clock.today()
    opens_on = rules.renewal_opens_on(now, days_before=value("membership.renewal_days"))
    last_on = {rules.IN_GRACE: now.grace_until, rules.OVER: None}.get(letter, until)
    queue_mail(
        {rules.IN_GRACE: "membership_in_grace", rules.OVER: "membership_over"}.get(letter, "membership_renewal"),
        to=owner.email,
        name=owner.name,
        language=owner.language,
        values={
            "space": pick(space, "name", owner.language),
            "valid_until": written_day(until),
            "days_left": (until - today).days,
            "grace_until": written_day(now.grace_until),
            "over_on": written_day(now.since) if letter == rules.OVER else "",
            "opens_on": written_day(opens_on) if opens_on and opens_on > today else "",
            "path": f"/my/applications/renew/{space.public_id}",
            **({"sent_until": last_on.isoformat()} if last_on else {}),
        },
        key=f"membership.term:{space.id}:{until.isoformat()}:{letter}:{owner.id}",
        about=letters_of(space.id),
    )
