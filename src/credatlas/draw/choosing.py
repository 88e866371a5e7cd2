"""What a drawing starts from: things by name, the things in an answer, the things of a class; and what is a node."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from ..build import Atlas
from ..errors import NotFoundError, UsageError, did_you_mean
from ..files import find_project
from ..names import resolve
from ..names.folding import fold
from ..names.labels import label
from ..queries import load, run
from ..store.protocol import Store
from ..terms import GRAPHS, PREFIXES, Term, compact
from .groups import group_of, is_bookkeeping, is_own

ALSO: Final = ("concepts", "places", "parts")
"""What can be drawn as nodes besides things: concepts of the vocabularies, places, and runs, sessions, references."""

_GROUP_OF_OPTION: Final = {"concepts": "concept", "places": "place", "parts": "part"}
_CLASS: Final = f"<{PREFIXES['owl']}Class>"
_OPTION: Final = re.compile(r"--([a-z][a-z-]*)( (?=[0-9A-Z\"]))?")
_LABEL: Final = f"<{PREFIXES['rdfs']}label>"


@dataclass(frozen=True, slots=True)
class Start:
    """What a drawing starts from.

    Attributes:
        things: Their ids; empty for the whole atlas.
        title: The same in words.
    """

    things: tuple[ox.NamedNode, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Which IRIs are nodes of a drawing.

    Attributes:
        start: What was asked for is always a node.
        also: Which of :data:`ALSO` are nodes as well.
    """

    start: frozenset[ox.NamedNode]
    also: frozenset[str]

    @classmethod
    def of(cls, start: Iterable[ox.NamedNode], also: Collection[str]) -> Roles:
        """The roles, once the options are known to exist.

        Raises:
            UsageError: There is no such option.
        """
        for option in [also] if isinstance(also, str) else also:
            if option not in ALSO:
                hint = did_you_mean(option, list(ALSO)) or f"there are {', '.join(ALSO)}"
                raise UsageError(f"nothing called “{option}” can be drawn as nodes", hint=hint, place="also")
        groups = {_GROUP_OF_OPTION[option] for option in ([also] if isinstance(also, str) else also)}
        return cls(frozenset(start), frozenset(groups))

    def is_part(self, term: Term) -> bool:
        """Whether it is a run, session or reference that is folded into what it describes."""
        return self._is_held_back(term, ("part",))

    def is_node(self, term: Term) -> bool:
        """Whether it is a thing of the atlas that is drawn, if nothing else stands in the way."""
        if not is_own(term) or is_bookkeeping(term):
            return False
        return not self._is_held_back(term, ("part", "concept", "place"))

    def _is_held_back(self, term: Term, groups: Collection[str]) -> bool:
        if not isinstance(term, ox.NamedNode) or term in self.start:
            return False
        group = group_of(term.value)
        return group in groups and group not in self.also


def start_of(store: Store, things: Iterable[str], queries: Iterable[str], classes: Iterable[str]) -> Start:
    """What a drawing starts from; see :func:`credatlas.draw.drawing`.

    Raises:
        NotFoundError: Nothing goes by a name; an answer or a class has no things.
        AmbiguousError: Several things go by a name.
        UsageError: A query lacks a parameter, or is not written as it should be.
    """
    named = {resolve(store, str(text), place="ENTITY"): None for text in _listed(things)}
    titles = [label(store, iri) for iri in named]
    found = dict(named)
    for text in _listed(queries):
        found.update(dict.fromkeys(_answered(store, text)))
        titles.append(f"answer to {text}")
    for text in _listed(classes):
        cls = class_named(store, text)
        found.update(dict.fromkeys(members_of(store, cls)))
        titles.append(f"all of the class {label(store, cls)}")
    return Start(tuple(sorted(found, key=lambda iri: iri.value)), _title(titles))


