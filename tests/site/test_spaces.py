import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import transact
from app.files.service import prepare_sizes
from app.memberships.models import Grade
from app.spaces.service import add_photo
from tests.memberships.factories import member
from tests.spaces.factories import make_space
from tests.statements import counted


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
        ("field=crafts", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
        ("district=ba+dinh", {"Đình Làng"}),
        ("district=ba+dinh&q=xuong", set()),
        ("grade=associate", {"Đình Làng"}),
        ("grade=full", {"Xưởng gốm Bờ Sông"}),
        ("online=yes", set()),
        ("online=no&kind=education", {"Xưởng gốm Bờ Sông"}),
        ("page=x", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
        ("page=99999999999999999999", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
        ("page=-1", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
        ("kind=unknown&ward=%27%3B--", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
        ("kind=unknown&field=crafts&grade=associate", {"Đình Làng"}),
        ("open=now", set()),
        ("open=x", {"Xưởng gốm Bờ Sông", "Đình Làng"}),
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


def _options(page: str, name: str) -> list[str]:
    """The words of a choice, as they are offered."""
    return re.findall(
        r"<option[^>]*>([^<]*)", page.split(f'<select class="control" id="{name}"')[1].split("</select>")[0]
    )


def test_choices_say_how_many_they_would_leave(client, spaces):
    page = client.get("/spaces").text
    assert _options(page, "kind") == ["Tất cả", "Văn hóa, di sản (1)", "Giáo dục (1)", "Làng nghề thủ công (1)"]
    assert _options(page, "field") == ["Tất cả", "Thủ công mỹ nghệ (2)"]
    assert _options(page, "district") == ["Tất cả", "Ba Đình (1)", "Hoàn Kiếm (1)"]
    assert _options(page, "grade") == ["Tất cả", "Thành viên đầy đủ (1)", "Thành viên liên kết (1)"]
    assert _options(page, "online") == ["Tất cả", "Có địa chỉ để đến (2)"]
    page = client.get("/spaces?kind=heritage").text
    assert _options(page, "kind") == ["Tất cả", "Văn hóa, di sản (1)", "Giáo dục (1)", "Làng nghề thủ công (1)"]
    assert _options(page, "district") == ["Tất cả", "Ba Đình (1)"]


def test_each_choice_can_be_taken_back(client, spaces):
    page = client.get("/spaces?q=lang&kind=heritage").text
    assert '<a class="tag" href="/spaces?kind=heritage">' in page
    assert '<a class="tag" href="/spaces?q=lang">' in page
    assert "Xóa bộ lọc" in page
    assert 'class="filters-chips"' not in client.get("/spaces").text


def _members(app, cast, count: int) -> None:
    """All the same but for their names, each with a cover."""
    with app.app_context():
        photo = prepare_sizes([(480, 320, b"small"), (960, 640, b"large")])

        def make() -> None:
            for n in range(count):
                space = make_space(cast.user("lan"), name_vi=f"Gốm số {n:02}", name_en=None)
                add_photo(space, photo, alt_vi=f"Ảnh {n}", actor=None)
                member(space)

        transact(make)


def test_a_long_list_comes_in_pages(app, cast, client):
    _members(app, cast, 26)
    first, second = client.get("/spaces?q=gom").text, client.get("/spaces?q=gom&page=2").text
    assert (first.count("space-card-words"), second.count("space-card-words")) == (24, 2)
    assert "Gốm số 23" in first
    assert "Gốm số 24" in second
    assert 'href="?q=gom&amp;page=2"' in first
    assert "26 trên 26 không gian" in first
    assert first.count('loading="lazy"') == 21  # the first row is seen at once


def _statements(app, client, address: str) -> int:
    """How many questions one page puts to the database."""
    with counted(app) as told:
        assert client.get(address).status_code == 200
    return len(told)


@pytest.mark.parametrize(
    "address", ["/spaces", "/spaces?q=gom", "/spaces?kind=education&view=map", "/spaces.geojson"]
)
def test_thirty_cost_no_more_questions_than_one(app, cast, client, address):
    """The first time after a change, when all is read anew, and from then on."""
    _members(app, cast, 1)
    alone = [_statements(app, client, address) for _ in range(2)]
    _members(app, cast, 29)
    assert [_statements(app, client, address) for _ in range(2)] == alone
    assert alone[1] < 25


def test_what_there_is_not_is_said(client, spaces):
    page = client.get("/spaces?kind=unknown&ward=%27%3B--&grade=full").text
    assert "Không có lựa chọn này: unknown, &#39;;--." in page
    assert "Không có lựa chọn này" not in client.get("/spaces?grade=full").text


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
