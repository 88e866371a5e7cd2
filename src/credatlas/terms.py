"""Prefixes, layer graphs and the few terms that the code itself names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .errors import UsageError, did_you_mean

BASE: Final = "https://w3id.org/credatlas/"
ID: Final = BASE + "id/"
CA: Final = BASE + "ontology#"
SHAPES: Final = BASE + "shapes#"

Term = NamedNode | BlankNode | Literal | Triple

THING_TYPES: Final = tuple(
    "organization person programme course credential offering session event series partnership "
    "policy work journal reference source place absence issue claim value conflict".split()
)

SCHEME_PREFIXES: Final = {
    "ctype": "credential-type",
    "ptype": "programme-type",
    "level": "level",
    "mode": "modality",
    "audience": "audience",
    "topic": "topic",
    "skill": "skill",
    "barrier": "barrier",
    "pathway": "pathway",
    "otype": "organization-type",
    "ekind": "event-kind",
    "count": "count-of",
    "unit": "unit",
    "tier": "price-tier",
    "rel": "reliability",
    "basis": "basis",
    "status": "status",
    "ckind": "conflict-kind",
    "rule": "rule",
    "istatus": "issue-status",
    "scope": "scope",
}

PREFIXES: Final[dict[str, str]] = {
    "ca": CA,
    "shapes": SHAPES,
    "graph": BASE + "graph/",
    "query": BASE + "query/",
    **{kind: f"{ID}{kind}/" for kind in THING_TYPES},
    **{prefix: f"{BASE}vocab/{scheme}#" for prefix, scheme in SCHEME_PREFIXES.items()},
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

LAYERS: Final = ("facts", "inferred", "claims", "conflicts", "sources", "vocabulary", "links")
GRAPHS: Final = {layer: NamedNode(f"{BASE}graph/{layer}") for layer in LAYERS}

CONFLICT_KINDS: Final = ("factual", "time-varying", "naming", "internal", "data-issue")
CONFLICT_RULES: Final = tuple(
    "curator-decision status valid-time newer-snapshot issuer-over-others reliability later-statement more-sources "
    "unresolved".split()
)

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_PREFIX_OF: Final = {iri: prefix for prefix, iri in PREFIXES.items()}


@lru_cache(4096)
def node(curie: str) -> NamedNode:
    """The IRI of a compact name such as ``schema:offers``, or of ``<…>`` and full http(s) IRIs.

    Raises:
        UsageError: The prefix is unknown or the IRI is not one.

    Example:
        >>> node("schema:offers").value
        'https://schema.org/offers'
    """
    text = curie.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    prefix, colon, local = text.partition(":")
    if not colon:
        raise UsageError(f"'{curie}' is not a name with a prefix", hint="write it like schema:offers or <https://…>")
    value = text if local.startswith("//") or prefix == "urn" else _expand(prefix, local)
    try:
        return NamedNode(value)
    except ValueError as error:
        raise UsageError(f"'{curie}' is not an IRI: {error}") from error


def _expand(prefix: str, local: str) -> str:
    if prefix not in PREFIXES:
        hint = did_you_mean(prefix, list(PREFIXES)) or "write the full IRI in <…>"
        raise UsageError(f"unknown prefix '{prefix}:'", hint=hint)
    return PREFIXES[prefix] + local


def compact(term: NamedNode | str) -> str:
    """The shortest readable form of an IRI: a compact name where a prefix fits, else the IRI.

    Example:
        >>> compact("https://w3id.org/credatlas/id/source/seed-000#fee")
        'source:seed-000#fee'
    """
    iri = term if isinstance(term, str) else term.value
    # every namespace ends with / or #, and no local name has one of them, but for the passages of a source
    slash = iri.rfind("/") + 1
    cut = max(slash, iri.rfind("#") + 1)
    prefix = _PREFIX_OF.get(iri[:cut])
    if prefix is not None and _LOCAL.match(iri, cut):
        return f"{prefix}:{iri[cut:]}"
    if cut > slash and _PREFIX_OF.get(iri[:slash]) == "source" and _LOCAL.match(iri[slash:].replace("#", "_", 1)):
        return f"source:{iri[slash:]}"
    return iri


def show(term: Term | None) -> str:
    """A term as a person reads it: compact IRI, bare literal text, empty for an unbound value."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(term)
    if isinstance(term, Literal):
        return term.value
    return str(term)


def prologue() -> str:
    """``PREFIX`` lines for every prefix of the house, ready to stand before a query."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
