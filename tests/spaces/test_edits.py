"""What of a page goes live at once, what waits for the Centre, and what becomes of it."""

import pytest
from sqlalchemy import select

from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.settings.service import change_setting
from app.spaces import queries, service
from app.spaces.models import EditStatus, Space, SpaceEdit
from app.spaces.rules import PRIVATE, WEIGHTY, Way, way_of
from app.spaces.said import FIELDS, from_values, profile_of, to_values
from tests.spaces.factories import make_space, profile

NEW = "Xưởng gốm Ven Sông"


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("policy", ["live", "names", "all"])
def test_what_waits(name, policy):
    assert way_of(name, policy, shown=False) is Way.LIVE
    waits = name not in PRIVATE and (policy == "all" or (policy == "names" and name in WEIGHTY))
    assert way_of(name, policy, shown=True) is (Way.WAITING if waits else Way.LIVE)


@pytest.fixture
def address(app, cast):
    """The page of Lan's space, which Minh works in too, and which everybody reads."""
    with app.app_context():

        def made():
            space = make_space(cast.user("lan"), cast.user("minh"))
            space.listed_at = space.created_at
            return space.public_id

        return f"/my/spaces/{transact(made)}"


def _space() -> Space:
    return db.session.scalars(select(Space)).one()


def _edits() -> list[SpaceEdit]:
    return list(db.session.scalars(select(SpaceEdit).order_by(SpaceEdit.id)))


def _policy(app, cast, value):
    with app.app_context():
        transact(lambda: change_setting("spaces.edits", value, actor=cast.user("ha")))


