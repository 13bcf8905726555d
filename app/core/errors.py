"""What services raise. The words are not here: web.errors says a code in the reader's language."""

from datetime import timedelta
from typing import Any


class DomainError(Exception):
    """A rule of the house refused. `code` is stable ("booking.taken"), `values` fill its sentence.

    `field` names the form field a person would mend, where there is one.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}" if self.values else self.code


class TooMany(DomainError):
    """Refused for now, not for good: what was tried too often may be tried again after `wait`, or sooner."""

    def __init__(self, code: str, *, wait: timedelta, field: str | None = None, **values: Any) -> None:
        super().__init__(code, field=field, **values)
        self.wait = wait


class Overtaken(DomainError):
    """What this was about has changed while it waited for its turn: `transact` begins again, and refuses it only where
    that happens every time."""


class NotFound(DomainError):
    """The thing does not exist for this actor; a stranger must not learn whether it exists for others."""

    def __init__(self, what: str = "thing") -> None:
        super().__init__("not_found", what=what)
