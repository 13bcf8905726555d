"""The names of the choices of a list, wherever pages show them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask import has_app_context
from flask_babel import LazyString, get_locale

from app.core.text import pick
from app.vocabulary.queries import Name, names


class Names(Mapping[str, Any]):
    """Names by code, as the Centre has them now, in its order; those of the code where a list was never loaded.

    All of them, hidden ones too: what has one keeps its name. A form offers those of `offered`.
    """

    def __init__(self, list_: str, ours: Mapping[Any, Any]) -> None:
        self.list = list_
        self._ours = {str(code): name for code, name in ours.items()}

    def _kept(self) -> dict[str, Name]:
        return names(self.list) if has_app_context() else {}

    def __getitem__(self, code: str) -> Any:
        kept = self._kept().get(str(code))
        return LazyString(_in_language, kept) if kept is not None else self._ours[str(code)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept() or self._ours)

    def __len__(self) -> int:
        return len(self._kept() or self._ours)

    def offered(self, had: Collection[str] = ()) -> list[tuple[str, Any]]:
        """For a form: what is not hidden, and what `had` it already."""
        kept = self._kept()
        return [(code, self[code]) for code in self if code not in kept or kept[code].active or code in had]


def _in_language(name: Name) -> str:
    return pick(name, "name", str(get_locale()))
