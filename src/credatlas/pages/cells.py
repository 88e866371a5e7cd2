"""Tables and long lists on a page, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .addresses import Addresses, Given

if TYPE_CHECKING:
    from .said import Said


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        label: Its heading.
        numeric: Whether its values are numbers, which stand at the right.
        unknown: In how many rows of the whole answer its value is not known.
    """

    label: str
    numeric: bool = False
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What stands there; empty where nothing is known.
        address: Where it leads; empty for nowhere.
        outside: Whether that is a page of somebody else.
        language: The language of the text; None where nobody says.
        note: A short remark behind it.
        said: Who says so.
    """

    text: str
    address: str = ""
    outside: bool = False
    language: str | None = None
    note: str = ""
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list.

    Attributes:
        number: The page, from 1.
        count: How many there are.
        before: The address of the one before; empty on the first.
        after: The address of the next; empty on the last.
    """

    number: int
    count: int
    before: str = ""
    after: str = ""


def pages_of(total: int, number: int, size: int, addresses: Addresses, page: str, **values: Given) -> Pages:
    """Where one is in a list of so many entries, of which a page of the service shows some.

    Args:
        total: How many entries there are.
        number: The page that is shown, from 1.
        size: How many entries a page has.
        addresses: Where the pages are.
        page: The name of the page's address; its parameter ``page`` is the number.
        values: Its other parameters.
    """
    count = max(1, -(-total // size))

    def at(other: int) -> str:
        inside = 1 <= other <= count
        return addresses.page(page, "", **{**values, "page": other if other > 1 else None}) if inside else ""

    return Pages(number, count, at(number - 1), at(number + 1))
