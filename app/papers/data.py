"""What papers say, as plain values. A certificate's are frozen when it is issued; the PDF is made from nothing else."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal, Self, get_args

from app.core.text import one_line

Grade = Literal["full", "associate"]

_DAYS = ("decision_on", "issued_on", "valid_until")


@dataclass(frozen=True, kw_only=True, slots=True)
class BadgeData:
    """What the live badge says, in one language; `since` may be empty. `living` is in colour, the rest is grey."""

    network: str
    kind: str
    since: str
    living: bool
    language: Literal["vi", "en"]
    theme: Literal["light", "dark"]

    @property
    def sentence(self) -> str:
        return " · ".join(part for part in (self.kind, self.network, self.since) if part)


@dataclass(frozen=True, kw_only=True)
class CertificateData:
    """Every text is brought to one NFC line, so that what is printed, stored and searched is the same string."""

    number: str
    name_vi: str
    name_en: str | None
    grade: Grade
    ward: str
    decision_number: str
    decision_on: date
    issued_on: date
    valid_until: date | None
    issuer_vi: str
    issuer_en: str
    network_vi: str
    network_en: str
    signatory_name: str
    signatory_title_vi: str
    signatory_title_en: str
    criteria_label: str
    demo: bool
    criteria_label_en: str | None = None
    short_code: str = ""

    def __post_init__(self) -> None:
        if self.grade not in get_args(Grade):
            raise ValueError(f"unknown grade {self.grade!r}")
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, one_line(value))

    def to_dict(self) -> dict[str, Any]:
        """JSON values only; days as ISO 8601."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        days = {key: date.fromisoformat(values[key]) if values[key] else None for key in _DAYS}
        return cls(**{**values, **days})
