import pytest
from sqlalchemy import select

from app.core.db import db, transact
from app.core.errors import DomainError
from app.revisions.models import Revision
from app.spaces import queries, service
from app.spaces.models import Space, TeamRole
from tests.spaces.factories import WARD, make_space, profile


@pytest.fixture
def address(app, cast):
    """The edit page of Lan's space, which Minh works in too."""
    with app.app_context():
        public_id = transact(lambda: make_space(cast.user("lan"), cast.user("minh")).public_id)
    return f"/my/spaces/{public_id}"


def _space() -> Space:
    return db.session.scalars(select(Space)).one()


@pytest.mark.parametrize("key", ["lan", "minh"])
def test_the_team_edits(app, cast, address, key):
    answer = cast.client(key).submit(address, {"summary_vi": "Lò mới, men cũ.", "instagram": "instagram.com/bosong"})
    assert (answer.status_code, answer.location) == (302, address)
    with app.app_context():
        space = _space()
        assert space.summary_vi == "Lò mới, men cũ."
        assert space.channels == {"instagram": "https://instagram.com/bosong"}
        assert (space.name_en, space.house_number, space.kinds) == (
            "Riverbank Pottery",
            "12B",
            ["education", "craft_village"],
        )


@pytest.mark.parametrize("key", ["hoa", "tuan", "ha"])
def test_nobody_else_learns_that_it_exists(app, cast, address, key):
    client = cast.client(key)
    assert client.get(address).status_code == 404
    assert client.get("/my/spaces/000000000000000000000000").status_code == 404
    token_page = client.get("/my/spaces/new").text
    token = token_page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post(address, data={"csrf_token": token, "name_vi": "Của tôi"}).status_code == 404
    with app.app_context():
        assert _space().name_vi == "Xưởng gốm Bờ Sông"


def test_signed_out_people_are_asked_to_sign_in(client, address):
    assert client.get(address).location == f"/sign-in?next={address}"


def test_a_stale_page_does_not_overwrite_what_another_saved(app, cast, address):
    lan, minh = cast.client("lan"), cast.client("minh")
    stale = lan.get(address).text
    minh.submit(address, {"summary_vi": "Minh đã sửa."})
    version = stale.split('name="version"')[1].split('value="')[1].split('"')[0]
    answer = lan.submit(address, {"version": version, "summary_vi": "Lan viết đè."})
    assert answer.status_code == 422
    assert "Có người trong nhóm vừa lưu" in answer.text
    assert "Lan viết đè." in answer.text
    with app.app_context():
        assert _space().summary_vi == "Minh đã sửa."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400])
def test_a_page_that_does_not_say_its_version_saves_nothing(app, cast, address, version):
    answer = cast.client("lan").submit(address, {"version": version, "summary_vi": "Không rõ bản nào."})
    assert answer.status_code == 422
    with app.app_context():
        assert _space().version == 1


def test_renaming_keeps_the_address_and_tells_the_feeds(app, cast, address):
    cast.client("lan").submit(address, {"name_vi": "Xưởng gốm Ven Sông"})
    with app.app_context():
        space = _space()
        assert (space.name_vi, space.slug) == ("Xưởng gốm Ven Sông", "xuong-gom-bo-song")
        assert db.session.get(Revision, f"words:space:{space.id}") is not None


def test_an_edit_that_leaves_the_name_leaves_the_feeds(app, cast, address):
    cast.client("lan").submit(address, {"summary_vi": "Khác."})
    with app.app_context():
        assert db.session.get(Revision, f"words:space:{_space().id}") is None


def test_bad_answers_are_told_and_the_rest_is_kept(app, cast, address):
    answer = cast.client("lan").submit(
        address, {"name_vi": "", "facebook": "javascript:alert(1)", "street": "phố Mới"}
    )
    assert answer.status_code == 422
    for part in ('href="#name_vi"', 'href="#facebook"', "phố Mới", "javascript:alert(1)"):
        assert part in answer.text
    assert 'href="javascript:' not in answer.text
    with app.app_context():
        assert _space().street == "ngõ Hàng Chum"


def test_the_last_owner_stays(app, cast, address):
    with app.app_context():
        with pytest.raises(DomainError, match=r"space\.last_owner"):
            transact(lambda: service.add_to_team(_space(), cast.user("lan"), TeamRole.MEMBER, actor=None))
        transact(lambda: service.add_to_team(_space(), cast.user("minh"), TeamRole.OWNER, actor=None))
        transact(lambda: service.add_to_team(_space(), cast.user("lan"), TeamRole.MEMBER, actor=None))
        assert [user.name for user in queries.owners_of(_space().id)] == ["Bùi Minh"]


def test_a_hidden_street_cannot_be_found_by_searching(app, cast, address):
    with app.app_context():
        ids = [_space().id]
        assert queries.directory(ids, q="hang chum") == []
        assert [space.id for space in queries.directory(ids, q="XUONG gốm hoan kiem")] == ids
        transact(lambda: service.change_space(_space(), profile(exactness="street"), version=1, actor=None))
        assert [space.id for space in queries.directory(ids, q="hang chum")] == ids
        assert queries.directory(ids, q="12b") == []


def test_the_directory_filters_and_sorts_as_a_vietnamese_reader_expects(app, cast):
    names = ["Ơi Studio", "Đất Lành", "Ánh Sáng", "An Nhiên", "Dó", "Oa Oa"]
    with app.app_context():
        for name in names:
            kinds = ["cafe"] if name == "Dó" else ["museum"]
            ward_code = WARD if name != "Oa Oa" else "00004"
            transact(
                lambda n=name, k=kinds, w=ward_code: make_space(cast.user("lan"), name_vi=n, kinds=k, ward_code=w)
            )
        ids = db.session.scalars(select(Space.id)).all()
        assert [s.name_vi for s in queries.directory(ids)] == [
            "An Nhiên",
            "Ánh Sáng",
            "Dó",
            "Đất Lành",
            "Oa Oa",
            "Ơi Studio",
        ]
        assert queries.directory([], q="an") == []
        assert queries.directory(ids, q="100%_") == []
        assert [s.name_vi for s in queries.spaces_of(cast.user("lan"))][:2] == ["An Nhiên", "Ánh Sáng"]
        assert queries.spaces_of(cast.user("hoa")) == []
