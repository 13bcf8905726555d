"""Another name, and a merger: in the ledger, on the profile, on paper, and told to those it concerns."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships import queries, service
from app.memberships.models import Certificate, EventKind, Grade, Origin
from app.memberships.rules import Status, Validity, validity
from app.memberships.service.issuing import keep_certificate
from app.memberships.service.ledger import enter_admission
from app.papers.data import CertificateData
from app.settings.service import change_setting
from app.spaces.models import Space
from app.spaces.service import change_space
from tests.cast import Cast
from tests.memberships import factories

NEW = "Xưởng Mây và Gió"


@pytest.fixture
def public_id(app: Flask) -> str:
    """Lan's space, an associate member since last year."""

    def act() -> str:
        made = factories.space(name_en="Cloud Workshop")
        factories.member(made, grade=Grade.ASSOCIATE, effective_on=factories.long_ago(1))
        return made.public_id

    with app.app_context():
        return transact(act)


def renamed(public_id: str, name: str = NEW, **values: Any) -> Certificate | None:
    def act() -> Certificate | None:
        return service.rename(factories.the_space(public_id), **given(name_vi=name) | values)

    return transact(act)


def given(**values: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "actor": factories.person("dung"), "reason": "Đổi theo giấy phép mới", "decision_number": "77/QĐ-SVHTT",
        "decision_on": today,
    } | values  # fmt: skip


def test_a_new_name_takes_a_new_certificate_and_leaves_the_standing_alone(app: Flask, public_id: str) -> None:
    with app.app_context():
        space = factories.the_space(public_id)
        (old,) = queries.certificates_of(space.id)
        frozen, before = dict(old.data), queries.standing_of(space.id, clock.today())
        made = renamed(public_id, name_en="Cloud and Wind Workshop")
        assert made is not None
        assert (space.name_vi, space.name_en) == (NEW, "Cloud and Wind Workshop")
        newest, older = queries.certificates_of(space.id)
        assert (newest.id, older.id) == (made.id, old.id)
        assert newest.number != older.number
        assert newest.data == frozen | {
            "number": newest.number, "name_vi": NEW, "name_en": "Cloud and Wind Workshop", "grade": "associate",
            "decision_number": "77/QĐ-SVHTT", "decision_on": clock.today().isoformat(),
            "issued_on": clock.today().isoformat(), "short_code": newest.short_code,
        }  # fmt: skip
        assert older.data == frozen
        now = queries.standing_of(space.id, clock.today())
        assert (now.status, now.grade, now.since, now.until, now.event) == (
            before.status, before.grade, before.since, before.until, before.event,
        )  # fmt: skip
        said = [validity(one, [newest, older], now, on=clock.today()) for one in (newest, older)]
        assert said == [Validity.VALID, Validity.SUPERSEDED]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_owners_are_told_the_old_name_and_the_new(app: Flask, public_id: str, language: str) -> None:
    def act() -> None:
        factories.person("lan").language = language

    with app.app_context():
        transact(act)
        made = renamed(public_id, name_en="Cloud and Wind Workshop")
        (mail,) = db.session.scalars(select(Mail).where(Mail.template == "membership_renamed"))
        letter = compose(mail)
        names = {"vi": ("Xưởng Mây", NEW), "en": ("Cloud Workshop", "Cloud and Wind Workshop")}[language]
        assert letter.subject.endswith(" → ".join(names))
        for words in (*names, "77/QĐ-SVHTT", "Đổi theo giấy phép mới", made.number if made else "-"):
            assert words in letter.body
        assert "{{" not in letter.body


def test_a_line_of_before_takes_the_criteria_from_its_certificate(ctx: Flask) -> None:
    """Lines entered before criteria stood in the ledger, and those of paper."""

    def admitted() -> str:
        made, today = factories.space(), clock.today()
        event = enter_admission(
            made, grade=Grade.FULL, effective_on=today, valid_until=None, decision_number="1", decision_on=today,
            reason="", actor=None,
        )  # fmt: skip
        data = CertificateData(
            number="12/CN-SVHTT", name_vi="Xưởng Mây", name_en=None, grade="full", ward="", decision_number="1",
            decision_on=today, issued_on=today, valid_until=None, issuer_vi="", issuer_en="", network_vi="",
            network_en="", signatory_name="", signatory_title_vi="", signatory_title_en="", demo=False,
            criteria_label="Bộ 2025", criteria_label_en="Set 2025",
        )  # fmt: skip
        keep_certificate(event, data, Origin.PAPER)
        return made.public_id

    made = renamed(transact(admitted))
    assert made is not None
    assert (made.data["criteria_label"], made.data["criteria_label_en"]) == ("Bộ 2025", "Set 2025")
    assert made.origin == Origin.ISSUED


def test_a_certificate_that_waits_for_its_ceremony_will_bear_the_new_name(ctx: Flask) -> None:
    def admitted() -> str:
        made = factories.space()
        factories.member(made, issues=False)
        return made.public_id

    public_id = transact(admitted)
    assert renamed(public_id) is None
    space = factories.the_space(public_id)
    (waiting,) = queries.events_awaiting_certificate()
    issued = transact(lambda: service.issue_certificate(space, waiting, actor=None))
    assert issued.data["name_vi"] == NEW


def test_a_misspelt_name_is_set_right_though_the_profile_has_it_right(ctx: Flask) -> None:
    """The owner mended the profile; the certificate still says the other."""

    def admitted() -> str:
        made = factories.space(name="Xuởng Mây")
        factories.member(made)
        made.name_vi = "Xưởng Mây"
        return made.public_id

    made = renamed(transact(admitted), "Xưởng Mây")
    assert made is not None
    assert made.data["name_vi"] == "Xưởng Mây"


