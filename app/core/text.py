"""Vietnamese text: normal form, folding for search, order for lists, slugs."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

# The order of a Vietnamese dictionary: base letter first, then the tone mark.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_BREVES = {"\u0306", "\u0302", "\u031b"}
# C0 and C1 controls, line separators, and the marks that turn text around: none belongs in a name.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")

# Letters that hardly any other language has; "café" and "à" prove nothing.
_VIETNAMESE = re.compile("[ăđĩũơưạ-ỹ]", re.IGNORECASE)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """What a form field may keep: NFC, newlines as \\n, no other control characters, trimmed."""
    return _CONTROLS.sub("", nfc(text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def is_vietnamese(text: str) -> bool:
    """Whether its letters give it away; a short text may be Vietnamese without."""
    return bool(_VIETNAMESE.search(nfc(text)))


def fold(text: str) -> str:
    """Lower case without marks, đ as d: "phung hung" finds "Phùng Hưng"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def words(text: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def name_key(name: str) -> str:
    """Equal for two ways of writing one name: marks, case and punctuation aside."""
    return " ".join(words(name))


def searchable(*texts: str | None) -> str:
    """Beside what people search: every word led by a space, so that ` dong` is found at the beginning of words only."""
    return "".join(f" {word}" for text in texts if text for word in words(text))


def slugify(text: str, fallback: str = "khong-gian") -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:80].strip("-") or fallback


def sort_key(text: str) -> tuple[Any, ...]:
    """Vietnamese alphabetical order, syllable by syllable as dictionaries do; databases here have no ICU."""
    return tuple(_syllable_key(part) for part in text.casefold().split())


def _syllable_key(syllable: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    base = ""
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tones.append(_TONES[char])
        elif char in _BREVES and letters:
            letters[-1] = _letter_rank(nfc(base + char))
        else:
            base = char
            letters.append(_letter_rank(char))
    return tuple(letters), tuple(tones)


def _letter_rank(char: str) -> int:
    place = _LETTERS.find(char)
    return place + 200 if place >= 0 else min(ord(char), 199) if ord(char) < 200 else ord(char) + 300


@dataclass(frozen=True)
class Bilingual:
    """Words of the content, not of the interface, where nobody knows yet in which language they will be read."""

    vi: str
    en: str | None = None

    @classmethod
    def of(cls, thing: object, name: str) -> "Bilingual":
        return cls(getattr(thing, f"{name}_vi"), getattr(thing, f"{name}_en", None))

    def read_in(self, locale: str) -> str:
        return (self.en if locale == "en" else None) or self.vi


def pick(thing: object, name: str, locale: str) -> str:
    """The `name_<locale>` of a thing, or its Vietnamese where no translation was written."""
    return str(getattr(thing, f"{name}_{locale}", None) or getattr(thing, f"{name}_vi") or "")
