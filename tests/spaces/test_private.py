"""Who represents a space, and with whom it works, are for the Centre alone."""

import ast
import re

from app.config import ROOT
from app.core.db import transact
from app.spaces.rules import PRIVATE
from tests.spaces.factories import make_space

MARKS = {"representative_name": "Bà Kín Một", "representative_title": "Chức Kín Hai", "partner_name": "Hợp tác xã Kín Ba", "legal_name": "Công ty Kín Bốn"}  # fmt: skip
# Who may read the columns; the forms and what is kept of an edit go by the list of a profile's fields.
READERS = {
    "app/applications/rules.py",  # whether a legal name has been given
    "app/evaluations/queries/cases.py",  # what a reviewer of a blind call must not read anywhere
    "app/spaces/models.py",
    "app/spaces/rules.py",
}
SHOWN = {"spaces/_form.html", "spaces/_private.html"}
FOR_THE_CENTRE = {"applications/paper_dossier.html", "applications/receipt.html", "evaluations/case/facts.html"}


def test_nothing_that_strangers_read_has_them(app, cast):
    with app.app_context():

        def made():
            space = make_space(cast.user("lan"), **MARKS)
            space.listed_at = space.created_at
            return space.slug, space.public_id

        slug, public_id = transact(made)
    stranger = cast.client("hoa")
    addresses = ["/spaces", f"/spaces/{slug}", "/spaces.geojson", "/register/members.csv", "/register/members.json"]
    addresses += [f"/spaces?q={word}" for word in ("kin+mot", "kin+ba", "kin+bon")]
    for address in addresses:
        text = stranger.get(address).text
        assert not [mark for mark in MARKS.values() if mark in text], address
    assert all(f"/spaces/{slug}" not in stranger.get(address).text for address in addresses[-3:])
    own = cast.client("lan").get(f"/my/spaces/{public_id}").text
    assert all(mark in own for mark in MARKS.values())
    assert not [mark for mark in MARKS.values() if mark in cast.client("lan").get(f"/spaces/{slug}").text]


def test_only_the_centres_pages_read_the_columns():
    assert set(MARKS) == PRIVATE
    readers = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
                readers.add(path.relative_to(ROOT).as_posix())
    assert readers <= READERS, readers - READERS
    for path in (ROOT / "templates").rglob("*.html"):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT / "templates").as_posix()
        if name not in SHOWN:
            assert not re.search(rf"\.({'|'.join(PRIVATE)})\b", text), name
        assert ("_private.html" in text) == (name in FOR_THE_CENTRE), name
