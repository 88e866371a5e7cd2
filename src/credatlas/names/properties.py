"""From what somebody typed to the property that is meant."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from ..errors import AmbiguousError, NotFoundError, UsageError, did_you_mean
from ..store.protocol import Store
from ..terms import PREFIXES, compact, node
from .folding import fold

_KINDS = "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property".split()
_SHACL = PREFIXES["sh"]
_LOOK = "`credatlas show THING` lists the properties it has"


def resolve_property(store: Store, text: str, *, place: str = "") -> NamedNode:
    """The property that ``text`` names: a compact name, an IRI, a local name (``registrationCloses``) or a label.

    Labels are those of the ontology and those that cards show (``registration closes``); case,
    accents and punctuation do not count.

    Args:
        store: A store that holds the vocabulary.
        text: What was typed.
        place: The argument to name in errors.

    Raises:
        NotFoundError: No property goes by that name, or nothing has it; the hint has the nearest.
        AmbiguousError: Several do.
        UsageError: The name is empty, or its prefix is unknown.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("an empty name names no property", place=place)
    if re.fullmatch(r"<.*>|[A-Za-z][\w.-]*:\S+", typed):
        return _by_id(store, typed, place)
    names = _names(store)
    same = sorted({iri for iri, name in names if name == typed or fold(name) == fold(typed)}, key=str)
    if len(same) == 1:
        return same[0]
    if same:
        raise AmbiguousError(
            f"“{typed}” may be one of {len(same)} properties",
            choices=[(compact(iri), next(name for other, name in names if other == iri)) for iri in same],
            hint="give the name in the first column",
            place=place,
        )
    hint = did_you_mean(typed, sorted({name for _, name in names})) or _LOOK
    raise NotFoundError(f"no property goes by “{typed}”", hint=hint, place=place)


def _by_id(store: Store, typed: str, place: str) -> NamedNode:
    try:
        iri = node(typed)
    except UsageError as error:
        raise UsageError(error.message, hint=error.hint, place=place) from error
    names = _names(store)
    if any(known == iri for known, _ in names) or store.query(f"ASK {{ ?s {iri} ?o }}") is True:
        return iri
    hint = did_you_mean(compact(iri), sorted({compact(known) for known, _ in names})) or _LOOK
    raise NotFoundError(f"there is no property {typed}", hint=hint, place=place)


def _names(store: Store) -> list[tuple[NamedNode, str]]:
    """Each property with its local name and every label that it goes by."""
    kinds = ", ".join(str(node(kind)) for kind in _KINDS)
    label = f"<{PREFIXES['rdfs']}label>"
    own = f"?p a ?kind . FILTER(?kind IN ({kinds})) OPTIONAL {{ ?p {label} ?n }}"
    carded = f"?shape <{_SHACL}path> ?p ; <{_SHACL}name> ?n ."
    rows = store.select(
        f"SELECT DISTINCT ?p ?n {{ {{ {own} }} UNION {{ {carded} }} FILTER(isIRI(?p)) }} ORDER BY ?p ?n"
    )
    found: dict[tuple[NamedNode, str], None] = {}
    for iri, name in rows:
        assert isinstance(iri, NamedNode)
        found[iri, re.split(r"[#/]", iri.value)[-1]] = None
        if isinstance(name, Literal):
            found[iri, name.value] = None
    return list(found)
