"""The paper as it was signed and stamped: kept once by the Centre, downloaded by the team, only named to everybody."""

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.audit.queries import payload_of
from app.core.db import db, transact
from app.files.models import StoredFile
from app.files.service import keep, prepare_bytes
from app.memberships import service
from app.memberships.models import Certificate
from migrations import guards
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_change_standing import token

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n41\n%%EOF\n"
SAID = "Bản giấy đã ký tay và đóng dấu"


@pytest.fixture
def held(app: Flask) -> tuple[str, str, str]:
    """Lan's certificate: the space's id, the number, the short code."""

    def made() -> tuple[str, str, str]:
        certificate = factories.member(factories.space())
        return certificate.space.public_id, certificate.number, certificate.short_code

    with app.app_context():
        return transact(made)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(out, "JPEG")
    return out.getvalue()


def send(cast: Cast, held: tuple[str, str, str], data: bytes, name: str, who: str = "tuan"):  # type: ignore[no-untyped-def]
    space_id, number, short_code = held
    client = cast.client(who)
    return client.post(
        f"/desk/members/{space_id}/certificates/{number}/scan",
        data={f"scan-{short_code}-file": (io.BytesIO(data), name)} | token(client.get("/my/certificates").text),
        content_type="multipart/form-data",
    )


def scans() -> list[str]:
    db.session.rollback()
    return [row.scan.media_type for row in db.session.scalars(select(Certificate)) if row.scan]


@pytest.mark.parametrize(("data", "name", "kind"), [(PDF, "Quét 1.pdf", "pdf"), (photo(), "IMG_01.JPG", "jpg")])
def test_the_centre_keeps_it_and_the_team_downloads_it(
    app: Flask, cast: Cast, held: tuple[str, str, str], data: bytes, name: str, kind: str
) -> None:
    space_id, number, _code = held
    assert send(cast, held, data, name).headers["Location"] == f"/desk/members/{space_id}"
    address = f"/my/certificates/{number}/scan"
    for key in ("lan", "minh", "tuan"):
        answer = cast.client(key).get(address)
        assert answer.status_code == 200, key
        assert f"ban-dong-dau-{number}.{kind}" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for key in ("hoa", "mai"):
        assert cast.client(key).get(address).status_code == 404, key
    assert address in cast.client("lan").get("/my/certificates").text
    shown = cast.client("tuan").get(f"/desk/members/{space_id}").text
    assert address in shown
    assert "Lưu bản đóng dấu" not in shown, "it is kept once"
    with app.app_context():
        code = db.session.scalars(select(Certificate.check_code)).one()
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "membership.certificate_scanned")
        ).one()
        told = payload_of(entry)
        assert told is not None and told.payload["number"] == number
    public = app.test_client().get(f"/verify/{code}").text
    assert SAID in public
    assert "/scan" not in public


def test_without_one_nothing_is_said(app: Flask, cast: Cast, held: tuple[str, str, str]) -> None:
    with app.app_context():
        code = db.session.scalars(select(Certificate.check_code)).one()
    assert SAID not in app.test_client().get(f"/verify/{code}").text
    assert cast.client("lan").get(f"/my/certificates/{held[1]}/scan").headers["Location"] == "/my/certificates"
    assert "Lưu bản đóng dấu" in cast.client("tuan").get(f"/desk/members/{held[0]}").text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [(b"", "a.pdf", "Tệp này rỗng"), (b"MZ...", "a.pdf", "PDF"), (PDF, "a.jpg", "a.jpg")],
)
def test_what_is_no_scan_is_said_at_the_field(
    app: Flask, cast: Cast, held: tuple[str, str, str], data: bytes, name: str, words: str
) -> None:
    answer = send(cast, held, data, name)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert scans() == []


def test_only_the_centre_and_nobody_for_a_space_of_their_own(
    app: Flask, cast: Cast, held: tuple[str, str, str]
) -> None:
    for key in ("lan", "hoa", "mai"):
        assert send(cast, held, PDF, "a.pdf", key).status_code == 403, key
    with app.app_context():
        own = transact(lambda: factories.member(factories.space(name="Nhà của Tuấn", team=("tuan",))))
        mine = (own.space.public_id, own.number, own.short_code)
    refused = send(cast, mine, PDF, "a.pdf")
    assert refused.status_code == 422
    assert "người khác ở Trung tâm tải bản đóng dấu lên" in refused.text
    assert send(cast, (mine[0], held[1], held[2]), PDF, "a.pdf").status_code == 404, "of another space"
    with app.app_context():
        assert scans() == []


def test_it_is_never_replaced(app: Flask, cast: Cast, held: tuple[str, str, str]) -> None:
    send(cast, held, PDF, "a.pdf")
    again = send(cast, held, photo(), "b.jpg", "thu")
    assert again.status_code == 422
    assert "đã có bản đóng dấu" in again.text
    with app.app_context():
        assert scans() == ["application/pdf"]
        statement = text("UPDATE certificates SET scan_id = NULL")
        with pytest.raises(DBAPIError, match="certificates_scan_once"):
            transact(lambda: db.session.execute(statement))
        transact(lambda: guards.remove(db.session.connection()))
        transact(lambda: db.session.execute(statement))
        prepared = prepare_bytes(PDF, "c.pdf", "application/pdf")
        transact(
            lambda: service.attach_scan(
                db.session.scalars(select(Certificate)).one(),
                keep(prepared, actor=None),
                actor=factories.person("tuan"),
            )
        )
        assert len(db.session.scalars(select(StoredFile)).all()) == 2
