"""The worker's side of mail: claim a row, send it, note the result. It may send twice, never zero times."""

import smtplib
from contextlib import suppress
from datetime import date, timedelta
from email import policy
from pathlib import Path
from typing import Any

import structlog
from flask import current_app, render_template
from flask_babel import force_locale
from flask_mail import Connection, Message

from app.core import clock
from app.core.db import db, transact
from app.core.ical import Method, Party
from app.mail import invitations, links, queries
from app.mail.invitations import Invitation
from app.mail.models import TOO_LATE, Mail, MailStatus
from app.mail.own_words import NONE, OwnWords, in_place
from app.notices.links import UNSUBSCRIBE
from app.notices.rules import Kind, kind_of
from app.settings.queries import value

log = structlog.get_logger()
BATCH = 5
CLAIM = timedelta(minutes=5)  # a dead worker's letters are free again after this; longer than a batch can take
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 180, 360))
TRIES = 11  # a day and a bit at this pace; tries during which the worker itself died are counted too
TIMEOUT_SECONDS = 20
_NOBODY_THERE = {550, 551, 553}


def deliver_waiting() -> int:
    """Send everything due; returns how many left. One bad letter does not stop the others."""
    sent = 0
    while claimed := transact(_claim):
        for mail_id in claimed:
            sent += _deliver(mail_id)
    return sent


def _claim() -> list[int]:
    now = clock.now()
    mails = queries.due(now, BATCH)
    for mail in mails:
        mail.next_try_at = now + CLAIM
        if (left := _days_left(mail)) is not None and left < 0:
            mail.status, mail.last_error = MailStatus.DISCARDED, TOO_LATE
        elif mail.attempts < TRIES:
            mail.status = MailStatus.SENDING
            mail.attempts += 1
        else:
            _give_up(mail, "no try came to an end")
    return [mail.id for mail in mails if mail.status == MailStatus.SENDING]


def _days_left(mail: Mail) -> int | None:
    """Until the last day on which the letter makes sense, where it names one."""
    until = mail.values.get("sent_until")
    return (date.fromisoformat(until) - clock.today()).days if until else None


def _give_up(mail: Mail, reason: str) -> None:
    mail.status, mail.last_error = MailStatus.DEAD, reason
    log.error("mail_given_up", mail=mail.id, template=mail.template, attempts=mail.attempts)


def _deliver(mail_id: int) -> bool:
    mail = db.session.get(Mail, mail_id)
    if mail is None:
        return False
    label = f"{mail.id:06d}-{mail.template}"
    try:
        letter = compose(mail)
        db.session.rollback()  # the server at the other end may take its time; no transaction waits for it
        _send(label, letter)
    except Exception as error:
        log.warning("mail_failed", mail=mail_id, kind=type(error).__name__)
        reason, code, hopeless = f"{type(error).__name__}: {error}"[:500], _code_of(error), _is_hopeless(error)
        transact(lambda: _note_failure(mail_id, reason, code, hopeless=hopeless))
        return False
    transact(lambda: _note_sent(mail_id))
    return True


def _note_sent(mail_id: int) -> None:
    mail = db.session.get_one(Mail, mail_id)
    mail.status, mail.sent_at, mail.last_error, mail.reply_code = MailStatus.SENT, clock.now(), None, None


def _note_failure(mail_id: int, reason: str, code: int | None, *, hopeless: bool) -> None:
    mail = db.session.get_one(Mail, mail_id)
    mail.reply_code = code
    if hopeless:
        mail.refused_at = clock.now()
    if hopeless or mail.attempts >= TRIES:
        _give_up(mail, reason)
        return
    mail.status, mail.last_error = MailStatus.WAITING, reason
    mail.next_try_at = clock.now() + BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]


def _is_hopeless(error: Exception) -> bool:
    """The server says for good that nobody has this address.

    Any other no, also "relaying denied" (5.7.x), may be a mistake in our own settings: it is tried for a day.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code in _NOBODY_THERE and b" 5.7." not in b" " + said for code, said in error.recipients.values())


def _code_of(error: Exception) -> int | None:
    """What the server said, where it said anything."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _said in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


class Letter(Message):
    invitation: Invitation | None = None

    def _message(self) -> Any:
        """With its invitation, for whose `method` the library has no place. Headers as they were encoded: folding
        them anew cuts Vietnamese words in two ("s áng tạo")."""
        built = super()._message()
        if self.invitation is not None:
            built = invitations.carrying(built, self.invitation, mark=str(self.msgId).strip("<>").partition("@")[0])
        built.policy = policy.SMTP.clone(refold_source="none")
        return built