def _suspend(space: Space) -> None:
    factories.changed(service.suspend, space)


def _run_out(space: Space) -> None:
    """Two years were over yesterday; the grace is not."""
    change_setting("membership.grace_days", 30, actor=None)


def _renew_ahead(space: Space) -> None:
    factories.member(space, effective_on=clock.today() + timedelta(days=9))


@pytest.mark.parametrize(
    ("meanwhile", "values", "code"),
    [
        (None, {"name_vi": "Xưởng  Mây"}, "same_name"),
        (None, {"decision_number": ""}, "decision_number_missing"),
        (None, {"decision_on": None}, "decision_day_missing"),
        (None, {"reason": " "}, "reason_missing"),
        (_suspend, {}, "cannot_be_renamed"),
        (_run_out, {}, "rename_in_grace"),
        (_renew_ahead, {}, "renewal_ahead"),
    ],
)
def test_a_renaming_that_does_not_fit_is_refused_and_changes_nothing(
    ctx: Flask, meanwhile: Callable[[Space], None] | None, values: dict[str, Any], code: str
) -> None:
    def admitted() -> str:
        made = factories.space()
        term = 12 if meanwhile is _run_out else 24
        factories.member(made, effective_on=factories.long_ago(1) - timedelta(days=3), term_months=term)
        if meanwhile:
            meanwhile(made)
        return made.public_id

    public_id = transact(admitted)
    with pytest.raises(DomainError, match=rf"membership\.{code}"):
        renamed(public_id, **values)
    assert factories.the_space(public_id).name_vi == "Xưởng Mây"


def test_an_edit_of_the_profile_at_the_same_time_does_not_undo_it(ctx: Flask) -> None:
    def admitted() -> tuple[str, int]:
        made = factories.space()
        factories.member(made)
        return made.public_id, made.version

    public_id, version = transact(admitted)
    renamed(public_id)
    profile = factories.profile(name_vi="Xưởng Mây")
    with pytest.raises(DomainError, match=r"space\.changed_meanwhile"):
        transact(
            lambda: change_space(
                factories.the_space(public_id), profile, version=version, actor=factories.person("lan")
            )
        )


def typed(change: str, **data: Any) -> dict[str, Any]:
    values = {"decision_number": "77/QĐ-SVHTT", "decision_on": "2026-11-20", "reason": "Theo đề nghị"} | data
    return {f"{change}-{name}": value for name, value in values.items()}


def test_at_the_desk(app: Flask, cast: Cast, public_id: str) -> None:
    dung, page = cast.client("dung"), f"/desk/members/{public_id}"
    assert 'value="Xưởng Mây"' in dung.get(page).text
    refused = dung.submit(page, typed("rename", name_vi=""), to=f"{page}/rename")
    assert refused.status_code == 422
    assert "Bạn chưa điền mục này" in refused.text
    assert dung.submit(page, typed("rename", name_vi=NEW), to=f"{page}/rename").status_code == 302
    shown = dung.get(page).text
    for words in (f"<h1>{NEW}", f"Đổi tên: {NEW}", "Đã được thay", "77/QĐ-SVHTT"):
        assert words in shown


@pytest.fixture
def other(app: Flask) -> str:
    """Hoa's space, a member too."""

    def act() -> str:
        made = factories.space("hoa", "Gác Xép", team=())
        factories.member(made)
        return made.public_id

    with app.app_context():
        return transact(act)


def test_a_merger_ends_one_membership_and_tells_both(app: Flask, cast: Cast, public_id: str, other: str) -> None:
    dung, page = cast.client("dung"), f"/desk/members/{public_id}"
    data = typed("merge", into=other, effective_on="2026-11-25")
    assert dung.submit(page, data, to=f"{page}/merge").status_code == 302
    assert "Sáp nhập → Gác Xép" in dung.get(page).text
    with app.app_context():
        one, into = factories.the_space(public_id), factories.the_space(other)
        standing = queries.standing_of(one.id, clock.today())
        assert (standing.status, standing.since) == (Status.ENDED, clock.today())
        assert standing.event is not None
        assert (standing.event.kind, standing.event.merged_into_id) == (EventKind.MERGED, into.id)
        assert queries.standing_of(into.id, clock.today()).is_member
        letters = db.session.scalars(
            select(Mail).where(Mail.template.in_(("membership_merged", "membership_joined")))
        )
        told = {mail.recipient: compose(mail) for mail in letters}
        assert set(told) == {"lan@example.org", "hoa@example.org"}
        assert told["lan@example.org"].subject == "Sáp nhập vào Gác Xép: Xưởng Mây"
        assert told["hoa@example.org"].subject == "Xưởng Mây sáp nhập vào Gác Xép"
        assert all("{{" not in letter.body for letter in told.values())


def test_into_whom_is_asked_among_the_other_members(app: Flask, cast: Cast, public_id: str, other: str) -> None:
    dung, page = cast.client("dung"), f"/desk/members/{public_id}"
    for into, sentence in (("", "Bạn chọn không gian tiếp nhận"), (public_id, "không có trong danh sách")):
        answer = dung.submit(page, typed("merge", into=into, effective_on="2026-11-25"), to=f"{page}/merge")
        assert answer.status_code == 422
        assert sentence in answer.text
    long_before = typed("merge", into=other, effective_on="2026-11-20")
    answer = dung.submit(page, long_before, to=f"{page}/merge")
    assert "Vào ngày 20/11/2026 không gian được chọn không phải thành viên" in answer.text
