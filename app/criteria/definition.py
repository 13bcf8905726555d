"""A criteria set as a document: read from YAML or JSON, checked whole, written back unchanged in meaning.

The set is data the Centre edits; nothing here knows a particular gate or criterion.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import yaml

from app.core.errors import DomainError
from app.core.text import clean

LARGEST_MAX = Decimal(1000)
LARGEST_DOCUMENT = 256 * 1024
"""Characters of YAML; the default set has about 8,000."""

Choice = TypeVar("Choice", bound=StrEnum)

_HALF = Decimal("0.5")
_CENT = Decimal("0.01")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class ProblemCode(StrEnum):
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_A_MAPPING = "not_a_mapping"
    NOT_A_LIST = "not_a_list"
    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_YES_OR_NO = "not_yes_or_no"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_VALUE = "unknown_value"
    BAD_CODE = "bad_code"
    DUPLICATE_CODE = "duplicate_code"
    OUT_OF_RANGE = "out_of_range"
    NOT_HALF_STEP = "not_half_step"
    TOO_PRECISE = "too_precise"
    NOT_ASCENDING = "not_ascending"
    ASSOCIATE_TOO_HIGH = "associate_too_high"
    EMPTY = "empty"
    ALL_SKIPPED = "all_skipped"


class Problem(NamedTuple):
    path: str
    """Where in the document: "groups[0].criteria[2].max"; empty for the document itself."""
    code: ProblemCode


class DefinitionError(DomainError):
    """The document is not a criteria set; carries every problem found, in the order of the document."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("criteria.definition", problems=tuple(problems))
        self.problems = tuple(problems)


class OnFail(StrEnum):
    ASSOCIATE = "associate"


class Basis(StrEnum):
    SOURCED = "sourced"
    """The idea stands in a published source."""
    PROPOSED = "proposed"
    """A default the Centre may change."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What a number of points looks like in practice; points between two anchors are allowed."""

    points: Decimal
    text_vi: str
    text_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Criterion:
    code: str
    max: Decimal
    title_vi: str
    title_en: str | None = None
    help_vi: str | None = None
    help_en: str | None = None
    evidence_vi: str | None = None
    evidence_en: str | None = None
    basis: Basis | None = None
    skip_for_kinds: frozenset[str] = frozenset()
    """Kinds of space that are not asked this, each only where it is the space's sole kind."""
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    title_vi: str
    title_en: str | None = None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Gate:
    code: str
    title_vi: str
    title_en: str | None = None
    help_vi: str | None = None
    help_en: str | None = None
    evidence_vi: str | None = None
    evidence_en: str | None = None
    on_fail: OnFail | None = None
    """None: unmet means refuse, or ask for a supplement."""
    consent: bool = False
    """The applicant agrees by a tick, which nobody makes for them, instead of describing something."""
    basis: Basis | None = None


@dataclass(frozen=True, kw_only=True)
class CriteriaDefinition:
    """Marks are shares of 100, whatever the maxima of the criteria add up to."""

    code: str
    version: str
    title_vi: str
    title_en: str | None = None
    official: bool
    notice_vi: str | None = None
    notice_en: str | None = None
    pass_mark: Decimal
    group_floor_percent: Decimal
    associate_from: Decimal
    reviewers_per_application: int
    disagreement_points: Decimal
    gates: tuple[Gate, ...]
    groups: tuple[Group, ...]
    renewal: frozenset[str] | None = None
    """Codes a member confirms anew at renewal; the rest stands as it was said before. None: all of them."""

    @property
    def renewal_codes(self) -> list[str]:
        """In the order of the set."""
        return [item.code for item in self.items if self.is_asked_at_renewal(item)]

    def is_asked_at_renewal(self, item: Gate | Criterion) -> bool:
        """A consent always: nobody gives it for another term by having given it before."""
        return self.renewal is None or item.code in self.renewal or (isinstance(item, Gate) and item.consent)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def items(self) -> tuple[Gate | Criterion, ...]:
        """Everything somebody answers to, in the order of the set."""
        return (*self.gates, *self.criteria)

    def to_document(self) -> dict[str, Any]:
        """Plain JSON values; `parse` reads it back as an equal definition."""
        return _without_nothing(
            {
                "code": self.code,
                "version": self.version,
                "title": _both(self.title_vi, self.title_en),
                "official": self.official,
                "notice": _both(self.notice_vi, self.notice_en),
                "pass_mark": _plain(self.pass_mark),
                "group_floor_percent": _plain(self.group_floor_percent),
                "associate_from": _plain(self.associate_from),
                "reviewers_per_application": self.reviewers_per_application,
                "disagreement_points": _plain(self.disagreement_points),
                "gates": [_gate_document(gate) for gate in self.gates],
                "groups": [_group_document(group) for group in self.groups],
                "renewal": None if self.renewal is None else {"codes": sorted(self.renewal)},
            }
        )


