import os
import threading

import pytest
from sqlalchemy import select

from app.audit.queries import entries_of
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError, NotFound
from app.files import service as files
from app.files.models import StoredFile
from app.files.photos import PHOTOS_MAX, Move, moved
from app.files.service import PreparedPhoto, path_of, prepare_sizes
from app.revisions.models import Revision
from app.spaces import queries, service
from app.spaces.models import PhotoSize, Space, SpacePhoto
from tests.files.factories import picture, upload
from tests.spaces.factories import make_space

ALT = "Bàn xoay gốm bên cửa sổ"


def _drawn(number: int = 0) -> PreparedPhoto:
    """Two sizes of bytes that no other number has."""
    return prepare_sizes([(480, 320, b"small %d" % number), (960, 640, b"large %d" % number)])


def _space() -> Space:
    return db.session.scalars(select(Space)).one()


def _add(number: int = 0) -> str:
    prepared = _drawn(number)
    return transact(lambda: service.add_photo(_space(), prepared, alt_vi=f"Ảnh {number}", actor=None).public_id)


def _shown() -> list[str]:
    """The words of the photos in their order, with what must hold of their positions."""
    db.session.rollback()
    photos = queries.photos_of(_space().id)
    assert [photo.position for photo in photos] == list(range(1, len(photos) + 1))
    return [photo.alt_vi for photo in photos]


@pytest.fixture
def address(app, cast):
    """The photos page of Lan's space, which Minh works in too."""
    with app.app_context():
        public_id = transact(lambda: make_space(cast.user("lan"), cast.user("minh")).public_id)
    return f"/my/spaces/{public_id}/photos"


