"""Who sees the bytes of a photo, and who may keep them."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import transact
from app.files.service import prepare_sizes
from app.spaces.models import Space
from app.spaces.queries import photos_of
from app.spaces.service import add_photo
from tests.memberships.factories import member
from tests.spaces.factories import make_space


def _with_photos(space: Space, prepared) -> None:
    for alt in ("Lò gốm đang nung", "Sân phơi gốm"):
        add_photo(space, prepared, alt_vi=alt, alt_en="A firing" if "nung" in alt else None, actor=None)


@pytest.fixture
def addresses(app, cast):
    """Of a member's photo and of one that never applied, both Lan's."""
    with app.app_context():
        prepared = prepare_sizes([(480, 320, b"RIFF small"), (960, 640, b"RIFF large")])

        def make() -> list[int]:
            spaces = [make_space(cast.user("lan"), name_vi=name) for name in ("Lò Gốm", "Chưa Nộp")]
            for space in spaces:
                _with_photos(space, prepared)
            member(spaces[0])
            return [space.id for space in spaces]

        return [f"/photos/{photos_of(id)[0].public_id}/960.webp" for id in transact(make)]


def test_a_members_photo_is_for_everybody_and_to_keep(client, addresses):
    answer = client.get(addresses[0])
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"RIFF large", "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    again = client.get(addresses[0], headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["X-Content-Type-Options"] == "nosniff"


def test_before_membership_only_the_team_sees_it_and_nobody_keeps_it(cast, client, addresses):
    assert client.get(addresses[1]).status_code == 404
    assert cast.client("hoa").get(addresses[1]).status_code == 404
    assert cast.client("tuan").get(addresses[1]).status_code == 404
    answer = cast.client("lan").get(addresses[1])
    assert (answer.status_code, answer.data) == (200, b"RIFF large")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_photo_closes_with_the_membership(app, cast, client):
    with app.app_context():
        prepared = prepare_sizes([(480, 320, b"RIFF")])

        def make() -> int:
            space = make_space(cast.user("lan"))
            _with_photos(space, prepared)
            member(space, effective_on=clock.today() - timedelta(days=800), term_months=12)
            return space.id

        photo = photos_of(transact(make))[0].public_id
    assert client.get(f"/photos/{photo}/480.webp").status_code == 404


@pytest.mark.parametrize("width", ["481", "0", "99999999999999999999", "960", "x", "-1"])
def test_only_what_was_drawn_is_there(client, addresses, width):
    folder = addresses[0].rpartition("/")[0]
    assert client.get(f"{folder}/{width}.webp").status_code == (200 if width == "960" else 404)
    assert client.get(f"/photos/{'0' * 24}/{width}.webp").status_code == 404


@pytest.mark.parametrize(("language", "alt"), [("vi", "Lò gốm đang nung"), ("en", "A firing")])
def test_the_page_shows_them_in_order_with_their_words(client, addresses, language, alt):
    client.set_cookie("lang", language)
    page = client.get("/spaces/lo-gom").text
    assert page.index(f'alt="{alt}"') < page.index('alt="Sân phơi gốm"')
    assert page.count('width="960" height="640"') == 2
    small = addresses[0].replace("960.webp", "480.webp")
    assert f'srcset="{small} 480w, {addresses[0]} 960w"' in page
    assert f'<a href="{addresses[0]}">' in page
    assert page.count('loading="lazy"') == 2  # the second and the badge of its certificate; the cover comes at once
