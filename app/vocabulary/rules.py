"""What may become of a word of the Centre's lists. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.core.errors import DomainError
from app.core.text import name_key, slugify
from app.vocabulary.models import Word

LISTS = ("kinds", "fields", "welcomes")
NAME_MAX = 80
# Words that something in the code itself hangs on: a space of this kind needs no ward.
KEPT = frozenset({("kinds", "online")})


@dataclass(frozen=True)
class Uses:
    """How many have the word, and which published criteria name it."""

    count: int = 0
    criteria: tuple[str, ...] = ()


def check_names(words: Sequence[Word], name_vi: str, name_en: str, *, code: str | None = None) -> None:
    """Raises `word.missing`, `word.too_long` and `word.same_name`, at the field."""
    for field, name in (("name_vi", name_vi), ("name_en", name_en)):
        if not name:
            raise DomainError("word.missing", field=field)
        if len(name) > NAME_MAX:
            raise DomainError("word.too_long", field=field, max=NAME_MAX)
    for other in words:
        if other.code != code and name_key(other.name_vi) == name_key(name_vi):
            raise DomainError("word.same_name", field="name_vi")


def new_code(name: str, taken: Collection[str]) -> str:
    """Never shown to people, but it stands in addresses and files for good."""
    wanted = slugify(name, fallback="muc").replace("-", "_")
    return next(code for code in (wanted, *(f"{wanted}_{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def why_not_hidden(word: Word, uses: Uses) -> str | None:
    """The code of the error, for one that has to be offered."""
    if (word.list, word.code) in KEPT:
        return "word.kept"
    return "word.named_by_criteria" if uses.criteria else None


def why_not_removed(word: Word, uses: Uses) -> str | None:
    return why_not_hidden(word, uses) or ("word.in_use" if uses.count else None)