def parse(document: object) -> CriteriaDefinition:
    """Raises one DefinitionError with everything that is wrong, so that a person mends the file once."""
    problems: list[Problem] = []
    definition = _definition(_Reader(document, "", problems))
    if not problems:
        problems.extend(_contradictions(definition))
    if problems:
        raise DefinitionError(problems)
    return definition


def parse_yaml(text: str) -> CriteriaDefinition:
    return parse(_load_yaml(text))


# Reading


class _Words(NamedTuple):
    vi: str
    en: str | None


@dataclass
class _Reader:
    """One mapping of the document. Notes what is wrong and goes on with a harmless value in its place."""

    node: object
    path: str
    problems: list[Problem]
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.node, Mapping):
            self.note("", ProblemCode.NOT_A_MAPPING)

    def note(self, key: str, code: ProblemCode) -> None:
        self.problems.append(Problem(_join(self.path, key), code))

    def close(self) -> None:
        if isinstance(self.node, Mapping):
            for key in self.node:
                if key not in self._seen:
                    self.note(_shown(key), ProblemCode.UNKNOWN_KEY)

    def _take(self, key: str, *, required: bool) -> object:
        self._seen.add(key)
        if not isinstance(self.node, Mapping):
            return None
        value: object = self.node.get(key)
        if value is None and required:
            self.note(key, ProblemCode.MISSING)
        return value

    def text(self, key: str) -> str:
        return self._checked_text(key, self._take(key, required=True), required=True) or ""

    def optional_text(self, key: str) -> str | None:
        return self._checked_text(key, self._take(key, required=False), required=False)

    def _checked_text(self, key: str, value: object, *, required: bool) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not _encodable(value):
            self.note(key, ProblemCode.NOT_TEXT)
            return None
        cleaned = clean(value)
        if not cleaned and required:
            self.note(key, ProblemCode.MISSING)
        return cleaned or None

    def code(self, key: str) -> str:
        value = self.text(key)
        if value and not _CODE.fullmatch(value):
            self.note(key, ProblemCode.BAD_CODE)
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        value = self.optional_text(key)
        if value is None:
            return None
        if value not in list(choices):
            self.note(key, ProblemCode.UNKNOWN_VALUE)
            return None
        return choices(value)

    def yes_or_no(self, key: str) -> bool:
        return self._yes_or_no(key, required=True)

    def optional_yes_or_no(self, key: str) -> bool:
        return self._yes_or_no(key, required=False)

    def _yes_or_no(self, key: str, *, required: bool) -> bool:
        value = self._take(key, required=required)
        if value is not None and not isinstance(value, bool):
            self.note(key, ProblemCode.NOT_YES_OR_NO)
        return value is True

    def whole(self, key: str, *, least: int, most: int) -> int:
        value = self._take(key, required=True)
        if value is None:
            return least
        if not isinstance(value, int) or isinstance(value, bool):
            self.note(key, ProblemCode.NOT_WHOLE)
            return least
        if not least <= value <= most:
            self.note(key, ProblemCode.OUT_OF_RANGE)
        return value

    def mark(self, key: str, *, above: Decimal | None = None) -> Decimal:
        """A share of 100 with at most two decimals."""
        number = self._number(key)
        if number is None:
            return Decimal(0)
        if not 0 <= number <= 100 or (above is not None and number <= above):
            self.note(key, ProblemCode.OUT_OF_RANGE)
        elif number % _CENT:
            self.note(key, ProblemCode.TOO_PRECISE)
        return number

    def points(self, key: str, *, most: Decimal = LARGEST_MAX, above: Decimal | None = None) -> Decimal:
        number = self._number(key)
        if number is None:
            return Decimal(0)
        if not 0 <= number <= most or (above is not None and number <= above):
            self.note(key, ProblemCode.OUT_OF_RANGE)
        elif number % _HALF:
            self.note(key, ProblemCode.NOT_HALF_STEP)
        return number

    def _number(self, key: str) -> Decimal | None:
        value = self._take(key, required=True)
        if value is None:
            return None
        # YAML turns "7.5" into a float; its shortest text is what the person wrote.
        written = _written(value)
        if not _NUMBER.fullmatch(written):
            self.note(key, ProblemCode.NOT_A_NUMBER)
            return None
        return Decimal(written)

    def words(self, key: str) -> _Words:
        """Vietnamese must be there; English may follow."""
        value = self._take(key, required=True)
        return _Words("", None) if value is None else self._words(key, value)

    def optional_words(self, key: str) -> _Words | tuple[None, None]:
        value = self._take(key, required=False)
        return (None, None) if value is None else self._words(key, value)

    def _words(self, key: str, value: object) -> _Words:
        inner = _Reader(value, _join(self.path, key), self.problems)
        words = _Words(inner.text("vi"), inner.optional_text("en"))
        inner.close()
        return words

    def names(self, key: str) -> frozenset[str]:
        names = set()
        for place, value in self._items(key, required=False):
            if isinstance(value, str) and _encodable(value) and clean(value):
                names.add(clean(value))
            else:
                self.note(place, ProblemCode.NOT_TEXT)
        return frozenset(names)

    def children(self, key: str, *, required: bool = True) -> "Iterator[_Reader]":
        for place, value in self._items(key, required=required):
            child = _Reader(value, _join(self.path, place), self.problems)
            yield child
            child.close()

    def optional_child(self, key: str) -> "_Reader | None":
        """To be closed by whoever has read it."""
        value = self._take(key, required=False)
        return None if value is None else _Reader(value, _join(self.path, key), self.problems)

    def _items(self, key: str, *, required: bool) -> list[tuple[str, object]]:
        value = self._take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.note(key, ProblemCode.NOT_A_LIST)
            return []
        return [(f"{key}[{number}]", item) for number, item in enumerate(value)]


