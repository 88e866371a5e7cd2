"""The register of ids, ``data/ids.tsv``: each thing has one line, each key of an input table one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
_HEADER: Final = "iri\tkeys"
_FORM: Final = (
    "The first line is: iri, a tab, keys. Every other line is an IRI, a tab, and keys with blanks between them."
)
_ID_FORM: Final = f"An id is {ID}<type>/<slug>, the slug lower-case words joined by hyphens."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of the register.

    Attributes:
        line: Its number, counted from 1.
        about: What stands in its first column.
        message: What is wrong.
        hint: What to do.
    """

    line: int
    about: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Register:
    """The lines of the register.

    Attributes:
        label: How messages name the file.
        lines: Each id with the number of its first line.
        faults: What is wrong with single lines.
    """

    label: str
    lines: Mapping[str, int]
    faults: tuple[Fault, ...]


def read_register(path: Path, label: str) -> Register:
    """The register of a project; an empty one when there is no file.

    Raises:
        DataError: It cannot be read, or is not UTF-8.
    """
    text = _text(path, label)
    if text is None:
        return Register(label, {}, ())
    lines: dict[str, int] = {}
    keys: dict[str, str] = {}
    faults: list[Fault] = []
    rows = text.split("\n")
    if rows[0] != _HEADER:
        faults.append(Fault(1, "", f"the first line is not the header of {label}", _FORM))
    for number, row in enumerate(rows[1:], start=2):
        iri, *more = row.split("\t")
        if not row.strip():
            continue
        if len(more) != 1:
            faults.append(Fault(number, iri, f"{1 + len(more)} columns in place of two", _FORM))
        elif not _is_id(iri):
            faults.append(Fault(number, iri, "is no id of the atlas", _ID_FORM))
        elif iri in lines:
            faults.append(Fault(number, iri, f"stands here twice, first in line {lines[iri]}", "Keep one line."))
        lines.setdefault(iri, number)
        for key in more[0].split() if more else ():
            if keys.setdefault(key, iri) != iri:
                words = f"the key {key} means {compact(keys[key])} already"
                faults.append(Fault(number, iri, words, "A key means one thing: take it off one of the lines."))
    return Register(label, lines, tuple(faults))


def _text(path: Path, label: str) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=label) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", hint="check its rights", place=label) from error


def check_register(register: Register, authored: Authored, locate: Locate) -> list[Finding]:
    """What is wrong between the register and the things that the data files describe or name.

    Args:
        register: The lines of the register.
        authored: What the data files say.
        locate: Where a statement about a subject stands.

    Returns:
        A violation for each malformed line, doubled id or doubled key, each id without a line and each
        malformed id; a warning for each line whose id occurs nowhere.
    """
    used = list(dict.fromkeys(_things(authored)))
    known = {thing.value for thing in used}
    hint = "Ids are never taken back: if it was merged, add a tombstone; if it was mistyped, correct the line."
    idle = (
        Fault(number, iri, "occurs in no data file", hint)
        for iri, number in register.lines.items()
        if _is_id(iri) and iri not in known
    )
    return [
        *(_on_line(register, fault, "violation") for fault in register.faults),
        *(finding for thing in used for finding in _unregistered(register, thing, locate)),
        *(_on_line(register, fault, "warning") for fault in idle),
    ]


def _is_id(iri: str) -> bool:
    kind, _, slug = iri.removeprefix(ID).partition("/")
    return iri.startswith(ID) and kind in THING_TYPES and _SLUG.fullmatch(slug) is not None


def _unregistered(register: Register, thing: ox.NamedNode, locate: Locate) -> Iterator[Finding]:
    if not _is_id(thing.value):
        message, hint = "is no id of the atlas", _ID_FORM
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


def _on_line(register: Register, fault: Fault, severity: Severity) -> Finding:
    about = fault.about if _is_id(fault.about) else f"{BASE}data/{Path(register.label).name}"
    place = f"{register.label}:{fault.line}"
    return Finding(severity, RULE, ox.NamedNode(about), None, None, fault.message, fault.hint, place)
