from collections.abc import Callable, Mapping
from typing import Any

import yaml

from app.audit.service import record
from app.config import ROOT
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import one_line
from app.revisions.service import bump
from app.vocabulary import queries, rules
from app.vocabulary.models import Word
from app.vocabulary.rules import Uses


def our_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """By list and code, as they stand in `data/vocabulary.yaml`."""
    words: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(
        (ROOT / "data/vocabulary.yaml").read_text(encoding="utf-8")
    )
    return words


def load_words(document: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Add those of `data/vocabulary.yaml` that were never known. What the Centre has edited is never overwritten, and a
    list it has touched is its own: what it removed does not come back."""
    for list_, said in document.items():
        if queries.words(list_):
            continue
        for position, (code, name) in enumerate(said.items(), start=1):
            db.session.add(
                Word(
                    list=list_, code=code, position=position * 10, name_vi=name["vi"], name_en=name["en"], active=True
                )
            )
    db.session.flush()
    queries.read_again()


def add_word(list_: str, *, name_vi: str, name_en: str, actor: Any) -> Word:
    """At the end of its list. Where that was never loaded (an older database that nobody has seeded since) what has been
    offered all along stands before it. Raises `word.…`."""
    every = queries.held_words(list_)
    if not every:
        load_words({list_: our_words()[list_]})
        every = queries.held_words(list_)
    name_vi, name_en = one_line(name_vi), one_line(name_en)
    rules.check_names(every, name_vi, name_en)
    word = Word(
        list=list_,
        code=rules.new_code(name_en, {one.code for one in every}),
        name_vi=name_vi,
        name_en=name_en,
        position=max((one.position for one in every), default=0) + 10,
        active=True,
    )
    db.session.add(word)
    _note(word, "word.added", actor)
    return word


def rename_word(word: Word, *, seen: str, name_vi: str, name_en: str, actor: Any) -> None:
    """Everywhere at once, also where it was chosen before. `seen` is what it was called when the form was shown:
    raises `word.changed_meanwhile` where that is no longer so, and `word.…` for the names."""
    every = queries.held_words(word.list)
    if seen != queries.seen(word):
        raise DomainError("word.changed_meanwhile")
    name_vi, name_en = one_line(name_vi), one_line(name_en)
    rules.check_names(every, name_vi, name_en, code=word.code)
    word.name_vi, word.name_en = name_vi, name_en
    _note(word, "word.renamed", actor)


def move_word(word: Word, *, up: bool, actor: Any) -> None:
    """One place up or down; at the end of the list nothing happens."""
    every = list(queries.held_words(word.list))
    place = every.index(word)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(every):
        return
    every[place], every[other] = every[other], every[place]
    for position, one in enumerate(every, start=1):
        one.position = position * 10
    _note(word, "word.moved", actor)


def hide_word(word: Word, *, uses: Uses, actor: Any) -> None:
    """It is offered no more; who has it keeps it. Raises `word.kept` and `word.named_by_criteria`."""
    queries.held_words(word.list)
    if (why := rules.why_not_hidden(word, uses)) is not None:
        raise DomainError(why)
    word.active = False
    _note(word, "word.hidden", actor)


def offer_word(word: Word, *, actor: Any) -> None:
    """Again."""
    queries.held_words(word.list)
    word.active = True
    _note(word, "word.offered", actor)


def remove_word(word: Word, *, uses: Callable[[], Uses], actor: Any) -> None:
    """For good, where nothing has it: that is asked once nobody can choose it any more (`names_to_choose`). Raises as
    `hide_word`, and `word.in_use`."""
    queries.held_words(word.list)
    if (why := rules.why_not_removed(word, uses())) is not None:
        raise DomainError(why)
    _note(word, "word.removed", actor)
    db.session.delete(word)
    db.session.flush()


def _note(word: Word, action: str, actor: Any) -> None:
    db.session.flush()
    queries.read_again()
    payload = {"name_vi": word.name_vi, "name_en": word.name_en}
    record(f"word:{word.list}:{word.code}", action, actor=actor, payload=payload)
    bump("words:vocabulary")