@pytest.mark.parametrize("key", ["lan", "minh"])
def test_the_team_adds_a_photo(app, cast, address, key):
    sent = {"photo": upload(picture("JPEG", (1200, 900)), "Xưởng.JPG"), "alt_vi": f"  {ALT} ", "alt_en": "Wheel"}
    answer = cast.client(key).submit(address, sent, content_type="multipart/form-data")
    assert (answer.status_code, answer.location) == (302, address)
    with app.app_context():
        (photo,) = queries.photos_of(_space().id)
        assert (photo.alt_vi, photo.alt_en) == (ALT, "Wheel")
        assert [(size.width, size.height) for size in photo.sizes] == [(480, 360), (960, 720), (1200, 900)]
        assert all(path_of(size.file).stat().st_size == size.file.size for size in photo.sizes)
        assert entries_of(f"space:{_space().id}")[-1].action == "space.photo_added"
        assert db.session.get(Revision, f"space:{_space().id}") is not None


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"alt_vi": ALT}, "photo", "Bạn chưa chọn ảnh."),
        ({"alt_vi": ""}, "alt_vi", "Bạn chưa điền mục này."),
        ({"alt_vi": "x" * 201}, "alt_vi", "Tối đa 200 ký tự."),
        ({"alt_vi": ALT, "alt_en": "x" * 201}, "alt_en", "Tối đa 200 ký tự."),
        ({"alt_vi": ALT, "photo": (b"<svg/>", "a.svg")}, "photo", "không đọc được là JPEG, PNG, WebP"),
        ({"alt_vi": ALT, "photo": (b"%PDF-1.4", "a.pdf")}, "photo", "không đọc được là JPEG, PNG, WebP"),
        ({"alt_vi": ALT, "photo": (picture("JPEG")[:60], "a.jpg")}, "photo", "bị hỏng"),
        ({"alt_vi": ALT, "photo": (picture("PNG", (9000, 9000), "L"), "a.png")}, "photo", "40 triệu điểm ảnh"),
        ({"alt_vi": ALT, "photo": (b"", "a.jpg")}, "photo", "Tệp này rỗng."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_words_are_kept(app, cast, address, sent, field, sentence):
    data = {**sent, "photo": upload(*sent["photo"])} if "photo" in sent else sent
    answer = cast.client("lan").submit(address, data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert sent["alt_vi"] in answer.text
    with app.app_context():
        assert _shown() == []
        assert db.session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize("key", ["hoa", "tuan", "ha"])
def test_nobody_else_learns_that_there_are_photos(app, cast, address, key):
    with app.app_context():
        photo = _add()
    client = cast.client(key)
    token = client.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    for page in (address, f"{address}/{photo}"):
        assert client.get(page).status_code == 404
        assert client.post(page, data={"csrf_token": token, "alt_vi": "Của tôi"}).status_code == 404
    for act, data in (("move", {"to": "first"}), ("remove", {})):
        assert client.post(f"{address}/{photo}/{act}", data={"csrf_token": token, **data}).status_code == 404
    with app.app_context():
        assert _shown() == ["Ảnh 0"]


def test_a_photo_of_another_space_is_not_reached_through_ones_own(app, cast, address):
    with app.app_context():
        photo = _add()
        own = transact(lambda: make_space(cast.user("hoa"), name_vi="Đình Làng").public_id)
    assert cast.client("hoa").get(f"/my/spaces/{own}/photos/{photo}").status_code == 404


def test_eight_are_enough(app, cast, address):
    with app.app_context():
        for number in range(PHOTOS_MAX):
            _add(number)
        with pytest.raises(DomainError, match=r"photo\.too_many"):
            _add(PHOTOS_MAX)
        assert len(_shown()) == PHOTOS_MAX == 8
        orphan = files.store.path_of_digest(_drawn(PHOTOS_MAX).sizes[0][2].sha256)
        old = clock.now().timestamp() - 3700
        os.utime(orphan, (old, old))
        assert files.sweep() == 1
    lan = cast.client("lan")
    page = lan.get(address).text
    assert "Đã đủ 8 ảnh." in page
    assert 'type="file"' not in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    late = {"csrf_token": token, "alt_vi": ALT, "photo": upload(picture("JPEG"), "a.jpg")}
    assert lan.post(address, data=late).status_code == 422


@pytest.mark.both_engines
def test_the_last_free_place_is_given_once(app, cast, address):
    with app.app_context():
        for number in range(PHOTOS_MAX - 1):
            _add(number)
    won: list[str] = []
    start = threading.Barrier(4)

    def race(number: int) -> None:
        with app.app_context():
            prepared = _drawn(number)
            start.wait()
            try:
                won.append(
                    transact(lambda: service.add_photo(_space(), prepared, alt_vi=f"Ảnh {number}", actor=None).alt_vi)
                )
            except DomainError as error:
                assert error.code == "photo.too_many"  # noqa: PT017

    threads = [threading.Thread(target=race, args=(100 + n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(won) == 1
        assert _shown()[-1:] == won
        assert len(_shown()) == PHOTOS_MAX


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [
        (2, Move.FIRST, [2, 0, 1]),
        (0, Move.LATER, [1, 0, 2]),
        (2, Move.EARLIER, [0, 2, 1]),
        (0, Move.EARLIER, [0, 1, 2]),
        (2, Move.LATER, [0, 1, 2]),
    ],
)
def test_orders(which, to, order):
    photos = [SpacePhoto(alt_vi=str(n)) for n in range(3)]
    assert moved(photos, photos[which], to) == [photos[n] for n in order]


def test_a_photo_becomes_the_cover(app, cast, address):
    with app.app_context():
        ids = [_add(number) for number in range(3)]
    lan = cast.client("lan")
    answer = lan.submit(address, {"to": "first"}, to=f"{address}/{ids[2]}/move")
    assert (answer.status_code, answer.location) == (302, address)
    with app.app_context():
        assert _shown() == ["Ảnh 2", "Ảnh 0", "Ảnh 1"]
        assert queries.covers_of([_space().id])[_space().id].public_id == ids[2]
    answer = lan.submit(address, {"to": "sideways"}, to=f"{address}/{ids[0]}/move")
    assert answer.status_code == 422
    assert "không có trong danh sách" in answer.text


@pytest.mark.both_engines
def test_two_who_order_at_once_both_count(app, cast, address):
    with app.app_context():
        ids = [_add(number) for number in range(5)]
    start = threading.Barrier(2)

    def race(photo_id: str) -> None:
        with app.app_context():
            start.wait()
            transact(
                lambda: service.move_photo(queries.photo_of(_space().id, photo_id), Move.FIRST, actor=None)  # type: ignore[arg-type]
            )

    threads = [threading.Thread(target=race, args=(photo_id,)) for photo_id in ids[3:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert _shown() in (
            ["Ảnh 3", "Ảnh 4", "Ảnh 0", "Ảnh 1", "Ảnh 2"],
            ["Ảnh 4", "Ảnh 3", "Ảnh 0", "Ảnh 1", "Ảnh 2"],
        )


def test_words_are_changed(app, cast, address):
    with app.app_context():
        photo = _add()
    lan = cast.client("lan")
    page = f"{address}/{photo}"
    assert lan.submit(page, {"alt_vi": ""}, to=page).status_code == 422
    assert lan.submit(page, {"alt_vi": "Lò đang nung", "alt_en": "Firing"}, to=page).location == address
    with app.app_context():
        assert _shown() == ["Lò đang nung"]
        assert queries.photos_of(_space().id)[0].alt_en == "Firing"


def test_a_removed_photo_is_gone_with_its_bytes(app, cast, address):
    with app.app_context():
        ids = [_add(number) for number in range(3)]
        paths = [path_of(size.file) for size in queries.photo_by_public_id(ids[0]).sizes]
    answer = cast.client("lan").submit(f"{address}/{ids[0]}", to=f"{address}/{ids[0]}/remove")
    assert (answer.status_code, answer.location) == (302, address)
    with app.app_context():
        assert _shown() == ["Ảnh 1", "Ảnh 2"]
        assert len(db.session.scalars(select(PhotoSize)).all()) == 4
        assert len(db.session.scalars(select(StoredFile)).all()) == 4
        for path in paths:
            os.utime(path, (1, 1))
        assert files.sweep() == 2
        assert not any(path.exists() for path in paths)


def test_two_who_remove_the_same_photo(app, cast, address):
    with app.app_context():
        photo_id = _add()
        held = queries.photo_by_public_id(photo_id)
        assert held is not None
        db.session.expunge(held)
        transact(lambda: service.remove_photo(queries.photo_by_public_id(photo_id), actor=None))  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            transact(lambda: service.remove_photo(held, actor=None))
        assert _shown() == []
