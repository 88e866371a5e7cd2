"""Source files as a person reads and commits them: one file for each source, the same bytes for the same content."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
_SORTED: Final = sorted(PREFIXES.items())
_XSD: Final = PREFIXES["xsd"]
_STRING: Final = f"{_XSD}string"
_BARE: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal"))
_PREFIXED: Final = re.compile(r"(?<![\w/:-])([a-z]+):(?=\w)")
_KEPT: Final = 65_536  # names that are remembered: nearly all stand in several places
_BELOW, _DEEPER = " ;\n  ", " ;\n    "  # between two properties of what stands at the margin, or in a graph
_CURATOR: Final = node("organization:credatlas")
_PASSAGE, _HAS_SOURCE = "a ca:Passage", compact(HAS_SOURCE)
_ALWAYS: Final = (_PASSAGE, _HAS_SOURCE)  # no file is without a passage

Pairs = tuple[tuple[ox.NamedNode, Object], ...]
_Sorted = tuple[str, str]


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
    out, source = _Text(), _name(content.iri)
    out.told.add(source)
    out.block(source, content.description)
    out.told.add(entered := _entered(content.how))
    out.parts += ["", f"{content.activity}{entered}"]
    for name in sorted(content.passages):
        out.state(f"<{content.iri.value}#{name}>", source, content.passages[name])
    body = "\n".join(out.parts)
    return f"{MARK}\n{_prefixes(out.told)}\n{body}\n"


class _Text:
    """A file in the making: its parts, and all the texts in them that may have prefixes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.told: set[str] = set(_ALWAYS)

    def state(self, iri: str, source: str, passage: Passage) -> None:
        """Writes a passage: where it is from, how it states, and what."""
        qualified = _qualified(tuple(passage.qualifiers.items())) if passage.qualifiers else ""
        between = _BELOW if qualified else " ; "
        self.told.add(qualified)
        self.parts.append(f"\n{iri} {_PASSAGE}{between}{_HAS_SOURCE} {source}{qualified} .\nGRAPH {iri} {{")
        by_subject: dict[_Sorted, list[tuple[_Sorted, str]]] = {}
        for subject, predicate, value in passage.triples:
            by_subject.setdefault(_subject(subject), []).append((_property(predicate), self._term(value)))
        for subject_ in sorted(by_subject) if len(by_subject) > 1 else by_subject:
            self.told.add(subject_[1])
            fields = by_subject[subject_]
            fields.sort()
            self._join(f"  {subject_[1]}", fields, _DEEPER)
        self.parts.append("}")

    def block(self, subject: str, pairs: Pairs) -> None:
        """Writes a subject with its properties in the order that is given, values of one property in a row."""
        self._join(subject, [(_property(predicate), self._term(value)) for predicate, value in pairs], _BELOW)

    def _join(self, subject: str, fields: Iterable[tuple[_Sorted, str]], between: str) -> None:
        """A subject with its properties, one a line, values of one property on one line."""
        texts: list[str] = []
        last = None
        for property_, text in fields:
            if property_ == last:
                texts[-1] = f"{texts[-1]} , {text}"
            else:
                texts.append(f"{property_[1]} {text}")
                self.told.add(property_[1])
                last = property_
        # what a thing is stands beside it, and so does what is all that is said of it
        gap = " " if len(texts) == 1 or texts[0].startswith("a ") else between.removeprefix(" ;")
        self.parts.append(f"{subject}{gap}{between.join(texts)} .")

    def _term(self, value: Object) -> str:
        if isinstance(value, ox.Literal):
            text = _literal(value)
            if ":" in text:
                self.told.add(text)
            return text
        text = _value(value) if isinstance(value, Value) else _name(value)
        if text[0] != "<" or text.count(":") > 1:  # else it is an address without any prefix
            self.told.add(text)
        return text


@lru_cache(_KEPT)
def _entered(how: str) -> str:
    """What is said of the entering of a source, behind its name."""
    out = _Text()
    description = node("dcterms:description"), ox.Literal(how, language="en")
    out.block("", ((RDF_TYPE, ca("CurationActivity")), (node("prov:wasAssociatedWith"), _CURATOR), description))
    return out.parts[0]


@lru_cache(_KEPT)
def _qualified(qualifiers: tuple[tuple[ox.NamedNode, ox.NamedNode | ox.Literal], ...]) -> str:
    """The qualifiers of a passage, behind what is said of it first."""
    return "".join(f"{_BELOW}{_name(predicate)} {_atom(term)}" for predicate, term in qualifiers)


@lru_cache(_KEPT)
def _value(value: Value) -> str:
    fields = [f"a {_name(value.kind)}", *(f"{_name(predicate)} {_atom(term)}" for predicate, term in value.fields)]
    return f"[ {' ; '.join(fields)} ]"


def _atom(term: ox.NamedNode | ox.Literal) -> str:
    return _literal(term) if isinstance(term, ox.Literal) else _name(term)


def _literal(value: ox.Literal) -> str:
    if value.language is not None:
        return str(value)
    datatype = value.datatype.value
    if datatype in _BARE and _is_bare(value):
        return value.value
    if datatype.startswith(_XSD) and datatype != _STRING:
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
def _subject(subject: ox.NamedNode) -> _Sorted:
    """Where a subject stands among others, and how it is written."""
    return str(subject), _name(subject)


@lru_cache(_KEPT)
def _property(predicate: ox.NamedNode) -> _Sorted:
    """Where a property stands among others, what a thing is before all, and how it is written."""
    return ("", "a") if predicate == RDF_TYPE else (compact(predicate), _name(predicate))


@lru_cache(_KEPT)
def _name(iri: ox.NamedNode) -> str:
    # a # behind a prefixed name would begin a comment, and a name may not begin or end with some signs
    short = compact(iri)
    return str(iri) if short == iri.value or "#" in short or "." in short else short


def _prefixes(told: Iterable[str]) -> str:
    """The declarations of the prefixes that stand in some texts."""
    # each text is looked at once, though most stand in many files: to search the files takes several times as long
    return _declared(frozenset().union(*map(_named_in, told)))


@lru_cache(_KEPT)
def _declared(named: frozenset[str]) -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _SORTED if name in named)


@lru_cache(_KEPT)
def _named_in(text: str) -> tuple[str, ...]:
    return tuple(_PREFIXED.findall(text))
