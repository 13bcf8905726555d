"""Conditional requests as calendar clients send them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.http import http_date

from app.core.http_cache import last_modified, not_modified

CHANGED_AT = datetime(2026, 3, 7, 2, 0, 0, 400_000, tzinfo=UTC)
NOW = datetime(2026, 3, 7, 5, 0, tzinfo=UTC)
EXACT = "Sat, 07 Mar 2026 02:00:00 GMT"
AFTER = "Sat, 07 Mar 2026 02:00:01 GMT"
BEFORE = "Sat, 07 Mar 2026 01:59:59 GMT"
LATER = "Sat, 07 Mar 2026 04:00:00 GMT"
FUTURE = "Sat, 07 Mar 2026 05:00:01 GMT"

CASES = [
    ("no condition", None, None, False),
    ("the tag", '"abc"', None, True),
    ("the tag, weak", 'W/"abc"', None, True),
    ("another tag", '"abd"', None, False),
    ("the tag in other letters", '"ABC"', None, False),
    ("a list with the tag", '"x", W/"y", "abc"', None, True),
    ("a list with the weak tag", '"x",W/"abc"', None, True),
    ("a list without it", '"x", "y"', None, False),
    ("a tag holding a comma", '"x,abc"', None, False),
    ("any", "*", None, True),
    ("the star as a tag", '"*"', None, False),
    ("an empty list", "", None, False),
    ("noise", ";;;", None, False),
    ("the second of the change", None, EXACT, False),
    ("the second after it", None, AFTER, True),
    ("since then", None, LATER, True),
    ("before the change", None, BEFORE, False),
    ("still to come", None, FUTURE, False),
    ("noise as a date", None, "yesterday", False),
    ("an impossible date", None, "Sat, 31 Feb 2026 02:00:00 GMT", False),
    ("a year beyond reckoning", None, "Sat, 07 Mar 99999999999999999999 02:00:00 GMT", False),
    ("an empty date", None, "", False),
    ("RFC 850", None, "Saturday, 07-Mar-26 02:00:01 GMT", True),
    ("asctime", None, "Sat Mar  7 02:00:01 2026", True),
    ("old date, the tag", '"abc"', BEFORE, True),
    ("fresh date, another tag", '"abd"', EXACT, False),
    ("fresh date, no tags", "", EXACT, False),
]


@pytest.mark.parametrize(("tags", "since", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_condition(tags: str | None, since: str | None, expected: bool) -> None:
    assert not_modified(tags, since, etag="abc", changed_at=CHANGED_AT, now=NOW) is expected


def test_a_feed_without_a_date_is_never_fresh_by_date() -> None:
    assert not not_modified(None, LATER, etag="abc", changed_at=None, now=NOW)


def test_the_date_given_out_is_the_date_taken_back() -> None:
    header = last_modified(CHANGED_AT, now=NOW)
    assert header == AFTER
    assert not_modified(None, header, etag="abc", changed_at=CHANGED_AT, now=NOW)
    assert not not_modified(None, header, etag="abc", changed_at=CHANGED_AT + timedelta(seconds=1), now=NOW)


@pytest.mark.parametrize("parts", [0, 1, 400_000, 999_999])
def test_who_sends_back_the_date_of_an_answer_before_the_change_is_not_told_that_nothing_changed(parts: int) -> None:
    """`Date` has no parts of a second: an answer of 02:00:00.0 and a change at 02:00:00.4 bear the same one."""
    changed_at = CHANGED_AT.replace(microsecond=parts)
    answered_at = changed_at - timedelta(microseconds=1)
    assert not not_modified(None, http_date(answered_at), etag="abc", changed_at=changed_at, now=NOW)
    assert not not_modified(None, http_date(changed_at), etag="abc", changed_at=changed_at, now=NOW)


def test_no_date_is_given_out_before_its_second_has_begun() -> None:
    """Two changes in one second share a date: whoever fetched between them would be told 304 for ever."""
    same_second = CHANGED_AT + timedelta(milliseconds=300)
    assert last_modified(CHANGED_AT, now=same_second) is None
    assert last_modified(CHANGED_AT, now=CHANGED_AT + timedelta(seconds=1)) == AFTER
    assert last_modified(None, now=NOW) is None


@settings(deadline=None)
@given(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_no_header_raises(tags: str | None, since: str | None) -> None:
    assert not_modified(tags, since, etag="abc", changed_at=CHANGED_AT, now=NOW) in (True, False)
