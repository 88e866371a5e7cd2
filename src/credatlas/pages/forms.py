"""Forms as data: fields with what was typed, what can be chosen, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..errors import AmbiguousError, CredatlasError
from ..wording import spaced
from .addresses import Addresses, asked
from .cells import Pages

Given = Mapping[str, Sequence[str]]
"""What a form was filled with: by the name of a field its values, without empty ones."""

_OPTION: Final = re.compile(r"--([a-z][a-z-]*[a-z])")

_CLASS: Final = re.compile(r"\([a-z]+:([A-Za-z]+)\)$")
_KIND: Final = re.compile(r"\bof the kind ca:([A-Za-z]+)")

_HERE: Final = {
    "look for it with `credatlas find WORDS`": "look for it with the search above",
    "give the name in the first column": "choose one",
    "give the id in the first column, or more of the name": "choose one, or give more of the name",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere.

    Attributes:
        label: The words.
        address: Where they lead.
        note: What stands behind them.
    """

    label: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen.

    Attributes:
        value: What the address says when it is chosen.
        label: Its readable name.
        chosen: Whether it is.
        count: Of how many things it is known; None where nobody counted.
    """

    value: str
    label: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with what was typed.

    Attributes:
        message: What happened.
        hint: What to do.
        choices: The same question with one of several meanings.
    """

    message: str
    hint: str = ""
    choices: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Attributes:
        name: Its name in the address.
        label: What it is called.
        kind: ``text``, ``number``, ``date``; ``select``: one of the options; ``checks``: any of them; ``suggested``:
            a text for which the options are suggested.
        values: What was typed or chosen.
        options: What can be chosen or is suggested.
        note: What it means, and an example.
        empty: What choosing nothing is called.
        required: Whether it must be filled.
        mistake: What is wrong with it.
    """

    name: str
    label: str
    kind: str
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    note: str = ""
    empty: str = "any"
    required: bool = False
    mistake: Mistake | None = None

    @property
    def value(self) -> str:
        """The first of its values; empty where there is none."""
        return self.values[0] if self.values else ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The labels of what is chosen, or what was typed."""
        return tuple(option.label for option in self.options if option.chosen) or self.values

    @property
    def others(self) -> tuple[str, ...]:
        """What was typed and is none of the options."""
        known = {text.casefold() for option in self.options for text in (option.value, option.label)}
        return tuple(value for value in self.values if value.casefold() not in known)


@dataclass(frozen=True, slots=True)
class Form:
    """A form with what was typed.

    Attributes:
        fields: Its fields, in their order.
        mistake: What is wrong with no field in particular.
    """

    fields: tuple[Field, ...]
    mistake: Mistake | None = None

    @property
    def wrong(self) -> bool:
        """Whether anything is wrong."""
        return self.mistake is not None or any(field.mistake is not None for field in self.fields)

    @property
    def filled(self) -> bool:
        """Whether anything was typed or chosen."""
        return any(field.values for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def refused(self, error: CredatlasError, given: Given, at: Callable[[Given], str]) -> Form:
        """The form with what is wrong beside the field it is about, else above them all.

        Args:
            error: What is wrong; its place names an option of the command line, or the field.
            given: What was typed.
            at: The address of the same page for other values; choices lead there.
        """
        name = error.place.removeprefix("--").replace("-", "_")
        mistake = Mistake(self._plain(error.message), self._plain(error.hint), tuple(_choices(error, name, given, at)))
        if not any(field.name == name for field in self.fields):
            return replace(self, mistake=mistake)
        fields = [replace(field, mistake=mistake) if field.name == name else field for field in self.fields]
        return replace(self, fields=tuple(fields))

    def _plain(self, text: str) -> str:
        """A message in words of the page in place of those of the command line."""
        labels = {field.name: f"“{field.label}”" for field in self.fields}
        for typed, shown in _HERE.items():
            text = text.replace(typed, shown)
        text = _KIND.sub(lambda found: f"of the kind {_in_words(found[1])}", text)
        if "`credatlas " in text:  # what one would type elsewhere helps nobody here
            return ""
        return _OPTION.sub(lambda found: labels.get(found[1].replace("-", "_"), found[0]), text)


def address(addresses: Addresses, page: str, given: Given, suffix: str = "") -> str:
    """The address of a page for what a form was filled with, whatever its fields are called."""
    return addresses.page(page, suffix) + asked(given)


def turned(total: int, number: int, size: int, given: Given, at: Callable[[Given], str]) -> Pages:
    """Where one is in a list of so many entries.

    Args:
        total: How many entries there are.
        number: The page that is shown, from 1.
        size: How many entries a page has.
        given: What was asked; its ``page`` makes room.
        at: The address of the same list for other values.
    """
    count = max(1, -(-total // size))

    def turn(other: int) -> str:
        return at({**given, "page": [str(other)] if other > 1 else []}) if 1 <= other <= count else ""

    return Pages(number, count, turn(number - 1), turn(number + 1))


def options_of(
    pairs: Iterable[tuple[str, str]], chosen: Iterable[str] = (), counts: Mapping[str, int] | None = None
) -> tuple[Option, ...]:
    """What can be chosen, by its label.

    Args:
        pairs: Value and label of each.
        chosen: The values that are chosen.
        counts: By value of how many things it is known.
    """
    taken = set(chosen)
    found = [Option(value, label, value in taken, (counts or {}).get(value)) for value, label in pairs]
    return tuple(sorted(found, key=lambda one: (one.label.casefold(), one.value)))


def kind_in_words(name: str) -> str:
    """The name of a choice with its class, which stands in brackets behind it, in words.

    Example:
        >>> kind_in_words("AI in Medicine (ca:ProgrammeTrack)")
        'AI in Medicine (programme track)'
    """
    return _CLASS.sub(lambda found: f"({_in_words(found[1])})", name)


def _in_words(class_: str) -> str:
    return spaced(class_[:1].lower() + class_[1:]).lower()


def _choices(error: CredatlasError, name: str, given: Given, at: Callable[[Given], str]) -> Iterable[Link]:
    if not isinstance(error, AmbiguousError):
        return
    values = list(given.get(name, ()))
    meant = [value for value in values if f"“{value}”" in error.message] or values
    for id_, label in error.choices:
        other = [id_ if value in meant else value for value in values] or [id_]
        yield Link(kind_in_words(label), at({**given, name: other}), id_)
