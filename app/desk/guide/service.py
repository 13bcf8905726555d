"""What somebody does about a step: says that they looked, or tries whether it works."""

from datetime import timedelta
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.desk.guide.facts import LOOKED_AT, Guide, StepName, mail_digest
from app.desk.models import SetupMark
from app.mail.service import queue_mail
from app.memberships.rules import last_day
from app.papers.data import CertificateData
from app.settings.queries import value

AGAIN_AFTER = timedelta(minutes=1)


def note_looked(step: StepName, seen: str, *, actor: Any) -> None:
    """`seen` is of what stood on the page: raises `guide.changed` where it is another by now."""
    if step not in LOOKED_AT or seen != Guide().seen(step):
        raise DomainError("guide.changed")
    _mark(step, digest=seen, note="", actor=actor)
    record(f"setup:{step}", "setup.looked", actor=actor)


def send_test_letter(*, actor: Any) -> None:
    """To whoever asks. One in a minute: the last one may still be on its way."""
    now, mark = clock.now(), db.session.get(SetupMark, StepName.MAIL)
    if mark is not None and now - mark.done_at < AGAIN_AFTER:
        raise DomainError("guide.too_soon")
    key = f"setup:{actor.id}:{now:%Y%m%dT%H%M%S}"
    queue_mail("desk_test_letter", to=actor.email, name=actor.name, language=actor.language, key=key, always=True)
    _mark(StepName.MAIL, digest=mail_digest(Guide().config), note=key, actor=actor)
    record(f"setup:{StepName.MAIL}", "setup.letter_sent", actor=actor)


def _mark(step: StepName, *, digest: str, note: str, actor: Any) -> None:
    done_by, done_at = actor.id, clock.now()
    mark = db.session.get(SetupMark, step)
    if mark is None:
        db.session.add(SetupMark(step=step, digest=digest, note=note, done_by=done_by, done_at=done_at))
    else:
        mark.digest, mark.note, mark.done_by, mark.done_at = digest, note, done_by, done_at
    db.session.flush()


def specimen() -> CertificateData:
    """What every certificate will say, of a space that there is not."""
    today = clock.today()
    return CertificateData(
        number="",
        name_vi="Không gian Mẫu",
        name_en="Sample Space",
        grade="full",
        ward="",
        decision_number="",
        decision_on=today,
        issued_on=today,
        valid_until=last_day(today, value("certificate.term_months")),
        issuer_vi=value("certificate.issuer_vi"),
        issuer_en=value("certificate.issuer_en"),
        network_vi=value("network.name_vi"),
        network_en=value("network.name_en"),
        signatory_name=value("certificate.signatory_name"),
        signatory_title_vi=value("certificate.signatory_title_vi"),
        signatory_title_en=value("certificate.signatory_title_en"),
        criteria_label="",
        demo=False,
    )