def _post(client, address):
    """By hand, as a page shown before would send it."""
    token = client.get("/my/spaces/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(address, data={"csrf_token": token})


def _address_of(app) -> str:
    with app.app_context():
        return f"/desk/edits/{queries.waiting_edits()[0].public_id}"


def test_words_go_live_and_a_name_waits(app, cast, address):
    answer = cast.client("lan").submit(address, {"name_vi": NEW, "summary_vi": "Lò mới, men cũ."})
    assert answer.status_code == 302
    with app.app_context():
        assert (_space().name_vi, _space().summary_vi) == ("Xưởng gốm Bờ Sông", "Lò mới, men cũ.")
        (edit,) = _edits()
        assert (edit.status, edit.before, edit.after) == (
            EditStatus.WAITING,
            {"name_vi": "Xưởng gốm Bờ Sông"},
            {"name_vi": NEW},
        )
    shown = cast.client("minh").get(address).text
    assert "Đang chờ Trung tâm duyệt" in shown
    assert f'value="{NEW}"' in shown  # editing goes on with what waits


def test_nothing_waits_while_nobody_reads_the_page(app, cast):
    with app.app_context():
        public_id = transact(lambda: make_space(cast.user("lan")).public_id)
    cast.client("lan").submit(f"/my/spaces/{public_id}", {"name_vi": NEW})
    with app.app_context():
        assert (_space().name_vi, _edits()) == (NEW, [])


def test_approved_it_shows_and_the_team_is_told(app, cast, address):
    cast.client("lan").submit(address, {"name_vi": NEW, "kinds": ["craft_village"]})
    one = _address_of(app)
    tuan = cast.client("tuan")
    assert NEW in tuan.get(one).text
    assert tuan.submit(one, {}, to=f"{one}/approve").location == one
    with app.app_context():
        assert (_space().name_vi, _space().kinds) == (NEW, ["craft_village"])
        assert _edits()[0].status == EditStatus.APPLIED
        told = db.session.scalars(select(Mail).where(Mail.template == "space_edit")).all()
        assert {mail.recipient for mail in told} == {cast.user("lan").email, cast.user("minh").email}


def test_declined_it_says_why_and_may_be_sent_again(app, cast, address):
    lan, tuan = cast.client("lan"), cast.client("tuan")
    lan.submit(address, {"name_vi": NEW})
    one = _address_of(app)
    assert tuan.submit(one, {"reason": " "}, to=f"{one}/decline").status_code == 422
    assert tuan.submit(one, {"reason": "Tên này đã có nơi dùng."}, to=f"{one}/decline").status_code == 302
    shown = lan.get(address).text
    assert "Tên này đã có nơi dùng." in shown
    assert 'value="Xưởng gốm Bờ Sông"' in shown
    lan.submit(address, {"name_vi": NEW})
    with app.app_context():
        assert [edit.status for edit in _edits()] == [EditStatus.DECLINED, EditStatus.WAITING]


def test_the_next_save_tells_it_anew(app, cast, address):
    lan, tuan = cast.client("lan"), cast.client("tuan")
    lan.submit(address, {"name_vi": NEW})
    old = _address_of(app)
    cast.client("minh").submit(address, {"name_en": "Riverside Pottery"})
    with app.app_context():
        first, second = _edits()
        assert (first.status, second.after) == (
            EditStatus.OVERTAKEN,
            {"name_vi": NEW, "name_en": "Riverside Pottery"},
        )
    refused = _post(tuan, f"{old}/approve")
    assert refused.status_code == 422
    assert "Nhóm đã gửi bản mới hơn" in refused.text
    with app.app_context():
        assert _space().name_vi == "Xưởng gốm Bờ Sông"


def test_two_who_send_at_once_do_not_write_over_each_other(app, cast, address):
    lan = cast.client("lan")
    stale = lan.get(address).text
    cast.client("minh").submit(address, {"name_vi": "Xưởng gốm của Minh"})
    version = stale.split('name="version"')[1].split('value="')[1].split('"')[0]
    answer = lan.submit(address, {"version": version, "edit": "", "name_vi": "Xưởng gốm của Lan"})
    assert answer.status_code == 422
    assert "phần chờ duyệt của không gian đã khác" in answer.text
    assert "Xưởng gốm của Lan" in answer.text
    with app.app_context():
        assert [edit.after["name_vi"] for edit in _edits()] == ["Xưởng gốm của Minh"]


def test_a_second_waiting_row_is_refused_by_the_schema(app, cast, address):
    with app.app_context():
        edit = {"base_version": 1, "before": {}, "after": {}, "proposed_by": cast.user("lan").id, "reason": ""}

        def two():
            space = _space()
            for n in range(2):
                db.session.add(
                    SpaceEdit(
                        public_id=f"e{n}", space_id=space.id, proposed_at=space.created_at, status="waiting", **edit
                    )
                )
            db.session.flush()

        with pytest.raises(Exception, match=r"(?i)unique"):
            transact(two)


def test_taken_back(app, cast, address):
    lan = cast.client("lan")
    lan.submit(address, {"name_vi": NEW})
    with app.app_context():
        public_id = _edits()[0].public_id
    withdraw = f"/my/spaces/edits/{public_id}/withdraw"
    assert _post(cast.client("hoa"), withdraw).status_code == 404
    assert cast.client("minh").submit(address, {}, to=withdraw).location == address
    with app.app_context():
        assert _edits()[0].status == EditStatus.WITHDRAWN
    lan.submit(address, {"name_vi": NEW})
    lan.submit(address, {"name_vi": "Xưởng gốm Bờ Sông"})  # written back by hand
    with app.app_context():
        assert [edit.status for edit in _edits()] == [EditStatus.WITHDRAWN, EditStatus.WITHDRAWN]


def test_what_changed_otherwise_meanwhile_is_not_written_over(app, cast, address):
    cast.client("lan").submit(address, {"name_vi": NEW})
    one = _address_of(app)
    with app.app_context():
        transact(
            lambda: service.rename_space(_space(), name_vi="Theo quyết định", name_en=None, actor=cast.user("dung"))
        )
    cast.client("tuan").submit(one, {}, to=f"{one}/approve")
    with app.app_context():
        assert (_space().name_vi, _edits()[0].status) == ("Theo quyết định", EditStatus.OVERTAKEN)


def test_a_word_saved_meanwhile_does_not_stand_in_the_way(app, cast, address):
    lan = cast.client("lan")
    lan.submit(address, {"name_vi": NEW})
    one = _address_of(app)
    lan.submit(address, {"summary_vi": "Mở cửa cả Chủ nhật."})
    cast.client("tuan").submit(one, {}, to=f"{one}/approve")
    with app.app_context():
        assert (_space().name_vi, _space().summary_vi) == (NEW, "Mở cửa cả Chủ nhật.")


def test_the_second_answer_finds_it_answered(app, cast, address):
    cast.client("lan").submit(address, {"name_vi": NEW})
    one = _address_of(app)
    tuan, thu = cast.client("tuan"), cast.client("thu")
    thu.get(one)
    tuan.submit(one, {}, to=f"{one}/approve")
    with app.app_context():
        edit = _edits()[0]
        with pytest.raises(DomainError, match=r"edit\.applied"):
            transact(lambda: service.decline_edit(_edits()[0], reason="Không", actor=cast.user("thu")))
        assert edit.status == EditStatus.APPLIED


def test_nobody_approves_for_a_space_of_their_own(app, cast):
    with app.app_context():

        def made():
            space = make_space(cast.user("lan"), cast.user("tuan"))
            space.listed_at = space.created_at
            given = profile(name_vi=NEW)
            db.session.flush()
            service.change_space(space, given, version=space.version, actor=cast.user("lan"), shown=True)

        transact(made)
        with pytest.raises(DomainError, match=r"edit\.not_yours"):
            transact(lambda: service.approve_edit(_edits()[0], actor=cast.user("tuan")))
        transact(lambda: service.approve_edit(_edits()[0], actor=cast.user("thu")))
        assert _space().name_vi == NEW


def test_the_setting_changes_while_an_edit_waits(app, cast, address):
    lan = cast.client("lan")
    lan.submit(address, {"name_vi": NEW})
    _policy(app, cast, "live")
    with app.app_context():
        assert _edits()[0].status == EditStatus.WAITING  # somebody still has to answer it, or its team to save
    lan.submit(address, {})
    with app.app_context():
        assert (_space().name_vi, _edits()[0].status) == (NEW, EditStatus.OVERTAKEN)
    _policy(app, cast, "all")
    lan.submit(address, {"summary_vi": "Chờ.", "representative_name": "Bà Gốm"})
    with app.app_context():
        assert (_space().summary_vi == "Chờ.", _space().representative_name) == (False, "Bà Gốm")
        assert _edits()[-1].after == {"summary_vi": "Chờ."}


def test_what_only_hides_never_waits(app, cast, address):
    with app.app_context():

        def shown_exactly():
            space = _space()
            space.exactness, space.house_number, space.street = "exact", "12", "phố Nhà Chung"
            space.own_latitude, space.own_longitude = 21.03, 105.85
            space.channels = {"phone": "0912345678", "website": "https://vi-du.vn"}

        transact(shown_exactly)
    _policy(app, cast, "all")
    changed = {"exactness": "ward", "phone": "", "summary_vi": "Lời mới."}
    assert cast.client("lan").submit(address, changed).status_code == 302
    with app.app_context():
        space = _space()
        assert (space.exactness, space.own_latitude, space.channels) == (
            "ward",
            None,
            {"website": "https://vi-du.vn"},
        )
        (edit,) = _edits()
        assert (edit.status, [*edit.after]) == (EditStatus.WAITING, ["summary_vi"])
    cast.client("lan").submit(address, {"exactness": "street", "phone": "0912345678"})
    with app.app_context():
        assert (_space().exactness, "phone" in _space().channels) == ("ward", False), "to show more waits"


def test_values_come_back_as_they_went(app, cast, address):
    with app.app_context():
        before = profile_of(_space())
        assert from_values(to_values(before)) == before


def test_strangers_and_operators_read_no_edit(app, cast, address):
    cast.client("lan").submit(address, {"name_vi": NEW})
    one = _address_of(app)
    for key in ("lan", "hoa", "mai"):
        assert cast.client(key).get(one).status_code == 403
    assert NEW not in cast.client("hoa").get("/spaces/xuong-gom-bo-song").text
