"""The Centre's own words in a letter: its subject, a paragraph after the greeting, one before the signature. Pure.

They are put in once the letter is written, as they stand: nothing in them is ever read as a template.
"""

from dataclasses import dataclass

SUBJECT_MAX, PARAGRAPH_MAX = 150, 2000
_GREETINGS = ("Chào ", "Dear ")


@dataclass(frozen=True)
class OwnWords:
    subject: str = ""
    opening: str = ""
    closing: str = ""

    @property
    def any(self) -> bool:
        return bool(self.subject or self.opening or self.closing)


NONE = OwnWords()


def in_place(subject: str, body: str, own: OwnWords, *, signed: str) -> tuple[str, str]:
    """(subject, body) with them. `signed` is how letters are signed; one without signature is closed at its end."""
    blocks = [block.strip("\n") for block in body.strip("\n").split("\n\n")]
    blocks = [block for block in blocks if block.strip()]
    if own.closing:
        place = next((n for n in reversed(range(len(blocks))) if signed in blocks[n].split("\n")), len(blocks))
        blocks.insert(place, own.closing)
    if own.opening:
        greeting = next((n for n, block in enumerate(blocks) if block.startswith(_GREETINGS)), -1)
        blocks.insert(greeting + 1, own.opening)
    return " ".join((own.subject or subject).split()), "\n\n".join(blocks) if own.any else body
