"""The register of ids, ``data/ids.tsv``: each thing has one line, each key of an input table one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..claims import Authored, Locate
from ..errors import DataError
from ..terms import BASE, ID, SHAPES, THING_TYPES, Term, compact
from ..validate import Finding, Severity

RULE: Final = ox.NamedNode(f"{SHAPES}RegisteredId")
_COMPUTED: Final = ("claim", "value", "conflict")  # ids that the build makes of content
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER: Final = ("iri", "keys")


@dataclass(frozen=True, slots=True)
class Register:
    """The lines of the register.

    Attributes:
        label: How messages name the file.
        lines: Each id with the number of its line.
        keys: Each key of an input table with the id that it means.
        repeated: Ids that stand there twice, and keys that mean two things, as (line, words).
    """

    label: str
    lines: dict[str, int]
    keys: dict[str, str]
    repeated: tuple[tuple[int, str], ...]


def read_register(path: Path, label: str) -> Register:
    """The register of a project; an empty one when there is no file.

    Raises:
        DataError: A line has not the two columns ``iri`` and ``keys``.
    """
    if not path.is_file():
        return Register(label, {}, {}, ())
    lines: dict[str, int] = {}
    keys: dict[str, str] = {}
    repeated: list[tuple[int, str]] = []
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    for number, row in enumerate(rows, start=1):
        cells = row.split("\t")
        if len(cells) != len(_HEADER) or (number == 1 and tuple(cells) != _HEADER):
            hint = "the first line is: iri, a tab, keys; every other line an IRI, a tab, keys with blanks between them"
            raise DataError(f"{len(cells)} columns in place of two", hint=hint, place=f"{label}:{number}")
        if number == 1 or not row.strip():
            continue
        iri, listed = cells
        if iri in lines:
            repeated.append((number, f"{compact(iri)} stands here twice, first in line {lines[iri]}"))
        lines.setdefault(iri, number)
        taken = [key for key in listed.split() if keys.setdefault(key, iri) != iri]
        repeated += [(number, f"the key {key} means {compact(keys[key])} already") for key in taken]
    return Register(label, lines, keys, tuple(repeated))


def check_register(register: Register, authored: Authored, locate: Locate) -> list[Finding]:
    """What is wrong between the register and the things that the data files describe or name.

    Args:
        register: The lines of the register.
        authored: What the data files say.
        locate: Where a statement about a subject stands.

    Returns:
        A violation for each doubled line or key, each id without a line, each malformed id; a
        warning for each line whose id occurs nowhere.
    """
    used = list(dict.fromkeys(_things(authored)))
    known = {thing.value for thing in used}
    hint = "Ids are never taken back: if it was merged, add a tombstone; if it was mistyped, correct the line."
    return [
        *(_on_line(register, number, words, "Keep one line.", "violation") for number, words in register.repeated),
        *(finding for thing in used for finding in _unregistered(register, thing, locate)),
        *(
            _on_line(register, number, f"{compact(iri)} occurs in no data file", hint, "warning")
            for iri, number in register.lines.items()
            if iri not in known
        ),
    ]


def _unregistered(register: Register, thing: ox.NamedNode, locate: Locate) -> Iterator[Finding]:
    kind, _, slug = thing.value.removeprefix(ID).partition("/")
    if kind not in THING_TYPES or not _SLUG.fullmatch(slug):
        message = "is no id of the atlas"
        hint = f"An id is {ID}<type>/<slug>, the slug lower-case words joined by hyphens."
    elif thing.value not in register.lines:
        message = f"has no line in {register.label}"
        hint = "Add one: an id is minted once and never used for another thing."
    else:
        return
    yield Finding("violation", RULE, thing, None, None, message, hint, locate(thing, None, None) or register.label)


def _things(authored: Authored) -> Iterator[ox.NamedNode]:
    for term in _terms(authored):
        if not isinstance(term, ox.NamedNode) or not term.value.startswith(ID) or "#" in term.value:
            continue
        if term.value.removeprefix(ID).partition("/")[0] not in _COMPUTED:
            yield term


def _terms(authored: Authored) -> Iterator[Term]:
    for claim in authored.claims:
        yield from claim.authored
    triples = (*authored.bookkeeping, *authored.rulings, *authored.issues)
    yield from (term for triple in triples for term in (triple.subject, triple.object))


def _on_line(register: Register, line: int, message: str, hint: str, severity: Severity) -> Finding:
    subject = ox.NamedNode(f"{BASE}data/{Path(register.label).name}")
    return Finding(severity, RULE, subject, None, None, message, hint, f"{register.label}:{line}")
