"""An attacker who knows every rule of the panel, asks all it answers, at every moment, and counts all the worlds that
could have led to those answers. Where the same small number is in each of them, somebody was found.

Each attack has its control: the same attacker before a panel that only hides small cells, and finds them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.figures.suppression import STEP, floored, may_show_steps, released

World = tuple[int, ...]
PERIODS: Final = (1, 2, 4)
"""Any list of periods would do; short ones make more differences."""


def small(count: int) -> bool:
    return 0 < count < STEP


def found(
    true: World, worlds: Iterable[World], answers: Callable[[World], Any], cells: Callable[[World], Sequence[int]]
) -> list[int]:
    """The small cells of the true world that the attacker knows now, by number."""
    told, mine = answers(true), cells(true)
    doubtful = {n: value for n, value in enumerate(mine) if small(value)}
    for world in worlds:
        if not doubtful:
            break
        if answers(world) == told:
            other = cells(world)
            doubtful = {n: value for n, value in doubtful.items() if other[n] == value}
    return sorted(doubtful)


def flow(counts: Sequence[int]) -> list[int]:
    """What the weeks of a flow publish; every person is a new one."""
    shown, rest, waiting = [], 0, 0
    for count in counts:
        waiting += count
        out, rest = released(rest, waiting)
        waiting = 0 if out else waiting
        shown.append(out)
    return shown


def windows(weekly: Sequence[int]) -> list[int]:
    """Every period, asked after every week: all that can be subtracted from one another."""
    return [sum(weekly[max(0, end - length) : end]) for end in range(1, len(weekly) + 1) for length in PERIODS]


def spans(counts: Sequence[int]) -> list[int]:
    """Who came in a week, or in some weeks together: the groups that two questions leave between them."""
    return [sum(counts[start:end]) for start, end in combinations(range(len(counts) + 1), 2)]


def hidden(count: int) -> int | str:
    """Primary suppression alone."""
    return "<5" if small(count) else count


weekly = st.lists(st.integers(0, 9), min_size=3, max_size=3).map(tuple)
ALL_WEEKS: Final = tuple(product(range(15), repeat=3))


@given(true=weekly)
@settings(max_examples=60)
def test_no_week_of_a_flow_is_found_by_subtracting_periods(true: World) -> None:
    assert found(true, ALL_WEEKS, lambda world: windows(flow(world)), spans) == []


def test_with_small_cells_hidden_alone_two_periods_find_one_person() -> None:
    def answers(world: World) -> list[int | str]:
        return [hidden(count) for count in windows(world)]

    assert found((7, 1, 9), ALL_WEEKS, answers, spans) != []


@given(true=st.tuples(*[st.integers(0, 9)] * 4))
@settings(max_examples=30)
def test_no_cell_of_two_pillars_follows_from_the_totals(true: World) -> None:
    """Two weeks by two pillars, with the totals of each and of all."""

    def answers(world: World) -> list[int]:
        one, other = flow(world[:2]), flow(world[2:])
        return [*one, *other, *(a + b for a, b in zip(one, other, strict=True)), sum(one), sum(other)]

    assert found(true, product(range(12), repeat=4), answers, list) == []


def test_with_small_cells_hidden_alone_a_total_gives_the_cell_away() -> None:
    def answers(world: World) -> list[int | str]:
        a, b, c, d = world
        return [hidden(count) for count in (a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d)]

    assert found((8, 3, 9, 7), product(range(12), repeat=4), answers, list) == [1]


@given(true=weekly, week=st.integers(0, 2), comes=st.booleans())
@settings(max_examples=30)
def test_asking_before_and_after_one_person_tells_nothing_new(true: World, week: int, comes: bool) -> None:
    """Within a week one comes, or one of those who came is deleted; both worlds are asked about all they publish."""
    other = list(true)
    other[week] = max(0, other[week] + (1 if comes else -1))
    # What was published until then is the same to the letter; what comes later is one flow, attacked as such.
    assert flow(true)[:week] == flow(other)[:week]
    assert found(tuple(other), ALL_WEEKS, lambda world: windows(flow(world)), spans) == []


def test_a_live_panel_with_small_cells_hidden_shows_who_came_in_between() -> None:
    """Stock and flow in one: the world is what there was before, and who came."""

    def live(world: World) -> list[int | str]:
        return [hidden(world[0]), hidden(world[0] + world[1])]

    def published(world: World) -> list[int]:
        return [floored(world[0]), floored(world[0] + world[1])]

    worlds = list(product(range(20), repeat=2))
    assert found((9, 1), worlds, live, lambda world: [world[1]]) == [0]
    for true in product(range(11), range(1, 5)):
        assert found(true, worlds, published, lambda world: [world[1]]) == []


def consistent(shown: Sequence[int], published: Callable[[World], Sequence[int]]) -> list[World]:
    return [world for world in product(range(12), repeat=len(shown)) if list(published(world)) == list(shown)]


@given(joined=st.tuples(*[st.integers(0, 9)] * 2), data=st.data())
@settings(max_examples=40)
def test_sign_ups_leavers_and_the_line_do_not_betray_each_other(joined: World, data: st.DataObject) -> None:
    """Nobody leaves who didn't join, and who waits has joined and not left: in every week."""
    first = data.draw(st.integers(0, joined[0]))
    left = (first, data.draw(st.integers(0, sum(joined) - first)))
    line = (
        data.draw(st.integers(0, joined[0] - left[0])),
        data.draw(st.integers(0, sum(joined) - sum(left))),
    )
    assert joined_found(joined, left, line, flow) == []


