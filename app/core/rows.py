"""What a select finds, counted and fetched in parts, so that a page of a long list costs what the page shows."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import Select, func, select

from app.core.db import db

T = TypeVar("T")


class Rows(Sequence[T], Generic[T]):
    """Give a select of one entity, in its order. `len` and a slice cost one query each, the length is kept."""

    def __init__(self, wanted: Select[Any]) -> None:
        self._wanted = wanted
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            counted = select(func.count()).select_from(self._wanted.order_by(None).subquery())
            self._length = db.session.scalar(counted) or 0
        return self._length

    @overload
    def __getitem__(self, part: int) -> T: ...
    @overload
    def __getitem__(self, part: slice) -> Sequence[T]: ...
    def __getitem__(self, part: Any) -> Any:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start, stop, _step = part.indices(len(self))
        return db.session.scalars(self._wanted.offset(start).limit(max(0, stop - start))).all()


class Picked(Sequence[T], Generic[T]):
    """Rows whose order is no matter for the database: give their ids in order, and only what is asked for is fetched."""

    def __init__(self, entity: Any, ids: Sequence[int]) -> None:
        self._entity, self._ids = entity, ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, part: int) -> T: ...
    @overload
    def __getitem__(self, part: slice) -> Sequence[T]: ...
    def __getitem__(self, part: Any) -> Any:
        if isinstance(part, int):
            return self[part : part + 1][0]
        wanted = self._ids[part]
        rows = db.session.scalars(select(self._entity).where(self._entity.id.in_(wanted)).order_by(self._entity.id))
        found = {row.id: row for row in rows}
        return [found[number] for number in wanted]
