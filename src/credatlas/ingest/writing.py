"""Source files as a person reads and commits them: one file for each source, the same bytes for the same content."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from ..claims.model import RDF_TYPE, ca
from ..terms import PREFIXES, compact, node
from .model import Snapshot, Value
from .passages import HAS_SOURCE, Object, Passage, Passages

MARK: Final = "# Written by `credatlas ingest`. A correction is a ruling in data/decisions.ttl, or a new source."
_XSD: Final = PREFIXES["xsd"]
_BARE: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal"))
_PREFIXED: Final = re.compile(r"(?<![\w/:-])([a-z]+):(?=\w)")
_KEPT: Final = 65_536  # names that are remembered: nearly all stand in several places
_CURATOR: Final = node("organization:credatlas")


def source_file(
    iri: ox.NamedNode,
    snapshot: Snapshot,
    passages: Passages,
    *,
    publisher: ox.NamedNode | None,
    earlier: Iterable[ox.NamedNode] = (),
    how: str,
) -> str:
    """The text of the file of one source.

    Args:
        iri: The id of the source.
        snapshot: What the input says of it.
        passages: What it states.
        publisher: Who publishes it, where the atlas knows the body.
        earlier: Snapshots of the same page that it is known to follow.
        how: How it was entered, in a sentence.
    """
    activity = ox.NamedNode(f"{iri.value}#ingest")
    lines = [*_described(iri, _snapshot_fields(snapshot, publisher, earlier, activity)), ""]
    entered: list[tuple[ox.NamedNode, Object]] = [
        (RDF_TYPE, ca("CurationActivity")),
        (node("prov:wasAssociatedWith"), _CURATOR),
        (node("dcterms:description"), ox.Literal(how, language="en")),
    ]
    lines += _described(activity, entered)
    for name in sorted(passages):
        lines += ["", *_passage(ox.NamedNode(f"{iri.value}#{name}"), iri, passages[name])]
    body = "\n".join(lines)
    return f"{MARK}\n{_prefixes(body)}\n{body}\n"


def _snapshot_fields(
    snapshot: Snapshot, publisher: ox.NamedNode | None, earlier: Iterable[ox.NamedNode], activity: ox.NamedNode
) -> list[tuple[ox.NamedNode, Object]]:
    fields: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal | None]] = [
        (RDF_TYPE, ca("SourceSnapshot")),
        (node("schema:name"), ox.Literal(snapshot.title, language="en") if snapshot.title else None),
        (node("schema:url"), ox.NamedNode(snapshot.url) if snapshot.url else None),
        (node("schema:publisher"), publisher),
        (ca("publisherName"), ox.Literal(snapshot.publisher or "not stated") if publisher is None else None),
        (ca("reliability"), snapshot.reliability),
        (node("schema:datePublished"), snapshot.published),
        (ca("retrievedOn"), snapshot.retrieved),
        (ca("sha256"), ox.Literal(snapshot.sha256) if snapshot.sha256 else None),
        *((ca("laterThan"), one) for one in sorted(earlier, key=str)),
        (node("prov:wasGeneratedBy"), activity),
    ]
    stated: list[tuple[ox.NamedNode, Object]] = []
    stated.extend((predicate, term) for predicate, term in fields if term is not None)
    return stated


def _passage(iri: ox.NamedNode, source: ox.NamedNode, passage: Passage) -> Iterator[str]:
    fields: list[tuple[ox.NamedNode, Object]] = [(RDF_TYPE, ca("Passage")), (HAS_SOURCE, source)]
    fields.extend(passage.qualifiers.items())
    yield from _described(iri, fields)
    yield f"GRAPH {iri} {{"
    by_subject: dict[ox.NamedNode, list[tuple[ox.NamedNode, Object]]] = defaultdict(list)
    for subject, predicate, value in passage.triples:
        by_subject[subject].append((predicate, value))
    for subject in sorted(by_subject, key=str):
        pairs = ((predicate, _text(value)) for predicate, value in by_subject[subject])
        ordered = sorted(pairs, key=lambda pair: (_place(pair[0]), pair[1]))
        yield from (f"  {line}" for line in _lines(subject, ordered))
    yield "}"


def _described(subject: ox.NamedNode, pairs: Iterable[tuple[ox.NamedNode, Object]]) -> Iterator[str]:
    """A subject with its properties in the order that is given."""
    return _lines(subject, ((predicate, _text(value)) for predicate, value in pairs))


def _lines(subject: ox.NamedNode, pairs: Iterable[tuple[ox.NamedNode, str]]) -> Iterator[str]:
    """A subject with its properties, one a line, values of one property on one line."""
    grouped: dict[ox.NamedNode, list[str]] = {}
    for predicate, value in pairs:
        grouped.setdefault(predicate, []).append(value)
    texts = [f"{_property(predicate)} {' , '.join(values)}" for predicate, values in grouped.items()]
    if len(texts) == 1 or grouped.keys() <= {RDF_TYPE, HAS_SOURCE}:
        yield f"{_name(subject)} {' ; '.join(texts)} ."
        return
    yield f"{_name(subject)} {texts[0]} ;" if RDF_TYPE in grouped else _name(subject)
    rest = texts[1:] if RDF_TYPE in grouped else texts
    for number, text in enumerate(rest, start=1):
        yield f"  {text} {'.' if number == len(rest) else ';'}"


def _text(value: Object) -> str:
    if isinstance(value, Value):
        fields = [f"a {_name(value.kind)}", *(f"{_name(predicate)} {_text(term)}" for predicate, term in value.fields)]
        return f"[ {' ; '.join(fields)} ]"
    if isinstance(value, ox.NamedNode):
        return _name(value)
    datatype = value.datatype.value
    if datatype in _BARE and _is_bare(value):
        return value.value
    if datatype.startswith(_XSD) and datatype != f"{_XSD}string":
        return f"{str(value).partition('^^')[0]}^^{_name(value.datatype)}"
    return str(value)


def _is_bare(value: ox.Literal) -> bool:
    """Whether a number can stand without quotes and mean the same."""
    digits = value.value.removeprefix("-")
    if not digits.isascii():
        return False
    whole, dot, part = digits.partition(".")
    if value.datatype.value.endswith("integer"):
        return digits.isdecimal()
    return bool(dot) and whole.isdecimal() and part.isdecimal()


def _property(predicate: ox.NamedNode) -> str:
    return "a" if predicate == RDF_TYPE else _name(predicate)


@lru_cache(_KEPT)
def _place(predicate: ox.NamedNode) -> tuple[bool, str]:
    """Where a property stands among others: what a thing is comes first."""
    return predicate != RDF_TYPE, compact(predicate)


@lru_cache(_KEPT)
def _name(iri: ox.NamedNode) -> str:
    # a # behind a prefixed name would begin a comment, and a name may not begin or end with some signs
    short = compact(iri)
    return str(iri) if short == iri.value or "#" in short or "." in short else short


def _prefixes(body: str) -> str:
    named = set(_PREFIXED.findall(body))
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()) if name in named)
