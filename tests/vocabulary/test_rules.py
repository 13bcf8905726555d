"""What may become of a word, without a database."""

import pytest

from app.core.errors import DomainError
from app.vocabulary.models import Word
from app.vocabulary.rules import Uses, check_names, new_code, why_not_hidden, why_not_removed


def _word(code: str, name: str = "Gốm", list_: str = "kinds") -> Word:
    return Word(list=list_, code=code, name_vi=name, name_en="Pottery", position=10, active=True)


@pytest.mark.parametrize(
    ("word", "uses", "hidden", "removed"),
    [
        (_word("pottery"), Uses(), None, None),
        (_word("pottery"), Uses(3), None, "word.in_use"),
        (_word("pottery"), Uses(0, ("network 2026",)), "word.named_by_criteria", "word.named_by_criteria"),
        (_word("online"), Uses(), "word.kept", "word.kept"),
        (_word("online", list_="fields"), Uses(), None, None),
    ],
)
def test_what_something_hangs_on_stays(word, uses, hidden, removed):
    assert (why_not_hidden(word, uses), why_not_removed(word, uses)) == (hidden, removed)


@pytest.mark.parametrize(
    ("vi", "en", "code", "field"),
    [
        ("", "Pottery", "word.missing", "name_vi"),
        ("Gốm sứ", "", "word.missing", "name_en"),
        ("g" * 81, "Pottery", "word.too_long", "name_vi"),
        ("GỐM", "Ceramics", "word.same_name", "name_vi"),
    ],
)
def test_a_name_says_what_it_lacks(vi, en, code, field):
    with pytest.raises(DomainError) as refused:
        check_names([_word("pottery")], vi, en)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_word_may_keep_its_own_name():
    check_names([_word("pottery")], "Gốm", "Ceramics", code="pottery")


def test_a_code_is_plain_and_new():
    assert new_code("Street food & music", set()) == "street_food_music"
    assert new_code("Design", {"design", "design_2"}) == "design_3"
    assert new_code("…", set()) == "muc"
