"""The page of figures, its files, and the month on paper."""

import pytest
import time_machine

from app.core.db import db
from app.files.tables import read_table
from app.reports.figures import MAKERS
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("period", ["2026", "2024-02"])
def test_an_empty_house_has_a_page_of_nothing(app, cast, language, period):
    answer = cast.client("thu", language).get(f"/desk/reports?period={period}")
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "use.svg" not in answer.text, "there is nothing to draw"


def test_who_may_see_them(cast):
    for key, status in {"thu": 200, "dung": 200, "ha": 200, "mai": 403, "lan": 403}.items():
        for address in ("/desk/reports", "/desk/reports/2026-11", "/desk/reports/figures/use.csv"):
            assert cast.client(key).get(address).status_code == status, (key, address)


@pytest.mark.parametrize("slip", ["2026-13", "x" * 4000, "2999", "2026-11'"])
def test_a_slip_in_the_address_is_no_error(cast, slip):
    client = cast.client("thu")
    assert client.get("/desk/reports", query_string={"period": slip}).status_code == 200
    assert client.get("/desk/reports/figures/use.csv", query_string={"period": slip, "theme": slip, "lang": slip}).status_code == 200  # fmt: skip
    assert client.get("/desk/reports/figures/secret.csv").status_code == 404


@pytest.mark.parametrize("month", ["2026-12", "2026", "2026-q4", "2026-13", "x"])
def test_no_report_of_what_is_no_month_or_has_not_begun(cast, month):
    client = cast.client("thu")
    assert client.get(f"/desk/reports/{month}").status_code == 404
    assert client.get(f"/desk/reports/{month}.pdf").status_code == 404


@pytest.mark.parametrize("name", MAKERS)
def test_every_figure_is_a_table_in_a_file(cast, name):
    client = cast.client("thu")
    assert client.get(f"/desk/reports/figures/{name}.csv").data.startswith(b"\xef\xbb\xbf")
    assert read_table(client.get(f"/desk/reports/figures/{name}.xlsx?lang=en").data, "a.xlsx")


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_nothing_is_drawn_of_nothing(cast, ending):
    assert cast.client("thu").get(f"/desk/reports/figures/use.{ending}").status_code == 404


def test_the_same_month_gives_the_same_paper(cast):
    with time_machine.travel(NOW, tick=False):
        papers = [cast.client("thu").get("/desk/reports/2026-11.pdf").data for _again in range(2)]
    assert papers[0].startswith(b"%PDF")
    assert papers[0] == papers[1]


def test_a_remark_is_printed_and_kept_nowhere(app, cast):
    client = cast.client("thu")
    before = _rows(app)
    answer = client.submit("/desk/reports/2026-11", {"remark": "Tháng của Lễ hội."})
    assert answer.content_type == "application/pdf"
    assert _rows(app) == before


@pytest.mark.parametrize("remark", ["漢字", "x" * 601])
def test_a_remark_that_cannot_be_printed_comes_back(cast, remark):
    answer = cast.client("thu").submit("/desk/reports/2026-11", {"remark": remark})
    assert answer.status_code == 422
    assert remark in answer.text
    assert "field-error" in answer.text


def _rows(app):
    with app.app_context():
        names = sorted(db.engine.dialect.get_table_names(db.session.connection()))
        return {name: db.session.connection().exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in names if name != "sign_ins"}  # fmt: skip
