"""What changed between two texts, word by word, for people to read."""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# A line break stands for itself, so that changed paragraphs show; other space goes with the word after it.
_TOKEN = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(NamedTuple):
    change: Change
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """In the order of reading, what went before what came in its place; two pieces in a row are never alike.

    How much space stands between words makes no difference, a line break does. Joined, all that is not gone is
    `after` again.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    # With its heuristics against popular words: without, "a a a …" of an answer's length takes minutes.
    matcher = SequenceMatcher(None, [_key(one) for one in old], [_key(one) for one in new])
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(Change.SAME, "".join(new[new_from:new_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece(Change.GONE, "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece(Change.NEW, "".join(new[new_from:new_to])))
    return pieces


def both(first: str, second: str) -> str:
    """One text with all that either says, to be put right by hand: what they share stands once."""
    merged = ""
    for piece in difference(first, second):
        apart = merged and not merged[-1].isspace() and not piece.text[:1].isspace()
        merged += (" " if apart else "") + piece.text
    return merged


def _key(part: str) -> str:
    return part.strip(" \t") if part.isspace() else part.strip()