def test_without_the_common_step_a_line_would_say_who_joined() -> None:
    """Six joined and then four, and ten wait: ten or more can't wait unless all four came."""
    assert joined_found((6, 4), (0, 0), (6, 10), exact_flow) == [1]
    assert joined_found((6, 4), (0, 0), (6, 10), flow) == []


def exact_flow(counts: Sequence[int]) -> list[int]:
    """Groups of five and more, to the person."""
    shown, waiting = [], 0
    for count in counts:
        waiting += count
        shown.append(waiting if waiting >= STEP else 0)
        waiting = 0 if shown[-1] else waiting
    return shown


def joined_found(joined: World, left: World, line: World, flows: Callable[[World], Sequence[int]]) -> list[int]:
    parts = [(joined, flows), (left, flows), (line, stock)]
    worlds = _joined_up(*(consistent(publish(part), publish) for part, publish in parts))
    return found((*joined, *left, *line), worlds, lambda world: (), list)


def stock(counts: Sequence[int]) -> list[int]:
    return [floored(count) for count in counts]


def _joined_up(*parts: Sequence[World]) -> Iterator[World]:
    for joined, left, line in product(*parts):
        here = (joined[0] - left[0], sum(joined) - sum(left))
        if left[0] <= joined[0] and all(0 <= waits <= all_ for waits, all_ in zip(line, here, strict=True)):
            yield (*joined, *left, *line)


def holds(stamped: Sequence[int], steps: Sequence[int]) -> bool:
    """Whether people with so many stamps each (`steps[k]` have k) can be among those who earned so many by pillar:
    nobody has two of one pillar, and others, who weren't heard of lately, have the rest."""
    pillars = len(stamped)
    return all(
        sum(people * max(0, k - pillars + len(some)) for k, people in enumerate(steps)) <= sum(some)
        for size in range(pillars, 0, -1)
        for some in combinations(stamped, size)
    )


def in_step(counts: Sequence[int]) -> Iterator[World]:
    """All counts that are published as these."""
    return product(*(range(floored(count), floored(count) + STEP) for count in counts))


def steps_found(stamped: Sequence[int], steps: Sequence[int]) -> list[int]:
    """Pillars first, then numbers of stamps from 1; whoever has none is on no side."""
    worlds = ((*a, *b) for a, b in product(in_step(stamped), in_step(steps)) if holds(a, (0, *b)))
    return found((*stamped, *steps), worlds, lambda world: (), list)


@given(people=st.lists(st.integers(0, 6), min_size=8, max_size=8), silent=st.lists(st.integers(0, 9), min_size=3))
@settings(max_examples=25)
def test_stamps_by_pillar_and_people_by_stamps_do_not_betray_each_other(people: list[int], silent: list[int]) -> None:
    """Everybody of three pillars, by which of their stamps they have; `silent` are stamps of people not heard of."""
    kinds = list(product((0, 1), repeat=3))
    stamped = [sum(n * kind[p] for n, kind in zip(people, kinds, strict=True)) + silent[p] for p in range(3)]
    steps = [sum(n for n, kind in zip(people, kinds, strict=True) if sum(kind) == k) for k in range(1, 4)]
    published = dict(enumerate(stock(stamped)))
    if may_show_steps(published, published):
        assert steps_found(stamped, steps) == []


def test_without_its_condition_people_by_stamps_would_find_somebody() -> None:
    """Twenty people have two stamps, all have the sixth pillar's: the other five have four each, and nobody else."""
    stamped, twice = (4, 4, 4, 4, 4, 20), 20
    assert not may_show_steps(dict(enumerate(stock(stamped))), dict(enumerate([5] * 6)))
    fits = [world for world in in_step(stamped) if holds(world, (0, 0, floored(twice), 0, 0, 0, 0))]
    assert {world[:5] for world in fits} == {(4, 4, 4, 4, 4)}, "so it is not shown"


@pytest.mark.parametrize(
    ("rest", "waiting", "shown", "left"), [(0, 4, 0, 0), (4, 4, 0, 4), (0, 5, 5, 0), (4, 6, 10, 0), (3, 23, 25, 1)]
)
def test_fives_leave_when_five_different_people_are_there(rest: int, waiting: int, shown: int, left: int) -> None:
    assert released(rest, waiting) == (shown, left)


@given(counts=st.lists(st.integers(0, 40), max_size=30))
def test_nothing_is_lost_but_the_last_few(counts: list[int]) -> None:
    shown = flow(counts)
    assert all(count % STEP == 0 for count in shown)
    assert 0 <= sum(counts) - sum(shown) <= 2 * (STEP - 1)
