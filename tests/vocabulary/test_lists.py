"""The Centre's lists at the desk, and what becomes of them where people choose."""

import pytest
import yaml
from sqlalchemy import select

from app.config import ROOT
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.revisions.models import Revision
from app.spaces import service as spaces
from app.spaces.models import EditStatus, Space, SpaceEdit
from app.spaces.words import FIELD_NAMES, KIND_NAMES
from app.vocabulary import queries, service
from app.vocabulary.rules import Uses
from tests.spaces.factories import make_space, profile

LISTED = yaml.safe_load((ROOT / "data/vocabulary.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def loaded(app):
    with app.app_context():
        transact(lambda: service.load_words(LISTED))


def _word(code, list_="fields"):
    return queries.word(list_, code)


def test_what_is_loaded_says_what_the_code_says(app, loaded):
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        for names in (KIND_NAMES, FIELD_NAMES):
            ours = {code: str(name) for code, name in names._ours.items()}
            assert {code: str(names[code]) for code in names} == ours
            assert list(names) == list(ours)


def test_without_any_list_the_codes_own_names_stand(app):
    with app.test_request_context():
        assert str(FIELD_NAMES["cinema"]) == "Điện ảnh"
        assert [code for code, _name in FIELD_NAMES.offered()] == list(FIELD_NAMES)


def test_the_first_word_of_a_list_that_was_never_loaded_hides_none(app, cast):
    """An older database: brought up to date, and not seeded since."""
    with app.app_context():
        before = [code for code, _name in FIELD_NAMES.offered()]
        tuan = cast.user("tuan")
        code = transact(lambda: service.add_word("fields", name_vi="Xiếc", name_en="Circus", actor=tuan).code)
        assert [one for one, _name in FIELD_NAMES.offered()] == [*before, code]


def test_loading_again_brings_nothing_back(app, cast, loaded):
    with app.app_context():
        transact(lambda: service.remove_word(_word("advertising"), uses=Uses, actor=cast.user("tuan")))
        transact(lambda: service.load_words(LISTED))
        assert _word("advertising") is None


def test_a_coordinator_adds_renames_and_orders(app, cast, loaded):
    tuan = cast.client("tuan")
    assert tuan.submit("/desk/lists/fields", {"name_vi": "Ẩm thực", "name_en": "Cuisine"}).status_code == 302
    assert "Ẩm thực" in cast.client("lan").get("/my/spaces/new").text
    assert tuan.submit("/desk/lists/fields/cuisine", {"name_vi": "Ẩm thực phố"}).status_code == 302
    tuan.submit("/desk/lists/fields", {}, to="/desk/lists/fields/cuisine/up")
    with app.app_context():
        assert list(queries.names("fields"))[-2:] == ["cuisine", "publishing"]
        assert queries.names("fields")["cuisine"].name_vi == "Ẩm thực phố"
        assert db.session.get(Revision, "words:vocabulary").number == 3


def test_a_name_changed_in_another_window_is_told(app, cast, loaded):
    tuan = cast.client("tuan")
    answer = tuan.submit("/desk/lists/fields/design", {"was": "Tên cũ / Old", "name_vi": "Thiết kế"})
    assert answer.status_code == 422
    assert "vừa đổi tên" in answer.text
    with app.app_context():
        assert _word("design").name_vi == "Thiết kế sáng tạo"


def test_what_is_hidden_is_offered_to_nobody_but_who_has_it(app, cast, loaded):
    with app.app_context():
        public_id = transact(lambda: make_space(cast.user("lan"), fields=["crafts"]).public_id)
    cast.client("tuan").submit("/desk/lists/fields", {}, to="/desk/lists/fields/crafts/hide")
    lan = cast.client("lan")
    assert 'value="crafts"' not in lan.get("/my/spaces/new").text
    assert 'value="crafts"' in lan.get(f"/my/spaces/{public_id}").text
    assert lan.submit(f"/my/spaces/{public_id}", {"summary_vi": "Vẫn làm gốm."}).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Space)).one().fields == ["crafts"]
        with pytest.raises(DomainError, match=r"space\.unknown_choice"):
            transact(lambda: make_space(cast.user("hoa"), fields=["crafts"]))


def test_hidden_while_a_form_offers_it_is_told_at_the_field(app, cast, loaded):
    lan = cast.client("lan")
    page = lan.get("/my/spaces/new")
    assert 'value="crafts"' in page.text
    with app.app_context():
        transact(lambda: service.hide_word(_word("crafts"), uses=Uses(), actor=cast.user("tuan")))
    typed = {
        "name_vi": "Nhà Mở",
        "summary_vi": "Một nơi.",
        "kinds": ["cafe"],
        "fields": ["crafts"],
        "ownership": "group",
        "ward_code": "00070",
    }
    answer = lan.submit("/my/spaces/new", typed)
    assert answer.status_code == 422
    assert 'href="#fields"' in answer.text


def test_a_word_in_use_and_one_that_criteria_name_stay(app, cast, loaded):
    with app.app_context():
        transact(lambda: make_space(cast.user("lan"), fields=["crafts"]))
    tuan = cast.client("tuan")
    for address in ("fields/crafts/remove", "kinds/online/hide", "kinds/online/remove"):
        list_ = address.split("/")[0]
        assert tuan.submit(f"/desk/lists/{list_}", {}, to=f"/desk/lists/{address}").status_code == 302
    with app.app_context():
        assert _word("crafts") is not None
        assert _word("online", "kinds").active


def test_a_word_stays_while_an_edit_with_it_waits(app, cast, loaded):
    def propose():
        lan = cast.user("lan")
        code = service.add_word("kinds", name_vi="Nhà vườn", name_en="Garden house", actor=cast.user("tuan")).code
        space = make_space(lan)
        edit = SpaceEdit(
            public_id=new_public_id(), space_id=space.id, space=space, base_version=space.version,
            before={"kinds": space.kinds}, after={"kinds": [code]}, status=EditStatus.WAITING,
            proposed_by=lan.id, proposed_at=clock.now(), reason="",
        )  # fmt: skip
        db.session.add(edit)
        return code

    with app.app_context():
        code = transact(propose)
    tuan = cast.client("tuan")
    assert tuan.submit("/desk/lists/kinds", {}, to=f"/desk/lists/kinds/{code}/remove").status_code == 302
    with app.app_context():
        assert _word(code, "kinds") is not None


def test_the_order_of_a_list_changes_nothing_of_a_space(app, cast, loaded):
    with app.app_context():
        space_id = transact(lambda: make_space(cast.user("lan"), kinds=["education", "craft_village"]).id)
        transact(lambda: service.move_word(_word("craft_village", "kinds"), up=True, actor=cast.user("tuan")))
        transact(lambda: service.move_word(_word("craft_village", "kinds"), up=True, actor=cast.user("tuan")))

        def edit():
            space = db.session.get_one(Space, space_id)
            given = profile(kinds=["craft_village", "education"], summary_vi="Khác.")
            return spaces.change_space(space, given, version=space.version, actor=cast.user("lan"), shown=True)

        assert transact(edit) is None


def test_nobody_else_keeps_the_lists(app, cast, loaded):
    for key in ("lan", "mai", "dung"):
        assert cast.client(key).get("/desk/lists/fields").status_code == 403
    assert cast.client("tuan").get("/desk/lists/nothing").status_code == 404
