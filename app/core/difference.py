"""What sets two texts apart, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECES = re.compile(r"\s+|[^\s]+")


class Part(NamedTuple):
    """`kind` is "same", "gone" (only the first text has it) or "new" (only the second has it)."""

    kind: str
    text: str


def difference(first: str, second: str) -> list[Part]:
    """Joined without the new parts they are `first`, without the gone ones `second`."""
    return list(_parts(_PIECES.findall(first), _PIECES.findall(second)))


def _parts(first: list[str], second: list[str]) -> Iterator[Part]:
    for does, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if does == "equal":
            yield Part("same", "".join(first[a:b]))
            continue
        if b > a:
            yield Part("gone", "".join(first[a:b]))
        if d > c:
            yield Part("new", "".join(second[c:d]))


def both(first: str, second: str) -> str:
    """One text with all that either says, to be put right by hand: what they share stands once."""
    merged = ""
    for part in difference(first, second):
        apart = merged and not merged[-1].isspace() and not part.text[:1].isspace()
        merged += (" " if apart else "") + part.text
    return merged