def _listed(texts: Iterable[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _title(titles: list[str]) -> str:
    if not titles:
        return "The whole atlas"
    shown = titles if len(titles) <= 3 else [*titles[:2], f"{len(titles) - 2} more"]
    text = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return text[0].upper() + text[1:]


def _answered(store: Store, text: str) -> list[ox.NamedNode]:
    """The things in the answer to a canned query, written as ``name parameter=value …``."""
    try:
        name, *given = shlex.split(text) or [""]
    except ValueError as error:
        raise UsageError(f"“{text}” is not closed: {error}", place="--query") from error
    if not name:
        raise UsageError("an empty text names no query", hint="`credatlas queries` lists them", place="--query")
    values: dict[str, Any] = {}
    for word in given:
        parameter, equals, value = word.partition("=")
        if not equals:
            hint = 'write parameters as name=value: --query "offerings-by-price max_price=9000 currency=USD"'
            raise UsageError(f"“{word}” is no parameter of a query", hint=hint, place="--query")
        key = parameter.strip().replace("-", "_")
        values[key] = value if key not in values else [*_several(values[key]), value]
    folder = (store.project if isinstance(store, Atlas) else find_project()).queries
    query = load(folder, name)
    try:
        table = run(store, query, values)
    except UsageError as error:  # which names parameters as the options of `credatlas query`
        said, hint = (_OPTION.sub(_as_typed_here, text) for text in (error.message, error.hint))
        raise UsageError(said, hint=hint, place="--query") from error
    found = [term for row in table.rows for term in row if isinstance(term, ox.NamedNode)]
    kept = [term for term in dict.fromkeys(found) if is_own(term) and not is_bookkeeping(term)]
    kept = [term for term in kept if group_of(term.value) not in ("concept", "place")] or kept
    if not kept:
        raise NotFoundError(f"the answer to {name} names no thing that could be drawn", place="--query")
    return kept


def _as_typed_here(option: re.Match[str]) -> str:
    return option[1].replace("-", "_") + ("=" if option[2] else "")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def class_named(store: Store, text: str, *, place: str = "--classes") -> ox.NamedNode:
    """The class that a compact name, a local name or a label stands for.

    Raises:
        NotFoundError: There is no such class.
    """
    rows = store.select(f"SELECT DISTINCT ?c ?n {{ ?c a {_CLASS} . OPTIONAL {{ ?c {_LABEL} ?n }} FILTER(isIRI(?c)) }}")
    names: dict[str, ox.NamedNode] = {}
    for iri, name in sorted(rows, key=str):
        assert isinstance(iri, ox.NamedNode)
        local = compact(iri).partition(":")[2]
        for known in (iri.value, compact(iri), local, name.value if isinstance(name, ox.Literal) else ""):
            # what is ours wins where schema.org has a class of the same name
            if known not in names or compact(iri).startswith("ca:"):
                names[known] = iri
    typed = text.strip().strip("<>")
    folded = {fold(known): iri for known, iri in names.items()}
    found = names.get(typed) or (folded.get(fold(typed)) if fold(typed) else None)
    if found is None:
        hint = did_you_mean(typed, [known for known in names if known and ":" not in known])
        raise NotFoundError(
            f"there is no class “{text}”", hint=hint or "use the name of a class, such as Course", place=place
        )
    return found


def members_of(store: Store, cls: ox.NamedNode, *, place: str = "--classes") -> list[ox.NamedNode]:
    """The things of a class, narrower classes included.

    Raises:
        NotFoundError: There is none.
    """
    graphs = f"{GRAPHS['facts']}, {GRAPHS['inferred']}"
    text = f"SELECT DISTINCT ?s {{ GRAPH ?g {{ ?s a {cls} }} FILTER(?g IN ({graphs})) }}"
    found = [row[0] for row in store.select(text) if isinstance(row[0], ox.NamedNode)]
    kept = [iri for iri in found if is_own(iri) and not is_bookkeeping(iri)]
    if not kept:
        raise NotFoundError(f"the atlas has no thing of the class {compact(cls)}", place=place)
    return kept
