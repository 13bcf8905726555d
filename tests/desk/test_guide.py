"""The first steps: an empty installation, what each step looks at, and what opens it again."""

import os
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader

from app.accounts import service as accounts
from app.accounts.models import Role
from app.config import BACKUP_PREFIX
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.desk.guide import service, words
from app.desk.guide.facts import Guide, State, StepName
from app.desk.models import SetupMark
from app.mail.models import Mail, MailStatus
from app.settings.service import change_setting
from app.venues.models import BookableHours, Venue
from app.workdays.models import SpecialDay
from tests.cast import email_of
from tests.statements import counted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def drop(user):
    for role in sorted(user.roles):
        accounts.revoke_role(user, Role(role), actor=None)


def states():
    return {step.name: (step.state, step.why) for step in Guide().steps()}


def test_an_installation_without_anything(app, cast, tmp_path):
    with app.app_context():

        def nothing():
            for key in ("tuan", "thu", "dung"):
                drop(cast.user(key))
            db.session.query(SpecialDay).delete()
            db.session.query(Venue).update({"open_to_bookings": False})

        transact(nothing)
        found = states()
    assert found == {
        StepName.NAMES: (State.LOOK, "never_looked"),
        StepName.SIGNATORY: (State.TO_DO, "nobody_signs"),
        StepName.STAFF: (State.TO_DO, "no_coordinator"),
        StepName.WORKDAYS: (State.TO_DO, "no_days"),
        StepName.CRITERIA: found[StepName.CRITERIA],
        StepName.HOURS: (State.TO_DO, "no_open_venue"),
        StepName.VENUES: (State.TO_DO, "no_open_venue"),
        StepName.MAIL: (State.TO_DO, "no_test"),
        StepName.CERTIFICATE: (State.LOOK, "never_looked"),
        StepName.BACKUP: (State.TO_DO, "no_backup"),
    }
    page = cast.client("ha").get("/desk/guide")
    assert page.status_code == 200
    assert "Chưa có điều phối viên nào." in page.text
    assert "Điều phối viên làm việc này. Bạn giao vai trò ấy ở bước 3." in page.text
    assert "/desk/guide" in cast.client("ha").get("/desk").text


def test_each_step_leads_somewhere_or_says_who_does_it(app, cast):
    with app.app_context():
        name = cast.user("tuan").name
    page = cast.client("ha").get("/desk/guide").text
    steps = page.split('class="guide-step"')[1:]
    assert len(steps) == len(StepName)
    for name in words.OF_COORDINATORS:
        (step,) = [one for one in steps if f'id="{name}"' in one]
        assert "Điều phối viên làm việc này, ở bàn điều phối của họ: " in step
        assert name in step


def test_two_people_are_needed(app, cast):
    with app.app_context():
        transact(lambda: [drop(cast.user(one)) for one in ("dung", "thu")])
        assert states()[StepName.STAFF] == (State.TO_DO, "no_approver")
        transact(lambda: accounts.grant_role(cast.user("tuan"), Role.APPROVER, actor=cast.user("ha")))
        assert states()[StepName.STAFF] == (State.TO_DO, "one_person")
        transact(lambda: accounts.grant_role(cast.user("thu"), Role.COORDINATOR, actor=cast.user("ha")))
        assert states()[StepName.STAFF][0] == State.DONE


def test_every_open_venue_needs_hours(app):
    with app.app_context():
        venue = db.session.query(Venue).filter(Venue.whole_id.is_(None)).first()
        transact(lambda: db.session.query(BookableHours).filter_by(venue_id=venue.id).delete())
        step = Guide().step(StepName.HOURS)
        assert (step.state, [one.id for one in dict(step.values)["venues"]]) == (State.TO_DO, [venue.id])


def test_what_was_looked_at_wants_a_look_again_once_it_changes(app, cast):
    client = cast.client("ha")
    assert client.submit("/desk/guide", to="/desk/guide/names/looked").status_code == 302
    with app.app_context():
        assert states()[StepName.NAMES] == (State.DONE, "looked")
        transact(lambda: change_setting("network.name_en", "Another name", actor=None))
        assert states()[StepName.NAMES] == (State.LOOK, "changed_since")
        assert states()[StepName.CERTIFICATE] == (State.LOOK, "never_looked")


