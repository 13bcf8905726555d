import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.criteria.definition import (
    LARGEST_DOCUMENT,
    CriteriaDefinition,
    DefinitionError,
    OnFail,
    Problem,
    ProblemCode,
    parse,
    parse_yaml,
)
from tests.criteria.strategies import DEFAULT, definitions, patient

SEED = (Path(__file__).parents[2] / "data" / "criteria_default.yaml").read_text(encoding="utf-8")


def problems(document: object) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as refused:
        parse(document)
    assert refused.value.values["problems"] == refused.value.problems
    return [(path, code.value) for path, code in refused.value.problems]


def yaml_problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as refused:
        parse_yaml(text)
    return [(path, code.value) for path, code in refused.value.problems]


def test_default_set() -> None:
    assert (DEFAULT.code, DEFAULT.version, DEFAULT.official) == ("default", "0.1", False)
    assert [gate.code for gate in DEFAULT.gates] == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert [gate.code for gate in DEFAULT.gates if gate.on_fail is OnFail.ASSOCIATE] == ["A3"]
    assert sum(one.max for one in DEFAULT.criteria) == 100
    assert [one.code for one in DEFAULT.criteria if one.skip_for_kinds] == ["B2.1"]
    assert [anchor.points for one in DEFAULT.criteria for anchor in one.anchors] == [0, 2, 4, 6]
    assert (DEFAULT.pass_mark, DEFAULT.associate_from, DEFAULT.group_floor_percent) == (60, 50, 40)


@patient
@given(definitions())
def test_document_round_trip(definition: CriteriaDefinition) -> None:
    document = json.loads(json.dumps(definition.to_document()))
    assert parse(document) == definition
    assert parse(document).to_document() == document


def test_decimals_written_plainly_in_yaml_are_exact() -> None:
    definition = parse_yaml(SEED.replace("pass_mark: 60", "pass_mark: 59.9").replace("max: 10,", "max: 9.5,"))
    assert (definition.pass_mark, definition.criteria[0].max) == (Decimal("59.9"), Decimal("9.5"))
    assert definition.to_document()["pass_mark"] == "59.9"


def test_kinds_are_any_words() -> None:
    definition = parse_yaml(SEED.replace("[online]", "[online, nha-vuon]"))
    assert definition.criteria[3].skip_for_kinds == {"online", "nha-vuon"}


Edit = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Edit:
    *way, last = path.split("/")

    def edit(document: Any) -> None:
        for step in way:
            document = document[int(step) if step.isdigit() else step]
        document[int(last) if last.isdigit() else last] = value

    return edit


FIRST = "groups/0/criteria/0"
ANCHORED = "groups/1/criteria/1"
FIRST_PATH = "groups[0].criteria[0]"
ANCHORS_PATH = "groups[1].criteria[1].anchors"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (put("passmark", 60), [("passmark", "unknown_key")]),
        (put("title/fr", "x"), [("title.fr", "unknown_key")]),
        (put("gates/2/onfail", "associate"), [("gates[2].onfail", "unknown_key")]),
        (put(f"{FIRST}/weight", 1), [(f"{FIRST_PATH}.weight", "unknown_key")]),
        (put(f"{ANCHORED}/anchors/0/note", "x"), [(f"{ANCHORS_PATH}[0].note", "unknown_key")]),
        (put("gates/1/code", "A1"), [("gates[1].code", "duplicate_code")]),
        (put("groups/1/code", "A1"), [("groups[1].code", "duplicate_code")]),
        (put("groups/1/criteria/0/code", "B1.1"), [("groups[1].criteria[0].code", "duplicate_code")]),
        (put("code", "bộ tiêu chí"), [("code", "bad_code")]),
        (put("version", 0.1), [("version", "not_text")]),
        (put(f"{FIRST}/max", 0), [(f"{FIRST_PATH}.max", "out_of_range")]),
        (put(f"{FIRST}/max", -1), [(f"{FIRST_PATH}.max", "out_of_range")]),
        (put(f"{FIRST}/max", 1001), [(f"{FIRST_PATH}.max", "out_of_range")]),
        (put(f"{FIRST}/max", 10**5000), [(f"{FIRST_PATH}.max", "not_a_number")]),
        (put(f"{FIRST}/max", 7.25), [(f"{FIRST_PATH}.max", "not_half_step")]),
        (put(f"{FIRST}/max", "mười"), [(f"{FIRST_PATH}.max", "not_a_number")]),
        (put(f"{FIRST}/max", True), [(f"{FIRST_PATH}.max", "not_a_number")]),
        (put(f"{FIRST}/max", float("nan")), [(f"{FIRST_PATH}.max", "not_a_number")]),
        (put(f"{FIRST}/max", float("inf")), [(f"{FIRST_PATH}.max", "not_a_number")]),
        (put(f"{FIRST}/max", None), [(f"{FIRST_PATH}.max", "missing")]),
        (put(f"{ANCHORED}/anchors/3/points", 7), [(f"{ANCHORS_PATH}[3].points", "out_of_range")]),
        (put(f"{ANCHORED}/anchors/0/points", -1), [(f"{ANCHORS_PATH}[0].points", "out_of_range")]),
        (put(f"{ANCHORED}/anchors/1/points", 4), [(ANCHORS_PATH, "not_ascending")]),
        (put(f"{ANCHORED}/anchors/1/points", 5), [(ANCHORS_PATH, "not_ascending")]),
        (put(f"{ANCHORED}/anchors/1/vi", " "), [(f"{ANCHORS_PATH}[1].vi", "missing")]),
        (put("title", {"en": "Only English"}), [("title.vi", "missing")]),
        (put("title", "Bộ tiêu chí"), [("title", "not_a_mapping")]),
        (put("notice", {"en": "Only English"}), [("notice.vi", "missing")]),
        (put(f"{FIRST}/title/vi", "\ud800"), [(f"{FIRST_PATH}.title.vi", "not_text")]),
        (put("official", "no"), [("official", "not_yes_or_no")]),
        (put("pass_mark", 0), [("pass_mark", "out_of_range")]),
        (put("pass_mark", 101), [("pass_mark", "out_of_range")]),
        (put("pass_mark", 59.999), [("pass_mark", "too_precise")]),
        (put("pass_mark", None), [("pass_mark", "missing")]),
        (put("associate_from", 61), [("associate_from", "associate_too_high")]),
        (put("group_floor_percent", 100.5), [("group_floor_percent", "out_of_range")]),
        (put("disagreement_points", -1), [("disagreement_points", "out_of_range")]),
        (put("reviewers_per_application", 1), [("reviewers_per_application", "out_of_range")]),
        (put("reviewers_per_application", 2.5), [("reviewers_per_application", "not_whole")]),
        (put("gates/2/on_fail", "waive"), [("gates[2].on_fail", "unknown_value")]),
        (put("gates/5/consent", "agreed"), [("gates[5].consent", "not_yes_or_no")]),
        (put("gates/2/basis", "guessed"), [("gates[2].basis", "unknown_value")]),
        (put("gates", {}), [("gates", "not_a_list")]),
        (put("groups", []), [("groups", "empty")]),
        (put("groups/0/criteria", []), [("groups[0].criteria", "empty")]),
        (put("groups/0", "B1"), [("groups[0]", "not_a_mapping")]),
        (put(f"{FIRST}/skip_for_kinds", "online"), [(f"{FIRST_PATH}.skip_for_kinds", "not_a_list")]),
        (put(f"{FIRST}/skip_for_kinds", [7]), [(f"{FIRST_PATH}.skip_for_kinds[0]", "not_text")]),
    ],
)
def test_each_problem_is_named_where_it_stands(edit: Edit, found: list[tuple[str, str]]) -> None:
    document = copy.deepcopy(DEFAULT.to_document())
    edit(document)
    assert problems(document) == found


