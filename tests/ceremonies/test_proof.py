"""Names read by those who bear them: asked, answered, corrected, reminded of once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_of
from app.ceremonies import service
from app.ceremonies.models import Proof
from app.ceremonies.papers import try_proofs
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.delivery import compose
from app.mail.models import Mail
from app.spaces.models import TeamRole
from app.spaces.service import add_to_team
from tests.cast import Cast
from tests.ceremonies.factories import asked, confirm, guests, prepared, several, the_ceremony, waiting
from tests.memberships.factories import person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def one(name: str = "Xưởng Mây") -> tuple[str, str]:
    """A ceremony with Lan's space, which was asked: the ids of both."""
    public_id = transact(lambda: asked([waiting(name)]).public_id)
    return public_id, guests(public_id)[0].public_id


def letters(template: str) -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id)))


def test_the_owners_get_the_names_and_a_link(ctx: Flask) -> None:
    _public_id, guest_id = one()
    (mail,) = letters("ceremony_proof")
    assert mail.recipient == "lan@example.org"
    for language, words in (("vi", "Đúng rồi"), ("en", "That is right")):
        mail.language = language
        letter = compose(mail)
        assert "Xưởng Mây" in letter.body
        assert words in letter.body
        assert f"/my/proofs/{guest_id}" in letter.body
        assert "02/12/2026" in letter.body
    db.session.rollback()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_lan_confirms(app: Flask, cast: Cast, language: str) -> None:
    with app.app_context():
        public_id, guest_id = one()
    here, lan = f"/my/proofs/{guest_id}", cast.client("lan", language)
    assert f'href="{here}"' in lan.get("/my/certificates").text
    assert lan.get(f"{here}/proof.pdf").data.startswith(b"%PDF-")
    assert lan.submit(here, to=f"{here}/confirm").status_code == 302  # type: ignore[attr-defined]
    assert {"vi": "xác nhận tên này", "en": "confirmed that this name"}[language] in lan.get(here).text
    with app.app_context():
        assert guests(public_id)[0].proof == Proof.CONFIRMED


def test_what_was_read_is_what_is_confirmed(app: Flask, cast: Cast) -> None:
    """The name changes while the page is open: the answer is for another name and does not count."""
    with app.app_context():
        public_id, guest_id = one()
    here, lan = f"/my/proofs/{guest_id}", cast.client("lan")
    form = {"confirm-seen_vi": "Tên Cũ"}
    refused = lan.submit(here, form, to=f"{here}/confirm")  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert "Tên vừa được sửa" in refused.text
    with app.app_context():
        assert guests(public_id)[0].proof == Proof.ASKED