def test_what_changed_while_somebody_looked_is_not_confirmed(app, cast):
    client = cast.client("ha")
    client.get("/desk/guide")
    with app.app_context():
        seen = Guide().seen(StepName.NAMES)
        transact(lambda: change_setting("site.name", "Tên khác", actor=None))
        with pytest.raises(DomainError, match=r"guide\.changed"):
            transact(lambda: service.note_looked(StepName.NAMES, seen, actor=cast.user("ha")))
    answer = client.submit("/desk/guide", {"seen": "x"}, to="/desk/guide/names/looked")
    assert answer.status_code == 422
    assert "Điều bạn xem vừa thay đổi." in answer.text


def test_the_test_letter_is_done_when_it_has_left(app, cast):
    client = cast.client("ha")
    assert client.submit("/desk/guide", to="/desk/guide/test-letter").status_code == 302
    with app.app_context():
        letter = db.session.query(Mail).filter_by(template="desk_test_letter").one()
        assert letter.recipient == email_of("ha")
        assert states()[StepName.MAIL] == (State.WAITING, "mail_waiting")
        for change, expected in (
            ({"last_error": "451 later"}, (State.WAITING, "mail_tried")),
            ({"status": MailStatus.DEAD}, (State.TO_DO, "mail_refused")),
            ({"status": MailStatus.SENT, "sent_at": clock.now()}, (State.DONE, "mail_sent")),
            ({"bounced_at": clock.now(), "bounce_code": "5.2.2"}, (State.TO_DO, "mail_refused")),
        ):
            transact(lambda change=change: db.session.query(Mail).filter_by(id=letter.id).update(change))
            db.session.expire_all()
            assert states()[StepName.MAIL] == expected, change
    assert "Máy chủ thư trả lời: 451 later" in client.get("/desk/guide").text
    again = client.submit("/desk/guide", to="/desk/guide/test-letter")
    assert again.status_code == 422
    assert "đợi một phút" in again.text
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert cast.client("ha").submit("/desk/guide", to="/desk/guide/test-letter").status_code == 302


def test_another_mail_server_wants_another_test(app, cast):
    def tested():
        service.send_test_letter(actor=cast.user("ha"))
        db.session.query(SetupMark).filter_by(step=StepName.MAIL).one().digest = "another"

    with app.app_context():
        transact(tested)
        assert states()[StepName.MAIL] == (State.TO_DO, "mail_changed")


def test_the_specimen_has_no_number_and_is_kept_nowhere(app, cast, tmp_path):
    client = cast.client("ha")
    answer = client.get("/desk/guide/certificate.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    (tmp_path / "mau.pdf").write_bytes(answer.data)
    text = " ".join(PdfReader(tmp_path / "mau.pdf").pages[0].extract_text().split())
    assert "Bản mẫu, không phải chứng nhận" in text
    assert "KGST" not in text
    with app.app_context():
        transact(lambda: change_setting("certificate.signatory_name", "漢字", actor=None))
    refused = client.get("/desk/guide/certificate.pdf", follow_redirects=True)
    assert "Có ký tự không in được" in refused.text


def test_a_backup_is_seen_while_it_is_new(app):
    folder = app.config["SETTINGS"].backups
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{BACKUP_PREFIX}test-{os.getpid()}.tar.gz"
    archive.write_bytes(b"")
    try:
        for days, state in ((0, State.DONE), (5, State.TO_DO)):
            at = (clock.now() - timedelta(days=days)).timestamp()
            os.utime(archive, (at, at))
            with app.app_context():
                newest = max(path.stat().st_mtime for path in folder.glob(f"{BACKUP_PREFIX}*.tar.gz"))
                expected = state if newest == pytest.approx(at) else State.DONE
                assert states()[StepName.BACKUP][0] == expected
    finally:
        archive.unlink()


def test_only_administrators_are_guided(cast):
    for key in ("thu", "dung", "mai", "lan"):
        assert cast.client(key).get("/desk/guide").status_code == 403
        assert cast.client(key).get("/desk/guide/certificate.pdf").status_code == 403
    assert "/desk/guide" not in cast.client("thu").get("/desk").text


def test_the_questions_of_the_page(app, cast):
    client = cast.client("ha")
    client.get("/desk/guide")
    with counted(app) as seen:
        client.get("/desk/guide")
    assert len(seen) <= 25
