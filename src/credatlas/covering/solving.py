"""Smallest covers of a few elements by many sets, exactly: elements are bits, sets are numbers.

To decide whether so many sets are enough, the lowest element that is not covered yet is looked at: one of the sets that
hold it must be taken. What is left is remembered, so that no rest is solved twice: there are at most 2 to the
power of the number of elements. Only sets that are not part of another are tried, as a larger one always serves as
well. All smallest covers are then listed in the same way, over all sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations


class Covers:
    """The covers of elements by sets.

    Args:
        sets: The sets as bit masks; the same mask need not come twice.
    """

    def __init__(self, sets: Collection[int]) -> None:
        self._sets = sorted({mask for mask in sets if mask}, reverse=True)
        self._whole = [
            one for one in self._sets if not any(one != other and one & other == one for other in self._sets)
        ]
        self._widest = max(map(int.bit_count, self._sets), default=1)
        self._known: dict[int, int | None] = {0: 0}

    def least(self, wanted: int) -> int | None:
        """The number of sets that are needed to cover all wanted elements; None when that cannot be."""
        if wanted not in self._known:
            lowest = wanted & -wanted
            fewest = -(-wanted.bit_count() // self._widest)  # no cover can do with less
            best: int | None = None
            for part in sorted(
                {mask & wanted for mask in self._whole if mask & lowest}, key=int.bit_count, reverse=True
            ):
                rest = self.least(wanted & ~part)
                if rest is not None and (best is None or rest + 1 < best):
                    best = rest + 1
                    if best == fewest:
                        break
            self._known[wanted] = best
        return self._known[wanted]

    def smallest(self, wanted: int) -> Iterator[frozenset[int]]:
        """All smallest covers of the wanted elements, each once, as sets of masks; no order."""
        size = self.least(wanted)
        if size is None:
            return
        seen: set[frozenset[int]] = set()
        for found in self._of_size(wanted, size):
            if found not in seen:
                seen.add(found)
                yield found

    def _of_size(self, wanted: int, size: int) -> Iterator[frozenset[int]]:
        if not wanted:
            yield frozenset()
            return
        lowest = wanted & -wanted
        for mask in self._sets:
            if mask & lowest:
                rest = wanted & ~mask
                needed = self.least(rest)
                if needed is not None and needed < size:
                    for others in self._of_size(rest, size - 1):
                        yield others | {mask}

    def most(self, wanted: int, size: int) -> list[int]:
        """The largest parts of the wanted elements that so many sets can cover, in a fixed order."""
        elements = [1 << place for place in range(wanted.bit_length()) if wanted >> place & 1]
        for number in range(min(len(elements), size * self._widest), 0, -1):
            parts = (sum(chosen) for chosen in combinations(elements, number))
            found = [part for part in parts if (needed := self.least(part)) is not None and needed <= size]
            if found:
                return found
        return []


def masks_of(held: Sequence[Collection[int]]) -> list[int]:
    """Sets of places as bit masks.

    Example:
        >>> masks_of([{0, 2}, {1}, ()])
        [5, 2, 0]
    """
    return [sum(1 << place for place in set(places)) for places in held]
