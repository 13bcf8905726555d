from sqlalchemy import select

from app.audit.queries import entries_of
from app.core.db import db, transact
from app.spaces import queries, service
from app.spaces.models import Space, TeamRole
from tests.spaces.factories import WARD, make_space, profile

TYPED = {
    "name_vi": "Nhà Mở Ô Chợ Dừa",
    "name_en": "Open House",
    "summary_vi": "Căn nhà hai tầng để vẽ, đọc và trò chuyện.",
    "kinds": ["art_space", "cafe"],
    "fields": ["design", "visual_arts"],
    "ownership": "group",
    "ward_code": WARD,
    "old_district": "Đống Đa",
    "house_number": "7",
    "street": "ngõ 10",
    "website": "nhamo.example",
    "phone": "024 3628 7604",
}


def only_space() -> Space:
    return db.session.scalars(select(Space)).one()


def test_a_person_creates_a_space_and_owns_it(app, cast):
    lan = cast.client("lan")
    answer = lan.submit("/my/spaces/new", TYPED)
    assert (answer.status_code, answer.location) == (302, "/my/spaces")
    shown = lan.get("/my/spaces").text
    assert "Nhà Mở Ô Chợ Dừa" in shown
    assert "Phường Hoàn Kiếm, Hà Nội" in shown
    assert "ngõ 10" not in shown
    with app.app_context():
        space = only_space()
        assert space.slug == "nha-mo-o-cho-dua"
        assert (space.kinds, space.fields, space.exactness) == (
            ["art_space", "cafe"],
            ["visual_arts", "design"],
            "ward",
        )
        assert space.channels == {"website": "https://nhamo.example", "phone": "024 3628 7604"}
        assert queries.team_role(space.id, cast.user("lan").id) == TeamRole.OWNER
        assert [user.email for user in queries.owners_of(space.id)] == ["lan@example.org"]
        assert [entry.action for entry in entries_of(f"space:{space.id}")] == ["space.created", "space.team_changed"]


def test_each_bad_answer_is_told_at_its_field_and_nothing_is_lost_or_saved(app, cast):
    lan = cast.client("lan")
    bad = {
        "name_vi": ("", "Bạn chưa điền mục này."),
        "name_en": ("a" * 161, "Tối đa 160 ký tự."),
        "summary_vi": ("a" * 301, "Tối đa 300 ký tự."),
        "kinds": (None, "Hãy chọn ít nhất một loại hình."),
        "ownership": ("nobody", "không có trong danh sách"),
        "ward_code": ("", "Hãy chọn phường hoặc xã."),
        "website": ("javascript:alert(1)", "Đường dẫn phải bắt đầu bằng http"),
        "email": ("không phải thư", "Địa chỉ thư điện tử chưa đúng"),
        "phone": ("gọi Lan", "Số điện thoại chưa đúng"),
    }
    for name, (value, sentence) in bad.items():
        answer = lan.submit("/my/spaces/new", TYPED | {name: value})
        assert answer.status_code == 422, name
        assert sentence in answer.text, name
        assert f'href="#{name}"' in answer.text, name
        assert "Căn nhà hai tầng" in answer.text or name == "summary_vi", name
    with app.app_context():
        assert db.session.scalars(select(Space)).all() == []


def test_the_same_words_in_english(cast):
    answer = cast.client("lan", "en").submit("/my/spaces/new", TYPED | {"ward_code": ""})
    assert answer.status_code == 422
    assert "Choose a ward or commune." in answer.text


def test_a_space_that_is_only_online_needs_no_place(app, cast):
    typed = TYPED | {"kinds": ["online"], "ward_code": "", "house_number": "", "street": ""}
    assert cast.client("lan").submit("/my/spaces/new", typed).status_code == 302
    with app.app_context():
        assert (only_space().online, only_space().ward_code) == (True, None)


def test_two_spaces_of_one_name_get_two_addresses(app, cast):
    with app.app_context():
        for _n in range(3):
            transact(lambda: make_space(cast.user("lan")))
        slugs = db.session.scalars(select(Space.slug).order_by(Space.id)).all()
        assert slugs == ["xuong-gom-bo-song", "xuong-gom-bo-song-2", "xuong-gom-bo-song-3"]


def test_a_space_does_not_stand_where_a_page_does(app, cast):
    with app.app_context():
        space = transact(lambda: make_space(cast.user("lan"), name_vi="Statistics"))
        assert space.slug == "statistics-2"
        assert app.test_client().get(f"/register/{space.slug}").status_code == 404
        assert app.test_client().get("/register/statistics").status_code == 200


def test_an_address_taken_between_the_look_and_the_write_is_not_an_error(app, cast, monkeypatch):
    with app.app_context():
        transact(lambda: make_space(cast.user("lan")))
        monkeypatch.setattr(queries, "slugs_like", lambda _slug: set())
        second = transact(lambda: make_space(cast.user("hoa")).slug)
        assert second.startswith("xuong-gom-bo-song-")


def test_wards_are_offered_in_vietnamese_order(cast):
    page = cast.client("lan").get("/my/spaces/new").text
    assert page.count("(phường)") == 51
    assert page.count("(xã)") == 75
    assert page.index(">Ba Đình (") < page.index(">Bồ Đề (") < page.index(">Đại Mỗ (") < page.index(">Vĩnh Tuy (")


def test_signed_out_people_are_asked_to_sign_in(client):
    for path in ("/my/spaces", "/my/spaces/new"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location == f"/sign-in?next={path}"


def test_somebody_without_a_space_is_told_how_to_begin(cast):
    page = cast.client("hoa").get("/my/spaces").text
    assert 'href="/my/spaces/new"' in page
    assert "Bạn chưa ở trong nhóm của không gian nào" in page


def test_unknown_ward_is_refused_by_the_service(app, cast):
    answer = cast.client("lan").submit("/my/spaces/new", TYPED | {"ward_code": "99999"})
    assert answer.status_code == 422
    assert "không có trong danh sách" in answer.text


def test_the_demo_mark_comes_from_the_service_only(app, cast):
    cast.client("lan").submit("/my/spaces/new", TYPED | {"demo": "1", "slug": "admin", "public_id": "x"})
    with app.app_context():
        assert (only_space().demo, only_space().slug) == (False, "nha-mo-o-cho-dua")
        assert transact(lambda: service.create_space(profile(), actor=cast.user("lan"), demo=True).demo)