def compose(mail: Mail, own: OwnWords | None = None) -> Letter:
    """Subject and text from `templates/mail/<template>.<language>.txt`; its first line is `Subject: …`. The Centre's
    own words are those that hold now, or those that are tried."""
    own = held_words(mail) if own is None else own
    config = current_app.config["SETTINGS"]
    sender = Party(config.mail_sender, value(f"centre.name_{mail.language}"))
    invitation = _invitation(mail, sender)
    with force_locale(mail.language):
        text = render_template(
            f"mail/{mail.template}.{mail.language}.txt",
            name=mail.recipient_name,
            site_url=config.site_url,
            site_name=value("site.name"),
            centre_name=sender.name,
            calendar=invitation.method if invitation else None,
            **_values_now(mail),
        )
        if invitation is not None and invitation.method is Method.REQUEST:
            text += "\n\n" + render_template(f"mail/_answers.{mail.language}.txt", site_name=value("site.name"))
        if mail.values.get("instead_of"):
            text += "\n\n" + render_template(f"mail/_instead.{mail.language}.txt", absent=mail.values["instead_of"])
    first, _, body = text.partition("\n")
    subject, body = in_place(first.removeprefix("Subject:"), body, own, signed=sender.name)
    leave = _way_out(mail)
    if leave is not None:
        body = body.rstrip() + "\n\n" + render_template(f"mail/_unsubscribe.{mail.language}.txt", leave=leave)
    letter = Letter(
        subject=subject,
        recipients=[(" ".join(mail.recipient_name.split()), mail.recipient)],  # Flask-Mail encodes the name itself
        body=body.strip() + "\n",
        sender=(sender.name, sender.email),
        charset="utf-8",
        # RFC 8058: the reader's program may offer a button, which then sends what the page's own form would.
        extra_headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if leave is not None
        else None,
    )
    letter.msgId = f"<{mail.message_id}@{config.uid_domain}>"
    letter.date = mail.created_at.timestamp()
    letter.invitation = invitation
    return letter


def _invitation(mail: Mail, sender: Party) -> Invitation | None:
    """From the very address the letter comes from: calendars trust no other organizer. Without what another letter
    has said instead of this one, while it was given up."""
    if mail.invitation is None:
        return None
    uids = [entry["uid"] for entry in mail.invitation["entries"]]
    told = queries.told(uids, mail.recipient.lower())
    elsewhere = {invitations.Said.in_row(row) for row, _given_up in told if row.mail_id != mail.id}
    kept = invitations.only(mail.invitation, set(invitations.said_by(mail.invitation)) - elsewhere)
    if kept is None:
        return None
    config = current_app.config["SETTINGS"]
    return invitations.invitation(
        kept,
        organizer=sender,
        attendee=Party(mail.recipient, mail.recipient_name),
        site_url=config.site_url,
        uid_domain=config.uid_domain,
        prodid=f"-//Cau Kinh//{value('site.name')}//{mail.language.upper()}",
    )


def held_words(mail: Mail) -> OwnWords:
    text = queries.text_of(mail.template, mail.language)
    return OwnWords(text.subject, text.opening, text.closing) if text is not None else NONE


def _way_out(mail: Mail) -> str | None:
    """Of letters that one may have no more: where to say so. The link names this letter, and by that alone the address
    it went to; of letters that must arrive there is none."""
    if kind_of(mail.template) is Kind.MUST:
        return None
    return f"{current_app.config['SETTINGS'].site_url}/unsubscribe/{links.sign(UNSUBSCRIBE, mail.message_id)}"


def _values_now(mail: Mail) -> dict[str, Any]:
    left = _days_left(mail)
    return {key: _signed(item) for key, item in mail.values.items()} | ({} if left is None else {"days_left": left})


def _signed(item: Any) -> Any:
    if isinstance(item, dict) and item.keys() == {"sign", "id"}:
        return links.sign(item["sign"], item["id"])
    return item


class _Connection(Connection):
    def configure_host(self) -> smtplib.SMTP:
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=TIMEOUT_SECONDS)
        if self.mail.use_tls:
            host.starttls()
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def __exit__(self, *error: Any) -> None:
        """What the server took is sent, even if it then hangs up without a word."""
        with suppress(smtplib.SMTPException, OSError):
            super().__exit__(*error)


def _send(label: str, letter: Letter) -> None:
    config = current_app.config["SETTINGS"]
    if config.demo:
        _keep_for_demo(config.instance / "mail", label, letter)
    if config.mail_server:
        with _Connection(current_app.extensions["mail"]) as connection:
            connection.send(letter)


def _keep_for_demo(folder: Path, label: str, letter: Letter) -> None:
    """Demo letters land as files, named by the row so that sending twice is still one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{label}.eml").write_bytes(letter.as_bytes())
