"""Sharing out sheets: no database."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.evaluations.balance import Choice, Need, Person, share_out

FIELDS = ("design", "crafts", "cinema")


def person(number: int, load: int = 0, *fields: str) -> Person:
    return Person(number, load, frozenset(fields))


def need(case: int, seats: int = 2, *fields: str, out: frozenset[int] = frozenset(), expert: bool = False) -> Need:
    return Need(case, seats, frozenset(fields), out, expert)


def loads(people: list[Person], choices: list[Choice]) -> dict[int, int]:
    more = Counter(choice.person for choice in choices)
    return {one.id: one.load + more[one.id] for one in people}


def test_the_freest_come_first_and_it_says_why() -> None:
    people = [person(1, 3, "design"), person(2, 0), person(3, 1, "design"), person(4, 1)]
    assert share_out([need(7, 2, "design")], people) == [Choice(7, 3, 1, ("design",)), Choice(7, 2, 0, ())]


def test_somebody_of_the_field_is_not_looked_for_twice() -> None:
    people = [person(1, 5, "design"), person(2, 0)]
    assert [one.person for one in share_out([need(7, 1, "design", expert=True)], people)] == [2]
    assert [one.person for one in share_out([need(7, 1, "design")], people)] == [1]


def test_nobody_left_leaves_the_seat_empty() -> None:
    assert share_out([need(7, 3, out=frozenset({1}))], [person(1), person(2)]) == [Choice(7, 2, 0, ())]
    assert share_out([need(7)], []) == []


def test_a_sheet_goes_over_a_third_person_where_no_direct_way_leads() -> None:
    # 1 may take both cases, 2 only the second, 3 only the first: what 1 took is passed on.
    people = [person(1), person(2, 1), person(3, 1)]
    found = share_out([need(1, 1, out=frozenset({2})), need(2, 1, out=frozenset({3})), need(3, 1)], people)
    assert max(loads(people, found).values()) - min(loads(people, found).values()) <= 1


people_of_a_council = st.lists(
    st.tuples(st.integers(0, 4), st.sets(st.sampled_from(FIELDS), max_size=2)), min_size=5, max_size=15
).map(lambda told: [person(number, load, *fields) for number, (load, fields) in enumerate(told, 1)])
cases_of_a_day = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sets(st.sampled_from(FIELDS), max_size=2),
        st.frozensets(st.integers(1, 15), max_size=4),
        st.booleans(),
    ),
    max_size=12,
).map(
    lambda told: [
        need(number, seats, *fields, out=out, expert=expert)
        for number, (seats, fields, out, expert) in enumerate(told, 1)
    ]
)


@given(people_of_a_council, cases_of_a_day)
def test_nobody_who_may_not_and_every_seat_that_can_be(people: list[Person], needs: list[Need]) -> None:
    found = share_out(needs, people)
    assert found == share_out(needs, list(reversed(people)))
    known = {one.id: one for one in people}
    for one in needs:
        chosen = [choice.person for choice in found if choice.case == one.case]
        free = known.keys() - one.out
        assert len(chosen) == len(set(chosen)) == min(one.seats, len(free))
        assert set(chosen) <= free
        experts = {number for number in free if known[number].fields & one.fields}
        assert one.expert_there or not experts or experts & set(chosen) or not chosen


@given(people_of_a_council, cases_of_a_day)
def test_loads_differ_by_one_at_most_where_fields_and_conflicts_allow(
    people: list[Person], needs: list[Need]
) -> None:
    found = share_out(needs, people)
    after, known = loads(people, found), {one.id: one for one in people}
    for one in needs:
        chosen = [choice.person for choice in found if choice.case == one.case]
        for giver, taker in product(chosen, known.keys() - one.out - set(chosen)):
            rest = [taker if number == giver else number for number in chosen]
            had, has = (
                one.expert_there or any(known[n].fields & one.fields for n in those) for those in (chosen, rest)
            )
            assert after[giver] - after[taker] <= 1 or (had and not has)


@given(people_of_a_council, st.integers(0, 12))
def test_without_fields_and_conflicts_the_loads_end_within_one(people: list[Person], many: int) -> None:
    start = [person(one.id) for one in people]
    after = loads(start, share_out([need(case) for case in range(many)], start)).values()
    assert max(after) - min(after) <= 1


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(1, 2), st.frozensets(st.integers(1, 4), max_size=2)), max_size=4),
)
def test_no_other_way_is_fairer(had: list[int], wanted: list[tuple[int, frozenset[int]]]) -> None:
    """Against every way there is: the sum of the squares of the loads is the smallest."""
    people = [person(number, load) for number, load in enumerate(had, 1)]
    needs = [need(number, seats, out=out) for number, (seats, out) in enumerate(wanted, 1)]
    ways = []
    for one in needs:
        free = [who.id for who in people if who.id not in one.out]
        ways.append(list(combinations(free, min(one.seats, len(free)))))
    best = min(
        sum((one.load + sum(one.id in chosen for chosen in way)) ** 2 for one in people) for way in product(*ways)
    )
    assert sum(load**2 for load in loads(people, share_out(needs, people)).values()) == best
