"""The Centre shows its venues: photos, described and in order, and a floor plan."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.queries import entries_of
from app.core.db import db, transact
from app.files.models import StoredFile
from app.files.photos import PHOTOS_MAX
from app.files.service import prepare_sizes
from app.venues import queries, service
from tests.cast import Cast
from tests.files.factories import picture, upload
from tests.venues.desk import HERE, the_venue

PHOTOS, PLAN = f"{HERE}/photos", f"{HERE}/plan"
ALT = "Cầu kính nhìn từ hồ"


def add(number: int) -> str:
    prepared = prepare_sizes([(480, 320, b"small %d" % number), (960, 640, b"large %d" % number)])
    return transact(lambda: service.add_photo(the_venue(), prepared, alt_vi=f"Ảnh {number}", actor=None).public_id)


def shown() -> list[str]:
    db.session.rollback()
    photos = queries.photos_of(the_venue())
    assert [photo.position for photo in photos] == list(range(1, len(photos) + 1))
    return [photo.alt_vi for photo in photos]


def test_a_photo_is_added_and_everybody_sees_it(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    sent = {"photo": upload(picture("JPEG", (1200, 900)), "Cầu.JPG"), "alt_vi": f" {ALT} ", "alt_en": "The bridge"}
    answer = tuan.submit(PHOTOS, sent, to=PHOTOS, content_type="multipart/form-data")
    assert answer.location == PHOTOS
    with app.app_context():
        (photo,) = queries.photos_of(the_venue())
        address = f"/photos/{photo.public_id}/{photo.largest.width}.webp"
        assert entries_of(f"venue:{the_venue().id}")[-1].action == "venue.photo_added"
    assert address in client.get("/venues/cau-kinh").text
    assert ALT in client.get("/venues").text
    image = client.get(address)
    assert (image.status_code, image.mimetype) == (200, "image/webp")
    assert client.get(address.replace("1200", "7")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"alt_vi": ALT}, "photo", "Bạn chưa chọn ảnh."),
        ({"alt_vi": ""}, "alt_vi", "Bạn chưa điền mục này."),
        ({"alt_vi": ALT, "photo": (b"%PDF-1.4", "a.pdf")}, "photo", "không đọc được là JPEG, PNG, WebP"),
    ],
)
def test_what_is_wrong_with_a_photo_is_told_at_its_field(tuan: FlaskClient, sent, field, sentence) -> None:
    data = {**sent, "photo": upload(*sent["photo"])} if "photo" in sent else sent
    answer = tuan.submit(PHOTOS, data, to=PHOTOS, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text


def test_photos_are_described_moved_and_removed(app: Flask, tuan: FlaskClient) -> None:
    with app.app_context():
        ids = [add(number) for number in range(3)]
    assert tuan.submit(PHOTOS, {"to": "first"}, to=f"{PHOTOS}/{ids[2]}/move").location == PHOTOS
    assert tuan.submit(PHOTOS, {"to": "sideways"}, to=f"{PHOTOS}/{ids[0]}/move").status_code == 422
    one = f"{PHOTOS}/{ids[0]}"
    assert tuan.submit(one, {"alt_vi": "Mặt hồ"}, form=0).location == PHOTOS
    assert tuan.submit(one, {"alt_vi": ""}, form=0).status_code == 422
    assert tuan.submit(f"{PHOTOS}/{ids[1]}", {}, to=f"{PHOTOS}/{ids[1]}/remove").location == PHOTOS
    with app.app_context():
        assert shown() == ["Ảnh 2", "Mặt hồ"]
        assert len(db.session.scalars(select(StoredFile)).all()) == 4
    assert tuan.get(f"{PHOTOS}/{ids[1]}").status_code == 404
    assert tuan.get(one.replace("cau-kinh", "lang-nghe")).status_code == 404


def test_eight_photos_are_enough(app: Flask, tuan: FlaskClient) -> None:
    with app.app_context():
        for number in range(PHOTOS_MAX):
            add(number)
    page = tuan.get(PHOTOS).text
    assert "Đã đủ 8 ảnh." in page
    assert 'type="file"' not in page


def test_a_plan_comes_is_replaced_and_goes(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    def plan() -> str:
        with app.app_context():
            kept = the_venue().plan
            return f"/plans/{kept.public_id}" if kept else ""

    sent = {"plan": upload(picture("PNG"), "Mặt bằng.png")}
    assert tuan.submit(PLAN, sent, to=PLAN, content_type="multipart/form-data").location == PLAN
    first = plan()
    assert first in client.get("/venues/cau-kinh").text
    assert client.get(first).mimetype == "image/png"
    sent = {"plan": upload(picture("JPEG"), "moi.jpg")}
    assert tuan.submit(PLAN, sent, to=PLAN, content_type="multipart/form-data").status_code == 302
    assert client.get(first).status_code == 404
    assert tuan.submit(PLAN, {}, to=f"{PLAN}/remove").location == PLAN
    assert plan() == ""
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [(None, "Bạn chưa chọn tệp."), ((b"<svg/>", "a.svg"), "không đọc được"), ((b"", "a.pdf"), "rỗng")],
)
def test_a_wrong_plan_is_refused(tuan: FlaskClient, sent, sentence: str) -> None:
    data = {"plan": upload(*sent)} if sent else {}
    answer = tuan.submit(PLAN, data, to=PLAN, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_files_of_others_are_no_plans(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        add(1)
        file = queries.photos_of(the_venue())[0].largest.file.public_id
    assert client.get(f"/plans/{file}").status_code == 404
    assert cast.client("lan").get(PHOTOS).status_code == 403
