"""A house number that its people keep to themselves stands in nothing that others can read."""

import ast
import re
from dataclasses import replace

import pytest
from flask import url_for
from sqlalchemy import select

from app.config import ROOT
from app.core.db import db, transact
from app.core.text import fold
from app.mail.models import Mail
from app.spaces import service
from app.spaces.forms import SpaceForm
from app.spaces.models import Exactness, Space
from app.spaces.queries import spaces_of
from tests.web.demo import Demo
from tests.web.doors.here import user

pytestmark = pytest.mark.xdist_group("demo")

HOUSE, STREET = "Số 9Z7Q", "phố Bí Mật Riêng"
NUMBER, NAME = "9z7q", "bi mat rieng"
POINT = (21.0424319, 105.8765437)
DIGITS = ("0424319", "8765437")
# Who may read the columns themselves; everybody else asks `shown_address`.
READERS = {
    "app/spaces/rules.py",
    "app/spaces/models.py",
    "app/spaces/service/directory.py",  # writes what a list says
    "app/applications/supplements.py",  # what a team changed of its own, for the Centre that asked
    "app/evaluations/queries/cases.py",  # what a reviewer of a blind call must not read anywhere
}
# Who may read the point itself; everybody else asks `shown_point`.
PLACERS = {
    "app/spaces/rules.py",
    "app/spaces/models.py",
    "app/spaces/service/profile.py",
    "app/spaces/forms.py",
    "app/spaces/said.py",  # to its own people, and to the Centre that answers them
}
# Who may ask for all of it: letters that go by post, which only the Centre prints.
POSTED = {"app/ceremonies/staff/handing.py", "app/evaluations/staff/post.py"}


@pytest.fixture
def kept(demo: Demo) -> dict[str, list[str]]:
    """Every placed space of others than Hoa lives at the same secret address and shows it as exactly as its turn says.

    Gives the slugs by exactness.
    """
    slugs: dict[str, list[str]] = {exactness: [] for exactness in (Exactness.WARD, Exactness.STREET)}
    with demo.app.test_request_context():
        own = {space.id for space in spaces_of(user("hoa"))}
        ids = db.session.scalars(select(Space.id).where(Space.ward_code.is_not(None)).order_by(Space.id)).all()

        def move_in(space_id: int, exactness: str) -> str:
            space = db.session.get_one(Space, space_id)
            given = SpaceForm(space).profile()
            profile = replace(given, house_number=HOUSE, street=STREET, exactness=exactness)
            service.change_space(space, profile, version=space.version, actor=None)
            space.own_latitude, space.own_longitude = POINT
            return space.slug

        for turn, space_id in enumerate(one for one in ids if one not in own):
            exactness = list(slugs)[turn % 2]
            slugs[exactness].append(transact(lambda i=space_id, e=exactness: move_in(i, e)))
    return slugs


def _public_addresses(demo: Demo, slugs: list[str]) -> set[str]:
    """Every open page and feed that is about a space, for each of them, and every open address that needs no value."""
    addresses = set()
    with demo.app.test_request_context():
        for rule in demo.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or rule.rule.startswith("/dev"):
                continue
            if demo.app.view_functions[rule.endpoint].guard.__name__ != "anyone":  # type: ignore[attr-defined]
                continue
            if not rule.arguments:
                addresses.add(url_for(rule.endpoint))
            elif rule.arguments == {"slug"}:
                addresses |= {url_for(rule.endpoint, slug=slug) for slug in slugs}
    return addresses


def _read(body: bytes) -> str:
    """Folded, and the lines of feeds unfolded."""
    return fold(re.sub(r"\r?\n[ \t]", "", body.decode("utf-8", "replace")))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["nobody", "stranger"])
def test_nobody_reads_more_than_was_chosen(demo: Demo, kept: dict[str, list[str]], name: str, language: str) -> None:
    client = demo.clients[name]
    client.set_cookie("lang", language)
    answers = {one.address: (one.status, one.body) for one in demo.walk(name)}
    everywhere = _public_addresses(demo, kept[Exactness.WARD] + kept[Exactness.STREET])
    searches = {f"/spaces?q={word}" for word in ("9Z7Q", "so+9z7q")}
    for address in (everywhere | searches) - answers.keys():
        answer = client.get(address)
        answers[address] = answer.status_code, answer.data
    client.delete_cookie("lang")
    texts = {address: _read(body) for address, (_status, body) in answers.items()}
    assert [address for address, text in texts.items() if NUMBER in text and address not in searches] == []
    assert [address for address, text in texts.items() if any(digits in text for digits in DIGITS)] == []
    hidden = {f"/spaces/{slug}" for slug in kept[Exactness.WARD]}
    shown = {f"/spaces/{slug}" for slug in kept[Exactness.STREET]}
    assert [address for address in hidden & texts.keys() if NAME in texts[address]] == []
    assert any(NAME in texts[address] for address in shown & texts.keys()), (
        "the marks are nowhere: this proves nothing"
    )
    assert any(address.endswith(".ics") and answers[address][0] == 200 for address in answers)
    for search in searches:
        assert "space-card-words" not in answers[search][1].decode()


def test_no_search_and_no_list_names_a_street_that_is_hidden(demo: Demo, kept: dict[str, list[str]]) -> None:
    client = demo.clients["nobody"]
    found = "".join(client.get(f"/spaces?q=bi+mat+rieng&page={page}").text for page in (1, 2, 3))
    listed = "".join(client.get(f"/spaces?page={page}").text for page in (1, 2, 3))
    for slug in kept[Exactness.WARD]:
        assert f'href="/spaces/{slug}"' not in found
    assert any(f'href="/spaces/{slug}"' in found for slug in kept[Exactness.STREET])
    cards = listed.split('<article class="card')[1:]
    with_street = {card.split('href="/spaces/')[1].split('"')[0] for card in cards if NAME in fold(card)}
    assert with_street
    assert with_street <= set(kept[Exactness.STREET])


def test_no_letter_of_the_demo_carries_a_street_or_a_house_number(demo: Demo) -> None:
    with demo.app.app_context():
        streets = {one.street for one in db.session.scalars(select(Space)) if one.street}
        letters = [str(letter.values) for letter in db.session.scalars(select(Mail))]
    assert streets
    assert letters
    assert [street for street in streets if any(street in letter for letter in letters)] == []


def test_only_one_function_reads_the_columns() -> None:
    """Code that others write later too: an export, a feed, a letter."""
    readers, posted, placers = set(), set(), set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"street", "house_number"}:
                readers.add(path.relative_to(ROOT).as_posix())
            if isinstance(node, ast.Attribute) and node.attr in {"own_latitude", "own_longitude"}:
                placers.add(path.relative_to(ROOT).as_posix())
            if isinstance(node, ast.Name) and node.id == "postal_address":
                posted.add(path.relative_to(ROOT).as_posix())
    assert readers <= READERS, readers - READERS
    assert placers <= PLACERS, placers - PLACERS
    assert posted == POSTED
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file() and path.parent.name != "spaces":
            assert not re.search(
                r"\.(street|house_number|own_latitude|own_longitude)\b", path.read_text(encoding="utf-8")
            ), path
