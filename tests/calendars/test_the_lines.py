"""What makes a feed right in real clients, number by number as the notes on calendars count it: which test holds each."""

import ast
from pathlib import Path

import pytest
from flask.testing import FlaskClient

HERE = Path(__file__).parents[1]
HTTP, FAST, FRESH = "calendars/test_feed_http", "calendars/test_fast", "calendars/test_freshness"
PRIVATE, LINKS, TABLE = "calendars/test_private", "calendars/test_links", "calendars/test_table_of_answers"
ICAL, GOLDEN, CACHE = "core/test_ical", "core/test_ical_golden", "core/test_http_cache"
STRICT = "readers/test_hostile_titles::test_the_strict_reader_names_each_fault"
LETTERS, CONTENTS, PAGE = "calendars/test_invitations", "calendars/test_contents", "calendars/test_subscribe"
LINES = {
    1: f"{HTTP}::test_the_same_body_whatever_is_accepted",
    2: f"{HTTP}::test_download_is_asked_for",
    3: f"{PAGE}::test_an_address_has_its_ways_into_every_calendar",
    4: "calendars/test_the_lines::test_nobody_is_sent_to_sign_in",
    5: f"{PRIVATE}::test_robots_may_come",
    6: f"{HTTP}::test_head_is_get_without_the_body",
    7: f"{HTTP}::test_between_changes_the_bytes_are_equal_and_the_answer_304",
    8: f"{HTTP}::test_a_tag_that_differs_wins_over_any_date",
    9: f"{FRESH}::test_the_date_of_a_body_never_goes_back",
    10: f"{HTTP}::test_dates_that_cannot_vouch_are_not_believed",
    11: f"{HTTP}::test_a_signed_in_visitor_gets_the_same_open_answer",
    12: f"{HTTP}::test_two_years_of_a_full_house_stay_under_a_megabyte",
    13: f"{TABLE}::test_the_table",
    14: f"{FAST}::test_too_many_readings_are_refused_on_both_ways_together",
    15: STRICT,
    16: f"{GOLDEN}::test_life_of_a_booking",
    17: STRICT,
    18: f"{GOLDEN}::test_life_of_a_booking",
    19: f"{GOLDEN}::test_life_of_a_booking",
    20: f"{ICAL}::test_an_empty_feed_still_has_a_name_and_a_component",
    21: f"{CONTENTS}::test_the_address_asks_for_less",
    22: f"{CONTENTS}::test_one_uid_and_one_hour_at_every_depth",
    23: f"{HTTP}::test_a_renamed_venue_changes_every_event_it_holds",
    24: f"{LETTERS}::test_over_a_long_life_the_number_only_rises",
    25: "calendars/test_series::test_every_feed_has_one_event_for_each_date_and_tombstones_for_those_that_fell_through",
    26: f"{HTTP}::test_a_life_from_first_showing_to_the_end_of_its_tombstone",
    27: f"{PRIVATE}::test_what_waits_stays_out_of_every_public_feed",
    28: f"{GOLDEN}::test_spans_over_midnight_and_days",
    29: f"{GOLDEN}::test_spans_over_midnight_and_days",
    30: f"{ICAL}::test_all_day_shows_the_days_the_span_touches_in_its_zone",
    31: f"{PRIVATE}::test_staff_see_every_booking_with_set_up_and_strike",
    32: "calendars/test_golden::test_every_kind_of_feed",
    33: f"{PRIVATE}::test_nothing_private_is_in_any_of_them",
    34: STRICT,
    35: f"{ICAL}::test_plain_text",
    36: f"{ICAL}::test_no_fold_splits_an_escape_or_a_joined_character",
    37: f"{ICAL}::test_any_text_comes_back_as_it_was_cleaned",
    38: f"{GOLDEN}::test_long_description_ends_with_the_address",
    39: "calendars/test_readers::test_five_hundred_hostile_titles_come_out_as_they_stand_there",
    40: f"{PRIVATE}::test_secrets_are_long_random_and_never_stored",
    41: f"{TABLE}::test_no_parameter_opens_more",
    42: f"{PRIVATE}::test_no_log_line_holds_a_token",
    43: f"{PRIVATE}::test_a_new_password_or_a_closed_account_kills_every_link",
    44: f"{LETTERS}::test_the_letter_is_built_as_calendars_look_for_it",
    45: f"{LETTERS}::test_the_house_does_not_invite_itself",
    46: f"{LETTERS}::test_other_words_are_no_news_for_a_calendar",
    47: f"{LETTERS}::test_the_cancellation_never_overtakes_the_invitation",
    48: f"{PAGE}::test_the_page_says_what_else_there_is_to_know",
}
OPEN = ("public", "venues/cau-kinh", "closures", "holidays", "fields/crafts")


def test_every_line_has_its_test() -> None:
    assert sorted(LINES) == list(range(1, 49))
    known: dict[str, set[str]] = {}
    for line, named in LINES.items():
        file, _, test = named.partition("::")
        if file not in known:
            tree = ast.parse((HERE / f"{file}.py").read_text(encoding="utf-8"))
            known[file] = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        assert test in known[file], (line, named)


@pytest.mark.parametrize("asked", ["", "?lang=en", "?cancelled=0", "?download=1"])
@pytest.mark.parametrize("name", OPEN)
def test_nobody_is_sent_to_sign_in(client: FlaskClient, name: str, asked: str) -> None:
    for ask in (client.get, client.head):
        answer = ask(f"/calendars/{name}.ics{asked}")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
