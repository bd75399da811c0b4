"""Why no figure of the panel tells about fewer than five people, not even two of them subtracted.

Statistical disclosure control knows these dangers: a small cell that is shown (against it: primary suppression); one
that follows from a total and the other cells (secondary, or complementary, suppression); and the difference of two
answers whose populations differ by a few (the differencing attack): two periods, two filters, or the same question
before and after somebody came. Choosing which further cells to hide can itself tell something, because it looks at what
is hidden. So nothing is chosen here. Four rules do:

1. *Published once.* A week is published when it is over and never again; a period is so many published weeks. There is
   no window to move by a day and nothing to ask before and after: until the next week is over the answer is the same
   for everybody, and deleting somebody changes none that was given. Periods come from a fixed list; there are no
   filters.

2. *In fives.* Whatever is published is a multiple of five (rounded down), so a cell of up to four reads "fewer than
   five", the same as an empty one. A stock (who waits now) loses its remainder: two neighbouring weeks leave open any
   change between -4 and +4 around their difference. A flow (who signed up in a week) keeps it: people whose five isn't
   full wait, unpublished, for the next weeks, and are published with them once at least five different people are
   there. What a period shows is therefore never more than four people away from the truth for each weekly remainder,
   and no published group is smaller than five.

3. *No totals of their own.* Cells of a measure are disjoint, and a total is the sum of what is shown. It says nothing
   that its cells didn't, so nothing can be subtracted from it: there is nothing to suppress a second time.

4. *No equations between measures.* Two measures could betray each other: leavers by reason and leavers at all, or
   stamps by pillar and people by number of stamps. No measure is the sum of others: leavers exist only by reason; who
   was expected somewhere is who came and who didn't, added as they are shown; who stands where on the journey counts
   people heard of lately, stamps count everybody's; of a broadcast one outcome is left out. What remains are
   inequalities (nobody leaves who didn't join). Against these the common step of five protects: with k cells on the
   larger side, each at most 5a + 4, and multiples of five on the smaller one, the play between the two is congruent to
   4k modulo 5. Unless k is a multiple of five it is never nil, so nothing on the larger side is fixed; on the smaller
   side a cell can at most be fixed at its published value: nought or a multiple of five. Where k can be five,
   `may_show_steps` decides, from published figures alone.

`tests/services/test_figures_attacked.py` tries it: an attacker who knows these rules, and counts every population that
could have led to all the answers the panel gives.
"""

from collections.abc import Mapping
from typing import Final

STEP: Final = 5
"""Fewer people than this are never told apart from nobody."""


def floored(count: int) -> int:
    """A stock as it is published."""
    return count - count % STEP


def released(rest: int, waiting: int) -> tuple[int, int]:
    """What of a flow is published, and the new rest. `rest` (below five) was left when the last five were published;
    `waiting` are the different people since then. Nothing is published before those are five themselves."""
    if waiting < STEP:
        return 0, rest
    shown = floored(rest + waiting)
    return shown, rest + waiting - shown


def may_show_steps(stamped: Mapping[str, int], on_the_way: Mapping[str, int]) -> bool:
    """Whether people by number of stamps may stand beside stamps by pillar, both as published. People with two stamps
    can't be more than the stamps of all pillars but one; five such pillars would be five cells on the larger side, and
    small ones could be fixed at four. The same for those without a stamp, where there are five pillars in all."""
    many = len(stamped) % STEP != 0 or all(count >= STEP for count in on_the_way.values())
    return many and bool(stamped) and all(count >= STEP for count in stamped.values())
