"""How people name places when they look for them. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from app.core.text import fold, sort_key, words
from app.places.models import Ward

_KINDS = ("phuong", "xa", "quan", "huyen", "thi xa")


def old_district_names(wards: Iterable[Ward]) -> dict[str, str]:
    """Folded → name of the districts until 30/6/2025, in Vietnamese order."""
    names = {name for ward in wards for name in ward.old_districts}
    return {fold(name): name for name in sorted(names, key=sort_key)}


def place_names(wards: Sequence[Ward]) -> dict[str, str]:
    """Every way to write a ward or an old district, with its kind or without → its folded name alone."""
    names = {" ".join(words(ward.name)) for ward in wards} | old_district_names(wards).keys()
    return {name: name for name in names} | {f"{kind} {name}": name for kind in _KINDS for name in names}


def search_terms(text: str, places: Mapping[str, str]) -> list[str]:
    """The words of a search, those of a place together: "hà đông" is not every "hà" with every "đông"."""
    terms, rest = [], words(text)
    while rest:
        taken = next((n for n in range(len(rest), 1, -1) if " ".join(rest[:n]) in places), 1)
        phrase = " ".join(rest[:taken])
        terms.append(places.get(phrase, phrase))
        rest = rest[taken:]
    return terms
