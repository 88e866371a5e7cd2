"""Texts that are identifiers, and the things that have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...errors import AmbiguousError, NotFoundError, UsageError
from ...names import resolve
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import ID, node

_END: Final = r"/?\Z"
_HTTP: Final = r"(?:https?://)"
# scheme, what a text of it looks like, the property that holds it, how the graph writes it, its IRI in the web of data;
# "bare" forms, which could be something else, need no prefix: their shape is all there is
_FORMS: Final = (
    (
        re.compile(
            rf"(?:{_HTTP}?(?:www\.)?ror\.org/|ror:)?(0[a-hj-km-np-tv-z0-9]{{6}}[0-9]{{2}}){_END}", re.IGNORECASE
        ),
        "ca:rorId",
        "https://ror.org/{}",
        "https://ror.org/{}",
    ),
    (
        re.compile(
            rf"(?:doi:\s*|{_HTTP}?(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{{4,9}}(?:\.[0-9]+)*/\S+)\Z", re.IGNORECASE
        ),
        "bibo:doi",
        "{}",
        "https://doi.org/{}",
    ),
    (
        re.compile(
            rf"(?:{_HTTP}?(?:www\.)?wikidata\.org/(?:wiki|entity)/|wd:|wikidata:)?(q[1-9][0-9]*)\Z", re.IGNORECASE
        ),
        "ca:wikidataId",
        "{}",
        "http://www.wikidata.org/entity/{}",
    ),
    (
        re.compile(
            rf"(?:{_HTTP}?(?:www\.)?orcid\.org/|orcid:)?([0-9]{{4}}-[0-9]{{4}}-[0-9]{{4}}-[0-9]{{3}}[0-9x]){_END}",
            re.IGNORECASE,
        ),
        "ca:orcidId",
        "{}",
        "https://orcid.org/{}",
    ),
    (re.compile(r"(?:issn[: ]\s*)?([0-9]{4}-[0-9]{3}[0-9x])\Z", re.IGNORECASE), "schema:issn", "{}", ""),
    (re.compile(r"(?:pmid[: ]\s*)([0-9]{1,9})\Z", re.IGNORECASE), "bibo:pmid", "{}", ""),
    (re.compile(r"(ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.IGNORECASE), "ca:ctid", "{}", ""),
)
_ISNI: Final = re.compile(
    rf"(?:{_HTTP}?(?:www\.)?isni\.org/(?:isni/)?|isni[: ]\s*)?"
    r"([0-9]{4}) ?([0-9]{4}) ?([0-9]{4}) ?([0-9]{3}[0-9X])\Z"
)
_CAPITALS: Final = frozenset({"ca:wikidataId", "ca:orcidId", "schema:issn"})
_OURS: Final = re.compile(
    rf"<?{re.escape(ID).replace('https', 'https?')}([a-z]+)/([^\s<>#]+)>?\Z|([a-z]+):([a-z0-9]+(?:-[a-z0-9]+)*)\Z"
)
_MEANT: Final = frozenset(
    "organization person programme course credential offering event series policy work journal place".split()
)
_EXACT: Final = node("skos:exactMatch")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A text that is an identifier.

    Attributes:
        property: The property of things that holds such identifiers; None for ids of our own.
        value: The identifier as the graph writes it; an IRI for ids of our own.
        iri: What stands for the same thing in the web of data; empty where nothing does.
    """

    property: NamedNode | None
    value: str
    iri: str = ""


def identifier(text: str) -> Identifier | None:
    """The identifier that a text is as a whole, or None.

    Known are ids and IRIs of the atlas, ROR, DOI, Wikidata, ORCID, ISNI, ISSN, PubMed (with ``pmid:``) and CTID, as
    addresses, with a prefix, or bare.

    Example:
        >>> identifier("ror.org/03VEK6S52").value
        'https://ror.org/03vek6s52'
    """
    text = text.strip()
    ours = _OURS.match(text)
    if ours is not None:
        kind, slug = (ours[1], ours[2]) if ours[1] else (ours[3], ours[4])
        if kind in _MEANT:
            return Identifier(None, f"{ID}{kind}/{slug}")
    for form, property_, written, web in _FORMS:
        found = form.match(text)
        if found is not None:
            value = found[1].upper() if property_ in _CAPITALS else found[1].lower()
            return Identifier(node(property_), written.format(value), web.format(value))
    found = _ISNI.match(text)
    if found is not None:
        return Identifier(node("ca:isni"), " ".join(found.groups()), f"https://isni.org/isni/{''.join(found.groups())}")
    return None


def bearers(store: Store, asked: Identifier) -> list[NamedNode]:
    """The things that an identifier stands for, by their own statements or by an exact link, sorted; mostly one.

    An id of ours that was merged away gives its successor.

    Raises:
        StoreError: The store failed.
    """
    if asked.property is None:
        try:
            return [resolve(store, asked.value)]
        except (NotFoundError, AmbiguousError, UsageError):
            return []
    try:
        forms = terms([Literal(asked.value), *([NamedNode(asked.iri)] if asked.iri else [])])
    except (ValueError, UnicodeError):  # what cannot be written as a term is in no graph
        return []
    rows = store.select(
        f"SELECT DISTINCT ?s {{ VALUES ?id {{ {forms} }} ?s {asked.property}|{_EXACT} ?id }} ORDER BY ?s"
    )
    return [row[0] for row in rows if isinstance(row[0], NamedNode) and row[0].value.startswith(ID)]