def _definition(read: _Reader) -> CriteriaDefinition:
    title = read.words("title")
    notice = read.optional_words("notice")
    definition = CriteriaDefinition(
        code=read.code("code"),
        version=read.code("version"),
        title_vi=title[0],
        title_en=title[1],
        official=read.yes_or_no("official"),
        notice_vi=notice[0],
        notice_en=notice[1],
        pass_mark=read.mark("pass_mark", above=Decimal(0)),
        group_floor_percent=read.mark("group_floor_percent"),
        associate_from=read.mark("associate_from"),
        # One pair of eyes never decides, so two is the least.
        reviewers_per_application=read.whole("reviewers_per_application", least=2, most=9),
        disagreement_points=read.mark("disagreement_points"),
        gates=tuple(_gate(child) for child in read.children("gates")),
        groups=tuple(_group(child) for child in read.children("groups")),
        renewal=_renewal(read),
    )
    read.close()
    return definition


def _renewal(read: _Reader) -> frozenset[str] | None:
    inner = read.optional_child("renewal")
    if inner is None:
        return None
    codes = inner.names("codes")
    inner.close()
    return codes


def _gate(read: _Reader) -> Gate:
    title, help_, evidence = read.words("title"), read.optional_words("help"), read.optional_words("evidence")
    return Gate(
        code=read.code("code"),
        title_vi=title[0],
        title_en=title[1],
        help_vi=help_[0],
        help_en=help_[1],
        evidence_vi=evidence[0],
        evidence_en=evidence[1],
        on_fail=read.choice("on_fail", OnFail),
        consent=read.optional_yes_or_no("consent"),
        basis=read.choice("basis", Basis),
    )


def _group(read: _Reader) -> Group:
    title = read.words("title")
    return Group(
        code=read.code("code"),
        title_vi=title[0],
        title_en=title[1],
        criteria=tuple(_criterion(child) for child in read.children("criteria")),
    )


def _criterion(read: _Reader) -> Criterion:
    title, help_, evidence = read.words("title"), read.optional_words("help"), read.optional_words("evidence")
    most = read.points("max", above=Decimal(0))
    return Criterion(
        code=read.code("code"),
        max=most,
        title_vi=title[0],
        title_en=title[1],
        help_vi=help_[0],
        help_en=help_[1],
        evidence_vi=evidence[0],
        evidence_en=evidence[1],
        basis=read.choice("basis", Basis),
        skip_for_kinds=read.names("skip_for_kinds"),
        anchors=tuple(_anchor(child, most) for child in read.children("anchors", required=False)),
    )


def _anchor(read: _Reader, most: Decimal) -> Anchor:
    return Anchor(points=read.points("points", most=most), text_vi=read.text("vi"), text_en=read.optional_text("en"))


