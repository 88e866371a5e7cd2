"""What the pages of canned queries show: the questions by topic, and for each a form made from its parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ..build import Atlas
from ..queries import Parameter, Query, catalogue, choices
from .forms import Field, Form, Given, Option, options_of
from .keeping import kept

_MOST_IN_SELECT: Final = 60
_MOST_CHECKS: Final = 200
_KINDS: Final = {"date": "date", "integer": "number", "decimal": "number"}


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions of one kind.

    Attributes:
        name: What they are about.
        queries: They, by name.
    """

    name: str
    queries: tuple[Query, ...]


def topics(atlas: Atlas) -> tuple[Topic, ...]:
    """The canned queries by topic, both in alphabetical order."""
    ordered = sorted(catalogue(atlas.project.queries), key=lambda one: (one.topic, one.name))
    return tuple(Topic(name, tuple(group)) for name, group in groupby(ordered, key=lambda one: one.topic))


def question_form(atlas: Atlas, query: Query, given: Given) -> Form:
    """The form of a canned query with what was typed; what can be chosen comes from the graph."""
    return Form(tuple(_field(atlas, parameter, tuple(given.get(parameter.name, ()))) for parameter in query.parameters))


def example_of(query: Query) -> dict[str, Sequence[str]]:
    """The values of the example call, as the address has them."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in query.example.items()}


def _field(atlas: Atlas, parameter: Parameter, values: tuple[str, ...]) -> Field:
    asked = (parameter.type, parameter.classes, parameter.scheme, parameter.choices, parameter.choices_from)
    pairs = kept(atlas, ("choices", *asked), lambda store: choices(store, parameter))
    is_long = len(pairs) > (_MOST_CHECKS if parameter.is_list else _MOST_IN_SELECT)
    kind = _KINDS.get(parameter.type, "text")
    options: tuple[Option, ...] = ()
    if pairs and is_long:
        kind, (options, values) = "suggested", _suggested(pairs, values)
    elif pairs:
        kind = "checks" if parameter.is_list else "select"
        options = options_of(pairs, _chosen(pairs, values))
    if parameter.is_list and kind != "checks":
        values = (*values, "")  # room for one more
    return Field(
        name=parameter.name,
        label=parameter.name.replace("_", " ").capitalize(),
        kind=kind,
        values=values,
        options=options,
        note=_note(parameter, pairs),
        empty=_empty(parameter, pairs),
        required=parameter.required,
    )


def _suggested(pairs: Sequence[tuple[str, str]], values: tuple[str, ...]) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """Things are suggested by their names, where no other has the same; ids that were given are shown as names."""
    often = Counter(label for _, label in pairs)
    names = {id_: label for id_, label in pairs if often[label] == 1}
    options = options_of((names.get(id_, id_), label) for id_, label in pairs)
    return options, tuple(names.get(value, value) for value in values)


def _chosen(pairs: Sequence[tuple[str, str]], values: tuple[str, ...]) -> set[str]:
    """The ids of what is chosen, which may have been given by its name."""
    typed = {value.casefold() for value in values}
    return {id_ for id_, label in pairs if not typed.isdisjoint((id_.casefold(), label.casefold(), _local(id_)))}


def _local(id_: str) -> str:
    return id_.partition(":")[2].casefold()


def _called(value: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A value as the options call it."""
    names: Mapping[str, str] = dict(pairs)
    return next((label for id_, label in names.items() if value in (id_, _local(id_))), value)


def _default(parameter: Parameter, pairs: Sequence[tuple[str, str]]) -> str:
    given = parameter.default
    values = [] if given is None else [given] if isinstance(given, str) else list(given)
    return ", ".join(_called(value, pairs) for value in values)


def _note(parameter: Parameter, pairs: Sequence[tuple[str, str]]) -> str:
    default = _default(parameter, pairs)
    parts = [parameter.description.rstrip(".")]
    parts += [f"by default {default}"] if default else []
    if parameter.example not in ("", parameter.default):
        parts.append(f"for example {_called(parameter.example, pairs)}")
    return "; ".join(part for part in parts if part)


def _empty(parameter: Parameter, pairs: Sequence[tuple[str, str]]) -> str:
    default = _default(parameter, pairs)
    return f"{default} (by default)" if default else "choose one" if parameter.required else "any"
