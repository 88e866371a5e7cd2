"""Texts that are identifiers, and the things that have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...cards.asking import identity
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import ID, node

_HTTP: Final = r"(?:https?://)?(?:www\.)?"


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


@dataclass(frozen=True, slots=True)
class _Form:
    """How identifiers of one kind are written.

    Attributes:
        property: What holds them in the graph.
        pattern: What a text of this kind looks like, case aside; its groups are the identifier.
        web: The IRI that stands for the same thing in the web of data.
        written: The identifier as the graph writes it.
        folded: Its letters as they are written there.
    """

    property: str
    pattern: str
    web: str
    written: str = "{}"
    folded: Callable[[str], str] = str.lower

    def of(self, text: str) -> Identifier | None:
        """The identifier that a text is as a whole, or None."""
        found = re.fullmatch(self.pattern, text, re.IGNORECASE)
        if found is None:
            return None
        parts = [self.folded(group) for group in found.groups()]
        return Identifier(node(self.property), self.written.format(*parts), self.web.format(*parts))


_FORMS: Final = (
    _Form(
        "ca:rorId",
        rf"(?:{_HTTP}ror\.org/|ror:)?(0[a-hj-km-np-tv-z0-9]{{6}}[0-9]{{2}})/?",
        "https://ror.org/{}",
        "https://ror.org/{}",
    ),
    _Form(
        "bibo:doi",
        rf"(?:doi:\s*|{_HTTP}(?:dx\.)?doi\.org/)?(10\.[0-9]{{4,9}}(?:\.[0-9]+)*/\S+)",
        "https://doi.org/{}",
    ),
    _Form(
        "ca:wikidataId",
        rf"(?:{_HTTP}wikidata\.org/(?:wiki|entity)/|wd:|wikidata:)?(q[1-9][0-9]*)",
        "http://www.wikidata.org/entity/{}",
        folded=str.upper,
    ),
    _Form(
        "ca:orcidId",
        rf"(?:{_HTTP}orcid\.org/|orcid:)?([0-9]{{4}}-[0-9]{{4}}-[0-9]{{4}}-[0-9]{{3}}[0-9x])/?",
        "https://orcid.org/{}",
        folded=str.upper,
    ),
    _Form(
        "schema:issn",
        rf"(?:{_HTTP}portal\.issn\.org/resource/issn/|issn[: ]\s*)?([0-9]{{4}}-[0-9]{{3}}[0-9x])",
        "https://portal.issn.org/resource/ISSN/{}",
        folded=str.upper,
    ),
    _Form(
        "ca:isni",
        rf"(?:{_HTTP}isni\.org/(?:isni/)?|isni[: ]\s*)?([0-9]{{4}}) ?([0-9]{{4}}) ?([0-9]{{4}}) ?([0-9]{{3}}[0-9x])",
        "https://isni.org/isni/{}{}{}{}",
        "{} {} {} {}",
        str.upper,
    ),
    _Form(
        "ca:ctid",
        rf"(?:{_HTTP}credentialengineregistry\.org/resources/)?(ce-[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})",
        "https://credentialengineregistry.org/resources/{}",
    ),
    _Form("bibo:pmid", r"pmid[: ]\s*([0-9]{1,9})", "https://pubmed.ncbi.nlm.nih.gov/{}"),
    # things of the atlas have such records by links alone
    _Form(
        "skos:exactMatch",
        rf"{_HTTP}dbpedia\.org/(?:resource|page)/(\S+)",
        "http://dbpedia.org/resource/{}",
        "http://dbpedia.org/resource/{}",
        str,
    ),
)
_OURS: Final = re.compile(
    rf"<?{re.escape(ID).replace('https', 'https?')}([a-z]+)/([^\s<>#]+)>?\Z|([a-z]+):([a-z0-9]+(?:-[a-z0-9]+)*)\Z"
)
_MEANT: Final = frozenset(
    "organization person programme course credential offering event series policy work journal place".split()
)
_EXACT: Final = node("skos:exactMatch")


def identifier(text: str) -> Identifier | None:
    """The identifier that a text is as a whole, or None.

    Known are ids and IRIs of the atlas, ROR, DOI, Wikidata, ORCID, ISNI, ISSN, PubMed (with ``pmid:``), CTID and
    addresses of DBpedia; as addresses, with a prefix, or bare.

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
    return next((found for form in _FORMS if (found := form.of(text)) is not None), None)


def bearers(store: Store, asked: Identifier) -> list[NamedNode]:
    """The things that an identifier stands for, by their own statements or by an exact link, sorted; mostly one.

    An id of ours that was merged away gives its successor.

    Raises:
        StoreError: The store failed.
    """
    if asked.property is None:
        return _living(store, asked.value)
    try:
        forms = terms([Literal(asked.value), *([NamedNode(asked.iri)] if asked.iri else [])])
    except (ValueError, UnicodeError):  # what cannot be written as a term is in no graph
        return []
    rows = store.select(
        f"SELECT DISTINCT ?s {{ VALUES ?id {{ {forms} }} ?s {asked.property}|{_EXACT} ?id }} ORDER BY ?s"
    )
    return [row[0] for row in rows if isinstance(row[0], NamedNode) and row[0].value.startswith(ID)]


def _living(store: Store, iri: str) -> list[NamedNode]:
    # without the search for near ids, which an id of somebody else's would cost each time
    try:
        living, _ = identity(store, NamedNode(iri))
    except ValueError:  # no IRI, whatever it begins with
        return []
    return [living] if store.query(f"ASK {{ {living} a ?kind }}") is True else []
