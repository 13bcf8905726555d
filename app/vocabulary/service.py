from collections.abc import Mapping

from app.core.db import db
from app.vocabulary import queries
from app.vocabulary.models import Word


def load_words(document: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Add those of `data/vocabulary.yaml` that are not known yet. What the Centre has edited is never overwritten."""
    for list_, said in document.items():
        known = {word.code for word in queries.words(list_)}
        for position, (code, name) in enumerate(said.items(), start=1):
            if code not in known:
                db.session.add(_word(list_, code, position * 10, name["vi"], name["en"]))
    db.session.flush()
    queries.read_again()


def _word(list_: str, code: str, position: int, name_vi: str, name_en: str | None) -> Word:
    return Word(list=list_, code=code, name_vi=name_vi, name_en=name_en, position=position, active=True)
