"""A word is taken out of a list at the moment somebody chooses it: one of the two waits, and then hears why not."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from app.config import ROOT
from app.core.db import db, transact
from app.core.errors import DomainError
from app.desk.word_uses import uses_in
from app.evaluations.models import ReviewerProfile
from app.evaluations.service import keep_profile
from app.spaces.models import Space
from app.vocabulary import queries, service
from app.vocabulary.rules import Uses
from tests.cast import Cast
from tests.spaces.factories import make_space

LISTED = yaml.safe_load((ROOT / "data/vocabulary.yaml").read_text(encoding="utf-8"))
WORD = "advertising"
PATIENCE = 30
A_MOMENT = 0.5  # given to the second, who must not get through while the first has not ended
CHOOSERS: dict[str, Callable[[Cast], Any]] = {
    "a space": lambda cast: make_space(cast.user("lan"), fields=[WORD]),
    "a reviewer": lambda cast: keep_profile(cast.user("mai"), fields=[WORD]),
}


@pytest.fixture
def loaded(app: Flask) -> None:
    with app.app_context():
        transact(lambda: service.load_words(LISTED))


def _remove(cast: Cast) -> None:
    word = queries.word("fields", WORD)
    assert word is not None
    service.remove_word(word, uses=lambda: uses_in("fields").get(WORD, Uses()), actor=cast.user("tuan"))


@pytest.mark.both_engines
@pytest.mark.parametrize("first", ["chosen", "removed"])
@pytest.mark.parametrize("chooser", CHOOSERS)
def test_nothing_is_left_with_a_word_that_is_gone(
    app: Flask, cast: Cast, loaded: None, chooser: str, first: str
) -> None:
    acts = {"chosen": lambda: CHOOSERS[chooser](cast), "removed": lambda: _remove(cast)}
    done, over = threading.Event(), threading.Event()
    said: dict[str, str] = {}

    def work(name: str, act: Callable[[], Any]) -> None:
        try:
            with app.app_context():
                transact(act)
            said[name] = "ok"
        except DomainError as error:
            said[name] = error.code
        finally:
            over.set() if name != first else None

    def leading() -> None:
        acts[first]()
        done.set()
        over.wait(A_MOMENT)

    def following() -> None:
        acts[second]()

    second = "removed" if first == "chosen" else "chosen"
    leader = threading.Thread(target=work, args=(first, leading))
    leader.start()
    assert done.wait(PATIENCE)
    follower = threading.Thread(target=work, args=(second, following))
    follower.start()
    for thread in (leader, follower):
        thread.join(PATIENCE)

    refused = {"chosen": "space.unknown_choice", "removed": "word.in_use"}[second]
    assert said == {first: "ok", second: refused}
    with app.app_context():
        having = [*db.session.scalars(select(Space.fields)), *db.session.scalars(select(ReviewerProfile.fields))]
        assert any(WORD in one for one in having) == (queries.word("fields", WORD) is not None)
