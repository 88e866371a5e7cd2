"""From what somebody typed to the class of things that is meant."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from ..errors import NotFoundError, UsageError, did_you_mean
from ..store.protocol import Store
from ..terms import CA, PREFIXES, compact
from .folding import fold

_CLASSES = f"SELECT DISTINCT ?c ?l {{ ?c a <{PREFIXES['owl']}Class> ; <{PREFIXES['rdfs']}label> ?l }} ORDER BY ?c ?l"


def resolve_class(store: Store, text: str, *, place: str = "") -> NamedNode:
    """The class that ``text`` names: a compact name, an IRI, a local name (``Event``) or a label (``lab``).

    Case, accents and punctuation do not count; of classes of one name that of the own ontology is meant.

    Args:
        store: A store that holds the vocabulary.
        text: What was typed.
        place: The option to name in errors.

    Raises:
        NotFoundError: No class goes by that name; the hint has the nearest, or the most common.
        UsageError: The name is empty.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("an empty name names no class", place=place)
    known = [
        (iri, name.value)
        for iri, name in store.select(_CLASSES)
        if isinstance(iri, NamedNode) and isinstance(name, Literal)
    ]
    wanted = fold(typed)
    for iri, label in sorted(known, key=lambda pair: not pair[0].value.startswith(CA)):
        short = compact(iri)
        if typed.strip("<>") in (short, iri.value) or wanted in (fold(label), fold(re.split(r"[#/:]", short)[-1])):
            return iri
    names = [label for iri, label in known if iri.value.startswith(CA)]
    hint = did_you_mean(typed, names) or f"known are {', '.join(sorted(names)[:20])}, …"
    raise NotFoundError(f"no class goes by “{typed}”", hint=hint, place=place)