def test_all_problems_are_told_at_once() -> None:
    document = copy.deepcopy(DEFAULT.to_document())
    for edit in (put("pass_mark", 0), put(f"{FIRST}/max", 0), put("gates/0/title", {}), put("extra", 1)):
        edit(document)
    assert problems(document) == [
        ("pass_mark", "out_of_range"),
        ("gates[0].title.vi", "missing"),
        (f"{FIRST_PATH}.max", "out_of_range"),
        ("extra", "unknown_key"),
    ]


def test_a_kind_must_have_something_left_to_score() -> None:
    document = copy.deepcopy(DEFAULT.to_document())
    for group in document["groups"]:
        for criterion in group["criteria"]:
            criterion["skip_for_kinds"] = ["online", criterion["code"]]
    assert problems(document) == [("groups", "all_skipped")]


@pytest.mark.parametrize("document", [None, [], "text", 7])
def test_a_document_is_a_mapping(document: object) -> None:
    assert problems(document) == [("", "not_a_mapping")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@patient
@given(json_values, st.data())
def test_any_value_anywhere_is_read_or_refused(value: object, data: st.DataObject) -> None:
    document = copy.deepcopy(DEFAULT.to_document())
    node: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = value
    try:
        definition = parse(document)
    except DefinitionError:
        return
    assert parse(definition.to_document()) == definition


@pytest.mark.parametrize(
    "text",
    [
        "code: [",
        "code: a\ncode: b",
        "a: &x 1\nb: *x",
        "a: 2024-13-45",
        "a: " + "9" * 5000,
        "[" * 20_000,
        "!!python/object/apply:os.getcwd []",
        "a: \x00",
        "a: 1\n---\nb: 2",
    ],
)
def test_unreadable_yaml_is_one_problem(text: str) -> None:
    assert yaml_problems(text) == [("", "unreadable")]


def test_yaml_has_a_size_limit() -> None:
    assert yaml_problems("#" * (LARGEST_DOCUMENT + 1)) == [("", "too_large")]
    assert yaml_problems("#" * LARGEST_DOCUMENT) == [("", "not_a_mapping")]


def test_what_is_asked_at_renewal_is_a_list_of_codes_the_set_has() -> None:
    definition = parse_yaml(SEED)
    assert definition.renewal_codes == ["A1", "A5", "A6", "B2.2", "B2.3", "B5.1"]  # A6 is a consent
    assert parse(definition.to_document()) == definition
    without = parse_yaml(SEED.partition("renewal:")[0])
    assert without.renewal is None
    assert without.renewal_codes == [item.code for item in without.items]
    with pytest.raises(DefinitionError) as error:
        parse_yaml(SEED.replace("codes: [A1,", "codes: [A1, B9.9,"))
    assert error.value.problems == (Problem("renewal.codes", ProblemCode.UNKNOWN_VALUE),)
