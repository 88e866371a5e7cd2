"""From what somebody typed to the things that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pyoxigraph import NamedNode

from ..errors import AmbiguousError, NotFoundError, UsageError
from ..names import kinds, label, resolve
from ..names.labels import terms
from ..store.protocol import Store
from ..terms import compact, node

COMPARABLE: Final = tuple(map(node, ("ca:Programme", "ca:Course", "ca:Credential", "ca:ProgrammeOffering")))
_WHAT: Final = "programmes, courses, credentials and their runs can be compared"


def choose(store: Store, typed: Sequence[str], *, place: str = "THING") -> list[NamedNode]:
    """The things that are meant, in the order in which they were typed.

    A name that a programme shares with the credential it awards and with its runs means the programme.

    Args:
        store: Where names are looked up.
        typed: Names, alternate names, abbreviations or ids, at least two.
        place: The argument to name in errors.

    Raises:
        UsageError: There are fewer than two, one is meant twice, or one is nothing that can be compared.
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    if len(typed) < 2:
        message = f"a comparison needs two things or more, and {'one' if typed else 'none'} is named"
        raise UsageError(message, hint="put each name in quotes where it has blanks", place=place)
    found: list[NamedNode] = []
    for text in typed:
        iri = _one(store, text, place)
        if iri in found:
            both = f"“{typed[found.index(iri)]}” and “{text}”"
            raise UsageError(f"{both} are the same thing, {compact(iri)}", hint="name another one", place=place)
        found.append(iri)
    return found


def _one(store: Store, text: str, place: str) -> NamedNode:
    try:
        iri = resolve(store, text, place=place)
    except (AmbiguousError, NotFoundError):
        return _among_comparable(store, text, place)
    if _is_comparable(store, iri):
        return iri
    kind = kinds(store, [iri]).get(iri, "something else")
    raise UsageError(
        f"{label(store, iri)} ({compact(iri)}) is of the kind {kind}: only {_WHAT}",
        hint=f"`credatlas show {compact(iri)}` lists what it has to do with",
        place=place,
    )


def _is_comparable(store: Store, iri: NamedNode) -> bool:
    classes = {row[0] for row in store.select(f"SELECT DISTINCT ?k {{ {terms([iri])} a ?k }}")}
    return any(cls in classes for cls in COMPARABLE)


def _among_comparable(store: Store, text: str, place: str) -> NamedNode:
    try:
        return resolve(store, text, classes=COMPARABLE, place=place)
    except AmbiguousError as error:
        family = _head(store, [node(choice) for choice, _ in error.choices])
        if family is not None:
            return family
        raise
    except NotFoundError as error:
        message = f"nothing that can be compared goes by “{text}”"
        raise NotFoundError(message, hint=error.hint, place=place) from error


def _head(store: Store, things: Sequence[NamedNode]) -> NamedNode | None:
    """The programme or course among things when all others are what it awards or its runs."""
    links = f"VALUES ?s {{ {terms(things)} }} ?s ?p ?o . FILTER(?p IN ({_AWARDS}, {_OFFERING_OF}))"
    rows = store.select(f"SELECT ?s ?p ?o {{ {links} }}")
    below: dict[NamedNode, set[NamedNode]] = {}
    for subject, predicate, term in rows:
        if isinstance(subject, NamedNode) and isinstance(term, NamedNode):
            head, other = (subject, term) if predicate == _AWARDS else (term, subject)
            below.setdefault(head, set()).add(other)
    heads = [thing for thing in things if set(things) - {thing} <= below.get(thing, set())]
    return heads[0] if len(heads) == 1 else None


_AWARDS: Final = node("ca:awardsCredential")
_OFFERING_OF: Final = node("ca:isOfferingOf")
