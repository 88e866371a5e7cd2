"""Source files as a person reads and commits them: one file for each source, the same bytes for the same content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from ..claims.model import RDF_TYPE, SCHEMA_NAME, ca
from ..terms import PREFIXES, compact, node
from .model import Snapshot, Value
from .passages import HAS_SOURCE, Object, Passage, Passages

MARK: Final = "# Written by `credatlas ingest`. A correction is a ruling in data/decisions.ttl, or a new source."
_URL, _PUBLISHER, _PUBLISHED = (node(f"schema:{name}") for name in ("url", "publisher", "datePublished"))
_GENERATED_BY: Final = node("prov:wasGeneratedBy")
_SHORT: Final = frozenset({RDF_TYPE, HAS_SOURCE})  # what stands on one line with its subject
_SORTED: Final = sorted(PREFIXES.items())
_XSD: Final = PREFIXES["xsd"]
_BARE: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal"))
_PREFIXED: Final = re.compile(r"(?<![\w/:-])([a-z]+):(?=\w)")
_KEPT: Final = 65_536  # names that are remembered: nearly all stand in several places
_PASSAGE: Final = ca("Passage")
_CURATOR: Final = node("organization:credatlas")

Pairs = tuple[tuple[ox.NamedNode, Object], ...]


@dataclass(frozen=True)
class Content:
    """What the file of one source holds: :func:`source_file` writes it, and as it is it is compared with the atlas.

    Attributes:
        iri: The id of the source.
        snapshot: What the input says of it.
        passages: What it states.
        publisher: Who publishes it, where the atlas knows the body.
        earlier: Snapshots of the same page that it is known to follow.
        how: How it was entered, in a sentence.
    """

    iri: ox.NamedNode
    snapshot: Snapshot
    passages: Passages
    publisher: ox.NamedNode | None
    earlier: frozenset[ox.NamedNode]
    how: str

    @property
    def activity(self) -> ox.NamedNode:
        """The id of its entering."""
        return ox.NamedNode(f"{self.iri.value}#ingest")

    @cached_property
    def description(self) -> Pairs:
        """What the file says of the source itself, in the order in which it is written."""
        snapshot, publisher = self.snapshot, self.publisher
        fields: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal | None]] = [
            (RDF_TYPE, ca("SourceSnapshot")),
            (SCHEMA_NAME, ox.Literal(snapshot.title, language="en") if snapshot.title else None),
            (_URL, ox.NamedNode(snapshot.url) if snapshot.url else None),
            (_PUBLISHER, publisher),
            (ca("publisherName"), ox.Literal(snapshot.publisher or "not stated") if publisher is None else None),
            (ca("reliability"), snapshot.reliability),
            (_PUBLISHED, snapshot.published),
            (ca("retrievedOn"), snapshot.retrieved),
            (ca("sha256"), ox.Literal(snapshot.sha256) if snapshot.sha256 else None),
            *((ca("laterThan"), one) for one in sorted(self.earlier, key=str)),
            (_GENERATED_BY, self.activity),
        ]
        return tuple((predicate, term) for predicate, term in fields if term is not None)


def source_file(content: Content) -> str:
    """The text of the file of one source."""
    out, source = _Lines(), _name(content.iri)
    out.told.add(source)
    out.describe(source, content.description)
    out.lines.append("")
    entered: Pairs = (
        (RDF_TYPE, ca("CurationActivity")),
        (node("prov:wasAssociatedWith"), _CURATOR),
        (node("dcterms:description"), ox.Literal(content.how, language="en")),
    )
    out.describe(str(content.activity), entered)
    for name in sorted(content.passages):
        out.lines.append("")
        out.state(f"<{content.iri.value}#{name}>", content.iri, content.passages[name])
    body = "\n".join(out.lines)
    return f"{MARK}\n{_prefixes(out.told)}\n{body}\n"


class _Lines:
    """The lines of a file in the making, and the texts of all terms that stand in them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.told: set[str] = set()

    def state(self, iri: str, source: ox.NamedNode, passage: Passage) -> None:
        """Writes a passage: where it is from, how it states, and what."""
        self.describe(iri, ((RDF_TYPE, _PASSAGE), (HAS_SOURCE, source), *passage.qualifiers.items()))
        self.lines.append(f"GRAPH {iri} {{")
        by_subject: dict[ox.NamedNode, dict[ox.NamedNode, list[str]]] = {}
        for subject, predicate, value in passage.triples:
            by_subject.setdefault(subject, {}).setdefault(predicate, []).append(_text(value))
        for subject in sorted(by_subject, key=str):
            self.told.add(name := _name(subject))
            fields = by_subject[subject]
            self._block(name, {one: sorted(fields[one]) for one in sorted(fields, key=_place)}, "  ")
        self.lines.append("}")

    def describe(self, subject: str, pairs: Pairs) -> None:
        """Writes a subject with its properties in the order that is given."""
        fields: dict[ox.NamedNode, list[str]] = {}
        for predicate, value in pairs:
            fields.setdefault(predicate, []).append(_text(value))
        self._block(subject, fields)

    def _block(self, subject: str, fields: Mapping[ox.NamedNode, list[str]], indent: str = "") -> None:
        """A subject with its properties, one a line, values of one property on one line."""
        texts = []
        for predicate, values in fields.items():
            self.told.add(called := _property(predicate))
            self.told.update(values)
            texts.append(f"{called} {' , '.join(values) if len(values) > 1 else values[0]}")
        if len(texts) == 1 or fields.keys() <= _SHORT:
            self.lines.append(f"{indent}{subject} {' ; '.join(texts)} .")
            return
        if RDF_TYPE in fields:
            subject = f"{subject} {texts.pop(0)} ;"
        self.lines.append(f"{indent}{subject}")
        self.lines += [f"{indent}  {text} ;" for text in texts[:-1]]
        self.lines.append(f"{indent}  {texts[-1]} .")


@lru_cache(_KEPT)
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


@lru_cache(_KEPT)
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


def _prefixes(told: Iterable[str]) -> str:
    """The declarations of the prefixes that stand in some texts."""
    named = {name for text in told for name in _named_in(text)}
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _SORTED if name in named)


@lru_cache(_KEPT)
def _named_in(text: str) -> tuple[str, ...]:
    return tuple(_PREFIXED.findall(text))
