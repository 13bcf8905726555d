"""Long lists in pages. The links are `components/pagination.html`, which keeps the rest of the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")


@dataclass(frozen=True)
class Paged(Generic[T]):
    items: Sequence[T]
    number: int
    pages: int
    total: int


def paged(items: Sequence[T], size: int) -> Paged[T]:
    """The page that `?page=` asks for: the first where it cannot be read, the last where there are fewer."""
    pages = max(1, -(-len(items) // size))
    asked = request.args.get("page", "")
    number = min(max(1, int(asked)), pages) if asked.isdecimal() and len(asked) < 7 else 1
    return Paged(items[(number - 1) * size : number * size], number, pages, len(items))
