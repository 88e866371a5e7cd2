"""The list of links that a person has to judge: ``data/links/<source>.review.tsv``, one row for each candidate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from ..errors import DataError
from ..files import Project
from ..mappings.writing import write_whole
from .model import Candidate, Proposal, Record, RecordName, Relation

COLUMNS: Final = tuple(
    "thing name candidate candidate_name relation score why against question thing_facts candidate_facts".split()
)
_ENDING: Final = ".review.tsv"
_BETWEEN: Final = "; "
_TOLD: Final = ("id", "name")  # fields of a record with a column of their own
_RELATIONS: Final[Mapping[str, Relation]] = {"exact": "exact", "broad": "broad", "related": "related"}
_KINDS: Final = ("label", "alias", "acronym")
_STATUSES: Final = ("active", "inactive", "withdrawn")
_AGAIN: Final = "let `credatlas link propose` write the list again"


def review_file(project: Project, source: str) -> Path:
    """Where the list for a source stands: ``data/links/<source>.review.tsv``."""
    return project.data / "links" / f"{source}{_ENDING}"


def write_review(path: Path, proposals: Iterable[Proposal]) -> None:
    """Writes the list of what a person has to judge; whole or not at all, the same proposals as the same bytes.

    Args:
        path: ``…/<source>.review.tsv``.
        proposals: Proposals of whatever decision: those of decision ``review`` are kept.

    Raises:
        StoreError: The file cannot be written.
    """
    rows = [row for proposal in proposals if proposal.decision == "review" for row in _rows(proposal)]
    lines = ["\t".join(COLUMNS), *("\t".join(map(_plain, row)) for row in _in_order(rows))]
    write_whole(path, "".join(f"{line}\n" for line in lines))


def _in_order(rows: list[list[str]]) -> list[list[str]]:
    return sorted(rows, key=lambda row: row[0])  # the candidates of a thing stay as they come: the best first


def _rows(proposal: Proposal) -> Iterator[list[str]]:
    thing = proposal.subject
    about = [thing.id, thing.name]
    if not proposal.candidates:
        yield [*about, *[""] * 6, proposal.reason, _facts(thing), ""]
    for candidate in proposal.candidates:
        record = candidate.record
        yield [
            *about,
            record.id,
            record.name,
            candidate.relation,
            f"{candidate.score:.4f}",
            _BETWEEN.join(candidate.reasons),
            _BETWEEN.join(candidate.against),
            proposal.reason,
            _facts(thing),
            _facts(record),
        ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _facts(record: Record) -> str:
    """What is known of a record beyond id and name, as JSON without what is empty."""
    known: dict[str, Any] = {}
    for name in (field.name for field in fields(Record) if field.name not in _TOLD):
        value = getattr(record, name)
        if name == "names":
            value = [[one.text, one.kind, one.language] for one in value]
        if value not in ((), [], "", None):
            known[name] = value
    return json.dumps(known, ensure_ascii=False)


def read_review(path: Path, label: str = "") -> tuple[Proposal, ...]:
    """The list of what a person has to judge; nothing where there is no file.

    Args:
        path: ``…/<source>.review.tsv``.
        label: How messages name it; by default its name.

    Raises:
        DataError: It is no such list; with line and column.
    """
    label = label or path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=label) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", hint=_AGAIN, place=label) from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[0] != "\t".join(COLUMNS):
        hint = f"its columns are {', '.join(COLUMNS)}; {_AGAIN}"
        raise DataError("is no list of links to judge", hint=hint, place=f"{label}:1:1")
    rows = [_Row(line.split("\t"), f"{label}:{number}") for number, line in enumerate(lines[1:], start=2) if line]
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.cell("thing"), []).append(row)
    return tuple(_proposal(group) for group in groups.values())


def _proposal(rows: list[_Row]) -> Proposal:
    first = rows[0]
    thing = first.record("thing", "name", "thing_facts")
    candidates = tuple(row.candidate() for row in rows if row.cell("candidate"))
    return Proposal(thing, "review", candidates, first.cell("question"))


class _Row:
    """One line of the list."""

    def __init__(self, cells: list[str], place: str) -> None:
        self.cells = cells
        self.place = place
        if len(cells) != len(COLUMNS):
            message = f"has {len(cells)} cells where {len(COLUMNS)} are needed"
            raise DataError(message, hint="cells are parted by tabs", place=f"{place}:1")

    def cell(self, name: str) -> str:
        return self.cells[COLUMNS.index(name)]

    def error(self, name: str, message: str) -> DataError:
        at = COLUMNS.index(name)
        column = sum(len(cell) + 1 for cell in self.cells[:at]) + 1
        return DataError(f"{name} {message}", hint=_AGAIN, place=f"{self.place}:{column}")

    def candidate(self) -> Candidate:
        try:
            score = float(self.cell("score"))
        except ValueError as error:
            raise self.error("score", f"“{self.cell('score')}” is no number") from error
        relation = _RELATIONS.get(self.cell("relation"))
        if relation is None:
            raise self.error("relation", f"“{self.cell('relation')}” is none of {', '.join(_RELATIONS)}")
        record = self.record("candidate", "candidate_name", "candidate_facts")
        return Candidate(record, relation, score, self.listed("why"), self.listed("against"))

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(part for part in self.cell(name).split(_BETWEEN) if part)

    def record(self, key: str, name: str, facts: str) -> Record:
        if not self.cell(key).startswith(("http://", "https://")):
            raise self.error(key, f"“{self.cell(key)}” is no IRI")
        try:
            known = json.loads(self.cell(facts))
            return _record(self.cell(key), self.cell(name), known)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self.error(facts, "are not what a record is described by") from error


def _record(identifier: str, name: str, known: Mapping[str, Any]) -> Record:
    """A record of what a cell says of it.

    Raises:
        ValueError, TypeError, KeyError: It is not what :func:`_facts` writes.
    """
    told = dict(known)
    names = tuple(RecordName(*map(str, one)) for one in told.pop("names", []))  # type: ignore[arg-type]
    if any(one.kind not in _KINDS for one in names) or told.get("status", "active") not in _STATUSES:
        raise ValueError("a kind of name or a status that no record has")
    identifiers = tuple((str(scheme), str(value)) for scheme, value in told.pop("identifiers", []))
    founded = told.pop("founded", None)
    if founded is not None and type(founded) is not int:
        raise TypeError("a year that is no number")
    lists = {key: tuple(map(str, value)) for key, value in told.items() if isinstance(value, list)}
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    if len(lists) + len(texts) != len(told) or not {"source"} <= texts.keys() <= {"source", "status", "digest"}:
        raise ValueError("a field of another kind")
    return Record(
        id=identifier,
        name=name,
        names=names,
        identifiers=identifiers,
        founded=founded,
        **lists,  # type: ignore[arg-type]
        **texts,  # type: ignore[arg-type]
    )
