"""The public page shows the published set whole, and says what it is not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from app.core.db import db, transact
from app.criteria import queries, service
from app.criteria.models import CriteriaSet, SetStatus
from tests.criteria.factories import edition


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_asked_is_on_the_page(app: Flask, client: FlaskClient, language: str) -> None:
    client.set_cookie("lang", language)
    page = client.get("/criteria")
    assert page.status_code == 200
    definition = edition("0.2")
    for thing in (*definition.gates, *definition.groups, *definition.criteria):
        assert str(escape(getattr(thing, f"title_{language}"))) in page.text
    for criterion in definition.criteria:
        assert f"0 … {criterion.max}" in page.text
        for anchor in criterion.anchors:
            assert str(escape(getattr(anchor, f"text_{language}"))) in page.text
    assert str(escape(getattr(definition, f"notice_{language}"))) in page.text


def test_marks_are_told_in_words(client: FlaskClient) -> None:
    text = client.get("/criteria").text
    assert "Từ 60 trên 100 điểm" in text
    assert "Từ 50 điểm, hoặc khi còn một nhóm dưới mức sàn" in text
    assert "40% số điểm tối đa của nhóm" in text


def test_a_draft_is_not_shown_and_a_published_one_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        transact(lambda: service.import_set(edition("9.9"), actor=None))
        assert "Phiên bản 9.9" not in client.get("/criteria").text
        transact(_publish)
    assert "Phiên bản 9.9" in client.get("/criteria").text


def _publish() -> None:
    draft = queries.set_by_edition("default", "9.9")
    assert draft is not None
    service.publish_set(draft, actor=None)


def test_with_nothing_published_the_page_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        transact(lambda: db.session.query(CriteriaSet).update({"status": SetStatus.RETIRED}))
    page = client.get("/criteria")
    assert page.status_code == 200
    assert "chưa công bố bộ tiêu chí nào" in page.text