def test_a_correction_goes_into_the_profile(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id, guest_id = one("Xuởng Mây")
        try_proofs()
    here, lan, tuan = f"/my/proofs/{guest_id}", cast.client("lan"), cast.client("tuan")
    same = lan.submit(here, to=f"{here}/correct")  # type: ignore[attr-defined]
    assert same.status_code == 422
    assert "giống hệt tên sẽ in" in same.text
    long = lan.submit(here, {"correct-name_vi": "A" * 161}, to=f"{here}/correct")  # type: ignore[attr-defined]
    assert long.status_code == 422
    assert "A" * 161 in long.text
    given = {"correct-name_vi": "Xưởng Mây", "correct-name_en": "Cloud Works", "correct-note": "Thiếu dấu móc"}
    assert lan.submit(here, given, to=f"{here}/correct").status_code == 302  # type: ignore[attr-defined]
    desk = f"/desk/ceremonies/{public_id}"
    shown = tuan.get(f"{desk}/proofs").text
    assert "Thiếu dấu móc" in shown
    assert "<ins>" in shown
    to = f"{desk}/guests/{guest_id}/accept"
    assert tuan.submit(f"{desk}/proofs", to=to).status_code == 302  # type: ignore[attr-defined]
    with app.app_context():
        (guest,) = guests(public_id)
        assert (guest.space.name_vi, guest.space.name_en, guest.proof) == (
            "Xưởng Mây", "Cloud Works", Proof.CORRECTED,
        )  # fmt: skip
        assert try_proofs() == 1
        assert "space.renamed" in [entry.action for entry in entries_of(f"space:{guest.space_id}")]
        assert len(letters("ceremony_corrected")) == 1


def test_declined_in_words_it_is_asked_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id, guest_id = one()

        def want() -> None:
            guest = guests(public_id)[0]
            service.want_correction(guest, name_vi="XƯỞNG MÂY!!!", name_en="", words="", actor=person("lan"))

        transact(want)
    desk = f"/desk/ceremonies/{public_id}"
    tuan, to, field = cast.client("tuan"), f"{desk}/guests/{guest_id}/decline", f"decline-{guest_id}-reason"
    assert tuan.submit(f"{desk}/proofs", to=to).status_code == 422  # type: ignore[attr-defined]
    given = {field: "Chứng nhận không ghi dấu chấm than."}
    assert tuan.submit(f"{desk}/proofs", given, to=to).status_code == 302  # type: ignore[attr-defined]
    assert "không ghi dấu chấm than" in cast.client("lan").get(f"/my/proofs/{guest_id}").text
    with app.app_context():
        (guest,) = guests(public_id)
        assert (guest.proof, guest.asked_times, guest.space.name_vi) == (Proof.ASKED, 2, "Xưởng Mây")
        assert "dấu chấm than" in letters("ceremony_proof")[-1].values["reply"]


def test_strangers_learn_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        _public_id, guest_id = one()
    for key in ("hoa", "tuan", "dung"):
        for path in (f"/my/proofs/{guest_id}", f"/my/proofs/{guest_id}/proof.pdf"):
            assert cast.client(key).get(path).status_code == 404
    assert cast.client("minh").get(f"/my/proofs/{guest_id}").status_code == 200


def test_before_it_is_asked_there_is_nothing_to_see(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id = transact(lambda: prepared([waiting()]).public_id)
        guest_id = guests(public_id)[0].public_id
    assert cast.client("lan").get(f"/my/proofs/{guest_id}").status_code == 404


def test_nobody_answers_for_the_centre_about_a_space_of_their_own(ctx: Flask) -> None:
    public_id, _guest_id = one()

    def join() -> None:
        guest = guests(public_id)[0]
        add_to_team(guest.space, person("tuan"), TeamRole.MEMBER, actor=None)
        service.want_correction(guest, name_vi="Tên Khác", name_en="", words="", actor=person("tuan"))

    transact(join)
    with pytest.raises(DomainError, match="own_space"):
        transact(lambda: service.accept_correction(guests(public_id)[0], actor=person("tuan")))
    transact(lambda: service.accept_correction(guests(public_id)[0], actor=person("thu")))


def test_who_has_not_answered_is_reminded_once(ctx: Flask) -> None:
    public_id = transact(lambda: asked(several(2)).public_id)
    transact(lambda: confirm(guests(public_id)[0]))
    for days in (1, 5, 6, 7, 9):
        with clock.pinned(clock.now() + timedelta(days=days)):
            transact(service.remind_of_proofs)
    assert [mail.values["reminder"] for mail in letters("ceremony_proof")] == [False, False, True]


def test_an_invitation_is_answered_with_how_many(app: Flask, cast: Cast) -> None:
    with app.app_context():
        public_id, guest_id = one()
        assert transact(lambda: service.invite_guests(the_ceremony(public_id), actor=person("tuan"))) == 1
        assert transact(lambda: service.invite_guests(the_ceremony(public_id), actor=person("tuan"))) == 0
        assert "Sân khấu kính" in compose(letters("ceremony_invitation")[0]).body
        db.session.rollback()
    here, lan = f"/my/proofs/{guest_id}", cast.client("lan")
    many = lan.submit(here, {"coming-coming": "yes", "coming-people": "40"}, to=f"{here}/coming")  # type: ignore[attr-defined]
    assert many.status_code == 422
    few = {"coming-coming": "yes", "coming-people": "3"}
    assert lan.submit(here, few, to=f"{here}/coming").status_code == 302  # type: ignore[attr-defined]
    assert "3 người" in lan.get(here).text
    with app.app_context():
        assert (guests(public_id)[0].coming, guests(public_id)[0].people) == (True, 3)
