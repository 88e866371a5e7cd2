"""Writes ``ontology/alignments.ttl`` from the mapping tables ``ontology/mappings/*.sssom.tsv``.

Run it after a table was changed; ``--check`` only tells whether the file is up to date.
The tables follow `SSSOM <https://mapping-commons.github.io/sssom/>`_: comment lines with the metadata,
then tab-separated columns. The output depends on nothing but the tables: same tables, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
)
PREDICATES: Final = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
JUSTIFICATIONS: Final = ("semapv:ManualMappingCuration",)

_PREFIX_LINE: Final = re.compile(r"#\s+(\w+): (\S+)\Z")
_CURIE: Final = re.compile(r"(\w+):([A-Za-z][A-Za-z0-9_-]*)\Z")
_HEAD: Final = "# Made by tools/alignments.py from ontology/mappings/*.sssom.tsv: change the tables, not this file.\n"


class MappingError(Exception):
    """A table that cannot be used; the message names file and line and says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Mapping:
    """One row: a term of ours and how it relates to a term of others, as compact names."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Table:
    """One mapping file.

    Attributes:
        prefixes: Prefix to namespace, from the ``curie_map``.
        mappings: The rows in the order of the file.
    """

    prefixes: dict[str, str]
    mappings: tuple[Mapping, ...]


def read_table(path: Path) -> Table:
    """The prefixes and rows of one SSSOM table.

    Raises:
        MappingError: A column, prefix or predicate is not as it must be, or a row stands twice.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    prefixes = {found[1]: found[2] for line in comments if (found := _PREFIX_LINE.match(line))}
    rows = csv.reader(lines[len(comments) :], delimiter="\t", quoting=csv.QUOTE_NONE)
    header = tuple(next(rows, []))
    if header != COLUMNS:
        place = f"{path.name}:{len(comments) + 1}"
        raise MappingError(f"{place}: the columns must be {', '.join(COLUMNS)}; put comments above them only")
    mappings: list[Mapping] = []
    for number, row in enumerate(rows, start=len(comments) + 2):
        mapping = _mapping(row, prefixes, f"{path.name}:{number}")
        if mapping in mappings:
            raise MappingError(f"{path.name}:{number}: stands twice; remove one of the rows")
        mappings.append(mapping)
    return Table(prefixes, tuple(mappings))


def _mapping(row: list[str], prefixes: dict[str, str], place: str) -> Mapping:
    if len(row) != len(COLUMNS):
        raise MappingError(f"{place}: has {len(row)} cells where {len(COLUMNS)} are needed")
    subject, _, predicate, target, _, justification = row
    for name in (subject, target):
        found = _CURIE.match(name)
        if found is None or found[1] not in prefixes:
            raise MappingError(f"{place}: '{name}' has no prefix of the curie_map; add the prefix or correct the name")
    if predicate not in PREDICATES:
        raise MappingError(f"{place}: '{predicate}' is not one of {', '.join(PREDICATES)}")
    if justification not in JUSTIFICATIONS:
        raise MappingError(f"{place}: '{justification}' is not one of {', '.join(JUSTIFICATIONS)}")
    return Mapping(subject, predicate, target)


def render(tables: list[Table]) -> str:
    """The alignments as Turtle, sorted, in the layout that turtlefmt gives.

    Raises:
        MappingError: Two tables give one prefix two namespaces.
    """
    prefixes: dict[str, str] = {}
    for table in tables:
        for prefix, namespace in table.prefixes.items():
            if prefixes.setdefault(prefix, namespace) != namespace:
                raise MappingError(f"prefix {prefix}: is {prefixes[prefix]} in one table and {namespace} in another")
    subjects: dict[str, dict[str, list[str]]] = {}
    for mapping in sorted({mapping for table in tables for mapping in table.mappings}):
        subjects.setdefault(mapping.subject, {}).setdefault(mapping.predicate, []).append(mapping.object)
    blocks = [
        f"{subject} " + " ;\n    ".join(f"{predicate} {' , '.join(found)}" for predicate, found in named.items()) + " ."
        for subject, named in subjects.items()
    ]
    names = [name for subject, named in subjects.items() for found in named.values() for name in (subject, *found)]
    used = {name.partition(":")[0] for name in (*names, *PREDICATES[:1])}
    head = "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(used))
    return head + "\n" + _HEAD + "\n\n".join(blocks) + "\n"


def build(ontology: Path) -> str:
    """The text of ``alignments.ttl`` for the tables under ``ontology/mappings``."""
    return render([read_table(path) for path in sorted(ontology.glob("mappings/*.sssom.tsv"))])


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the file; returns 0, 1 (``--check``: out of date) or 3 (a table is wrong)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 when the file is out of date")
    parser.add_argument("--ontology", type=Path, default=ROOT / "ontology", help="folder of the ontology")
    options = parser.parse_args(arguments)
    target: Path = options.ontology / "alignments.ttl"
    try:
        text = build(options.ontology)
    except MappingError as error:
        print(error, file=sys.stderr)
        return 3
    current = target.read_text(encoding="utf-8") if target.exists() else ""
    if options.check:
        if current != text:
            print(f"{target} is out of date: run python tools/alignments.py", file=sys.stderr)
        return int(current != text)
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
