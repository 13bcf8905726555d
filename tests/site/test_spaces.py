from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import transact
from app.memberships.models import Grade
from tests.memberships.factories import member
from tests.spaces.factories import make_space


@pytest.fixture
def spaces(app, cast):
    """A member with a hidden street, an associate, and one that never applied."""
    with app.app_context():

        def make() -> None:
            member(make_space(cast.user("lan"), cast.user("minh"), channels={"website": "https://gom.example"}))
            member(
                make_space(cast.user("hoa"), name_vi="Đình Làng", name_en=None, summary_vi="Sân chèo.", kinds=["heritage"], ward_code="00004",
                           exactness="exact", house_number="3", street="phố Đình"),
                grade=Grade.ASSOCIATE,
            )  # fmt: skip
            make_space(cast.user("hoa"), name_vi="Chưa Nộp Hồ Sơ", name_en=None)

        transact(make)


def test_the_directory_lists_todays_members_only(client, spaces):
    page = client.get("/spaces").text
    assert "Xưởng gốm Bờ Sông" in page
    assert "Đình Làng" in page
    assert "Thành viên liên kết" in page
    assert "Chưa Nộp Hồ Sơ" not in page
    assert page.index("Đình Làng") < page.index("Xưởng gốm Bờ Sông")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=xuong+gom", {"Xưởng gốm Bờ Sông"}),
        ("q=D%C3%8CNH", {"Đình Làng"}),
        ("q=pho+dinh", {"Đình Làng"}),
        ("q=hang+chum", set()),
        ("q=chua+nop", set()),
        ("kind=heritage", {"Đình Làng"}),
        ("ward=00070", {"Xưởng gốm Bờ Sông"}),
        ("ward=00070&kind=heritage", set()),
        ("kind=unknown&ward=%27%3B--", set()),
        ("q=%25", set()),
        ("q=" + "x" * 5000, set()),
    ],
)
def test_searching_is_blind_to_accents_and_to_what_is_hidden(client, spaces, query, found):
    answer = client.get(f"/spaces?{query}")
    assert answer.status_code == 200
    names = {"Xưởng gốm Bờ Sông", "Đình Làng", "Chưa Nộp Hồ Sơ"}
    assert {name for name in names if name in answer.text} == found
    assert found or "Không có không gian nào khớp." in answer.text


def test_what_was_searched_comes_back_as_text(client, spaces):
    page = client.get("/spaces?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_empty_network_says_what_to_do(client):
    assert 'href="/criteria"' in client.get("/spaces").text


def test_a_members_page_shows_what_was_chosen_and_no_more(client, spaces):
    page = client.get("/spaces/xuong-gom-bo-song").text
    assert "Phường Hoàn Kiếm, Hà Nội" in page
    for hidden in ("ngõ Hàng Chum", "12B", "Nguyễn Lan", "lan@example.org"):
        assert hidden not in page
    assert 'href="https://gom.example"' in page
    assert "Sửa thông tin" not in page
    assert "Điện thoại" not in page  # what was not given is not named
    exact = client.get("/spaces/dinh-lang").text
    assert "3 phố Đình, Phường Ba Đình, Hà Nội" in exact


def test_before_membership_only_its_team_sees_the_page(cast, client, spaces):
    assert client.get("/spaces/chua-nop-ho-so").status_code == 404
    assert cast.client("lan").get("/spaces/chua-nop-ho-so").status_code == 404
    assert cast.client("tuan").get("/spaces/chua-nop-ho-so").status_code == 404
    preview = cast.client("hoa").get("/spaces/chua-nop-ho-so")
    assert preview.status_code == 200
    assert "Bản xem trước" in preview.text


def test_the_page_closes_with_the_membership(app, cast, client):
    with app.app_context():
        transact(
            lambda: member(
                make_space(cast.user("lan")), effective_on=clock.today() - timedelta(days=800), term_months=12
            )
        )
    assert client.get("/spaces/xuong-gom-bo-song").status_code == 404
    assert "Xưởng gốm" not in client.get("/spaces").text


def test_in_english_the_english_words_and_the_vietnamese_where_there_are_none(client, spaces):
    client.set_cookie("lang", "en")
    page = client.get("/spaces").text
    assert "Riverbank Pottery" in page
    assert "Đình Làng" in page
    assert "Associate member" in page


@pytest.mark.parametrize("slug", ["nothing", "..%2F..%2Fetc", "%00", "x" * 3000])
def test_unknown_pages_are_not_found(client, slug):
    for room in ("spaces", "events", "venues"):
        assert client.get(f"/{room}/{slug}").status_code == 404


@pytest.mark.parametrize("address", ["/spaces?q=%00", "/spaces?ward=%00", "/events?venue=%00", "/?%00=1"])
def test_a_nul_in_a_question_is_refused(client, address):
    assert client.get(address).status_code == 400