def _contradictions(definition: CriteriaDefinition) -> Iterator[Problem]:
    """What only shows when the parts stand side by side."""
    if definition.associate_from > definition.pass_mark:
        yield Problem("associate_from", ProblemCode.ASSOCIATE_TOO_HIGH)
    if not definition.groups:
        yield Problem("groups", ProblemCode.EMPTY)
    for number, group in enumerate(definition.groups):
        if not group.criteria:
            yield Problem(f"groups[{number}].criteria", ProblemCode.EMPTY)
    yield from _duplicate_codes(definition)
    yield from _unordered_anchors(definition)
    asked = {item.code for item in definition.items}
    if definition.groups and definition.renewal is not None and not definition.renewal <= asked:
        yield Problem("renewal.codes", ProblemCode.UNKNOWN_VALUE)
    # A space of such a kind would have nothing to score.
    kinds = frozenset().union(*(criterion.skip_for_kinds for criterion in definition.criteria))
    if any(all(kind in criterion.skip_for_kinds for criterion in definition.criteria) for kind in kinds):
        yield Problem("groups", ProblemCode.ALL_SKIPPED)


def _duplicate_codes(definition: CriteriaDefinition) -> Iterator[Problem]:
    """Gates, groups and criteria share one series of codes: people cite them alone ("theo B2.1")."""
    seen: Counter[str] = Counter()
    for path, code in _codes(definition):
        seen[code] += 1
        if seen[code] > 1:
            yield Problem(path, ProblemCode.DUPLICATE_CODE)


def _codes(definition: CriteriaDefinition) -> Iterator[tuple[str, str]]:
    for number, gate in enumerate(definition.gates):
        yield f"gates[{number}].code", gate.code
    for number, group in enumerate(definition.groups):
        yield f"groups[{number}].code", group.code
        for place, criterion in enumerate(group.criteria):
            yield f"groups[{number}].criteria[{place}].code", criterion.code


def _unordered_anchors(definition: CriteriaDefinition) -> Iterator[Problem]:
    for number, group in enumerate(definition.groups):
        for place, criterion in enumerate(group.criteria):
            points = [anchor.points for anchor in criterion.anchors]
            if any(later <= earlier for earlier, later in pairwise(points)):
                yield Problem(f"groups[{number}].criteria[{place}].anchors", ProblemCode.NOT_ASCENDING)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key


def _encodable(text: str) -> bool:
    """Escapes in YAML and JSON can spell half a surrogate pair, which no database or page takes."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _shown(key: object) -> str:
    text = str(key)[:60]
    return text if _encodable(text) else "?"


def _written(value: object) -> str:
    # Python refuses to print integers of thousands of digits; such a number is out of range anyway.
    if isinstance(value, int) and abs(value) >= 10**9:
        return ""
    return str(value) if isinstance(value, int | float | str) else ""


# YAML


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML that also refuses a key given twice (PyYAML keeps the last, silently) and aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not part of a criteria set")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError("a key is given twice")
        return mapping


def _load_yaml(text: str) -> object:
    if len(text) > LARGEST_DOCUMENT:
        raise DefinitionError([Problem("", ProblemCode.TOO_LARGE)])
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    # ValueError: a date that does not exist, a number of thousands of digits. RecursionError: nesting.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DefinitionError([Problem("", ProblemCode.UNREADABLE)]) from error


# Writing


def _gate_document(gate: Gate) -> dict[str, Any]:
    return _without_nothing(
        {
            "code": gate.code,
            "title": _both(gate.title_vi, gate.title_en),
            "help": _both(gate.help_vi, gate.help_en),
            "evidence": _both(gate.evidence_vi, gate.evidence_en),
            "on_fail": gate.on_fail and gate.on_fail.value,
            "consent": gate.consent or None,
            "basis": gate.basis and gate.basis.value,
        }
    )


def _group_document(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        "title": _both(group.title_vi, group.title_en),
        "criteria": [_criterion_document(criterion) for criterion in group.criteria],
    }


def _criterion_document(criterion: Criterion) -> dict[str, Any]:
    anchors = [
        _without_nothing({"points": _plain(anchor.points), "vi": anchor.text_vi, "en": anchor.text_en})
        for anchor in criterion.anchors
    ]
    return _without_nothing(
        {
            "code": criterion.code,
            "max": _plain(criterion.max),
            "title": _both(criterion.title_vi, criterion.title_en),
            "help": _both(criterion.help_vi, criterion.help_en),
            "evidence": _both(criterion.evidence_vi, criterion.evidence_en),
            "basis": criterion.basis and criterion.basis.value,
            "skip_for_kinds": sorted(criterion.skip_for_kinds) or None,
            "anchors": anchors or None,
        }
    )


def _both(vi: str | None, en: str | None) -> dict[str, str] | None:
    return None if vi is None else _without_nothing({"vi": vi, "en": en})


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _plain(number: Decimal) -> int | str:
    """Whole numbers as such, others as text: JSON numbers are read back as floats."""
    return int(number) if number == int(number) else f"{number.normalize():f}"
