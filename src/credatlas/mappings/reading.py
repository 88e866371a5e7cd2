"""Reads the links of the atlas into one source: an SSSOM table, held to what the atlas asks of links besides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import CredatlasError, DataError, did_you_mean, together
from ..files import Project
from ..terms import ID, THING_TYPES, compact
from .model import MANUAL, MATCHES, NO_TERM, Link, LinkSet, Relation
from .table import MappingSet, Row, read_mapping_set
from .targets import TARGETS, Target

ENDING: Final = ".sssom.tsv"
_RELATIONS: Final[dict[str, Relation]] = {iri: relation for relation, iri in MATCHES.items()}
_STATUSES: Final = ("", "active", "inactive", "withdrawn")
_DIGEST: Final = frozenset("0123456789abcdef")


def links_file(project: Project, source: str) -> Path:
    """Where the links into a source stand: ``data/links/<source>.sssom.tsv``."""
    return project.data / "links" / f"{source}{ENDING}"


def links_files(project: Project) -> list[Path]:
    """The links files of a project, by name."""
    return sorted((project.data / "links").glob(f"*{ENDING}"))


def read_links(path: Path, label: str = "") -> LinkSet:
    """The links of one file; none where there is no such file.

    Args:
        path: ``…/<source>.sssom.tsv``.
        label: How messages name it; by default its name.

    Raises:
        DataError: It is no valid SSSOM table, or a row is no link of the atlas; with line and column.
        UsageError: Its name is not that of a source.
    """
    label = label or path.name
    name = path.name.removesuffix(ENDING)
    if name not in TARGETS:
        hint = did_you_mean(name, list(TARGETS)) or f"links are kept for {', '.join(TARGETS)}"
        raise DataError(f"there is no source '{name}'", hint=hint, place=label)
    if not path.exists():
        return LinkSet(TARGETS[name], (), label)
    table = read_mapping_set(path, label)
    reader = _Reader(table, TARGETS[name])
    links = tuple(reader.links())
    reader.compare(links)
    if reader.errors:
        raise together(reader.errors)
    return LinkSet(TARGETS[name], links, label)


class _Reader:
    def __init__(self, table: MappingSet, target: Target) -> None:
        self.table = table
        self.target = target
        self.errors: list[CredatlasError] = []

    def links(self) -> Iterator[Link]:
        for row in self.table.rows:
            wrong = list(self.wrong(row))
            self.errors += wrong
            if not wrong:
                yield self.link(row)

    def link(self, row: Row) -> Link:
        value = self.table.value
        confidence = value(row, "confidence")
        return Link(
            subject=self.table.iri(row, "subject_id"),
            relation=_RELATIONS[self.table.iri(row, "predicate_id")],
            object=self.table.iri(row, "object_id"),
            rejected=bool(value(row, "predicate_modifier")),
            justification=value(row, "mapping_justification").removeprefix("semapv:"),
            by=self.person(row),
            tool=value(row, "mapping_tool"),
            tool_version=value(row, "mapping_tool_version"),
            source_version=value(row, "object_source_version"),
            date=value(row, "mapping_date"),
            confidence=float(confidence) if confidence else None,
            comment=value(row, "comment"),
            subject_label=value(row, "subject_label"),
            object_label=value(row, "object_label"),
            status=value(row, "object_status"),
            digest=value(row, "object_digest"),
            line=row.line,
        )

    def person(self, row: Row) -> str:
        """Who decided: the ORCID iD where there is one, else the name."""
        for slot in ("reviewer_id", "author_id"):
            if slot in row.cells:
                return self.table.iri(row, slot)
        return self.table.value(row, "reviewer_label") or self.table.value(row, "author_label")

    def wrong(self, row: Row) -> Iterator[DataError]:
        value, iri = self.table.value, self.table.iri
        subject, target = iri(row, "subject_id"), iri(row, "object_id")
        if subject.removeprefix(ID).partition("/")[0] not in THING_TYPES or not subject.startswith(ID):
            yield row.error("subject_id", f"“{value(row, 'subject_id')}” is no thing of the atlas", f"ids begin {ID}")
        if iri(row, "predicate_id") not in _RELATIONS:
            names = ", ".join(compact(match) for match in _RELATIONS)
            yield row.error("predicate_id", f"“{value(row, 'predicate_id')}” is no link", f"links are {names}")
        if target != NO_TERM and not self.target.fits(target):
            hint = f"its records look like {self.target.namespace}{self.target.example}"
            yield row.error("object_id", f"“{value(row, 'object_id')}” is no record of {self.target.title}", hint)
        if target == NO_TERM and (
            value(row, "predicate_modifier") or _RELATIONS.get(iri(row, "predicate_id")) != "exact"
        ):
            hint = "write skos:exactMatch without Not: it says that the source has no record of the thing"
            yield row.error("object_id", "says that there is no term", hint)
        if not value(row, "mapping_date"):
            yield row.error("mapping_date", "is missing", "write the day of the decision, like 2026-01-31")
        if not value(row, "comment"):
            yield row.error("comment", "is missing", "say why: who looks at it later cannot ask")
        yield from self.wrong_origin(row)

    def wrong_origin(self, row: Row) -> Iterator[DataError]:
        value, iri = self.table.value, self.table.iri
        if value(row, "object_source") and iri(row, "object_source") != self.target.namespace:
            hint = f"this file is for {self.target.title}, {self.target.namespace}"
            yield row.error("object_source", f"is {value(row, 'object_source')}", hint)
        for slot in ("reviewer_id", "author_id"):
            if slot in row.cells and not TARGETS["orcid"].fits(iri(row, slot)):
                yield row.error(slot, f"“{value(row, slot)}” is no ORCID iD", "name the one who answers for the row")
        is_manual = value(row, "mapping_justification").removeprefix("semapv:") == MANUAL
        if is_manual and not self.person(row):
            yield row.error(
                "reviewer_id", "is missing", "who decided? reviewer_id: an ORCID iD, or reviewer_label: a name"
            )
        if not is_manual and not value(row, "mapping_tool"):
            yield row.error("mapping_tool", "is missing", "name what decided, or who, as semapv:ManualMappingCuration")
        if value(row, "object_status") not in _STATUSES:
            yield row.error("object_status", f"is {value(row, 'object_status')}", "write active, inactive or withdrawn")
        digest = value(row, "object_digest")
        if digest and (len(digest) != 64 or not _DIGEST.issuperset(digest)):
            yield row.error("object_digest", "is no SHA-256", "64 hexadecimal digits in lower case, or nothing")

    def compare(self, links: tuple[Link, ...]) -> None:
        """Looks for rows that stand twice or contradict each other."""
        seen: dict[tuple[str, str, str], Link] = {}
        unfound: dict[str, Link] = {}
        for link in links:
            first = seen.setdefault(link.key, link)
            if first is not link:
                other = "both accepts and rejects" if first.rejected != link.rejected else "repeats"
                self.contradicts(link, f"{other} the link of line {first.line}")
            if link.object == NO_TERM:
                unfound[link.subject] = link
        for link in links:
            other_row = unfound.get(link.subject)
            if other_row is not None and link.is_accepted and link.relation == "exact":
                self.contradicts(link, f"links a thing of which line {other_row.line} says that there is no term")

    def contradicts(self, link: Link, message: str) -> None:
        place = f"{self.table.label}:{link.line}:1"
        self.errors.append(DataError(message, hint="keep the one row that is right", place=place))
