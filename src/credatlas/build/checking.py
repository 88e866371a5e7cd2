"""Checks a whole project: ontology, sources, shapes, queries and, where the texts are at hand, the evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from ..errors import CredatlasError, did_you_mean
from ..evidence import Lineage, lineage_of
from ..evidence.audit import audit
from ..evidence.sufficiency import is_sufficient, vocabulary_quads
from ..evidence.texts import Texts
from ..files import Project
from ..queries import Query, expected_diff, parse_values, run
from ..queries.linting import lint_query
from ..queries.reading import line_of_key
from ..store import LocalStore
from ..terms import BASE, CA, PREFIXES, SHAPES, compact
from ..tokens import line_of, meaningful
from ..validate import FACT_LAYERS, Finding, in_order, validate
from ..validate.lint import lint_shapes
from .assembling import Assembled, assemble
from .expecting import expected_over
from .freshness import code_mark
from .making import known_lineages
from .opening import store_of
from .parsing import Parsed, parse_project
from .register import check_register, read_register
from .validating import found_by_shapes

_QUERY_RULE: Final = ox.NamedNode(f"{SHAPES}QueryRule")
_EXPECTED: Final = ox.NamedNode(f"{SHAPES}ExpectedAnswer")
_TEXT: Final = ox.NamedNode(f"{SHAPES}EvidenceText")


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a check.

    Attributes:
        name: ``ontology``, ``sources``, ``shapes``, ``queries`` or ``evidence``.
        extent: What was looked at, in words: ``5 sources, 97 passages, 683 claims``.
        findings: What was found, in the order in which one works through it.
    """

    name: str
    extent: str
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that need somebody: violations, and warnings that no recorded issue covers."""
        return tuple(f for f in self.findings if f.severity == "violation" or (f.severity == "warning" and not f.issue))


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, area by area."""

    areas: tuple[Area, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, area by area."""
        return tuple(finding for area in self.areas for finding in area.findings)

    @property
    def exit_code(self) -> int:
        """3 with a violation, 1 with a warning that is not recorded, else 0."""
        if any(finding.severity == "violation" for finding in self.findings):
            return 3
        return 1 if any(area.open for area in self.areas) else 0


def check(project: Project, texts: Texts | None = None, *, completeness: bool = False) -> CheckReport:
    """Checks the files of a project; nothing is published.

    Args:
        project: The files.
        texts: The folder of source texts; without it offsets and values are not compared.
        completeness: Whether to list also what nobody has said yet.

    Raises:
        DataError: A file does not parse or compile: nothing else can be said before that is mended.
    """
    parsed = parse_project(project)
    assembled = assemble(parsed)
    store = LocalStore(assembled.engine, "memory")
    over = expected_over(parsed)
    founding = store if over is parsed else LocalStore(assemble(over).engine, "memory")
    areas = [_ontology(parsed), _sources(assembled), _shapes(assembled), _queries(parsed, founding)]
    if texts is not None:
        areas.append(_evidence(store, assembled, texts))
    if completeness:
        areas.append(_completeness(assembled))
    return CheckReport(tuple(areas))


def _ontology(parsed: Parsed) -> Area:
    files = (*parsed.ontology, *parsed.shapes)
    extent = f"{len(files)} files, {sum(len(file.quads) for file in files):,} statements"
    return Area("ontology", extent, tuple(lint_shapes(parsed.shapes, parsed.ontology)))


def _sources(assembled: Assembled) -> Area:
    authored, project = assembled.authored, assembled.parsed.project
    path = project.data / "ids.tsv"
    register = read_register(path, project.relative(path))
    findings = check_register(register, authored, assembled.places.locate)
    passages = {passage for claim in authored.claims for passage in claim.passages}
    extent = f"{len(authored.sources)} sources, {len(passages)} passages, {len(authored.claims)} claims"
    return Area("sources", extent, tuple(in_order(findings)))


def _shapes(assembled: Assembled) -> Area:
    findings = found_by_shapes(assembled)
    issues = {triple.subject for triple in assembled.authored.issues}
    extent = f"{_number_of_shapes(assembled.parsed)} shapes, {len(issues)} recorded issues"
    return Area("shapes", extent, tuple(findings))


def _completeness(assembled: Assembled) -> Area:
    path = assembled.parsed.project.ontology / "shapes" / "completeness.ttl"
    found = validate(assembled.engine, [path], layers=FACT_LAYERS, locate=assembled.places.locate)
    things = {finding.subject for finding in found}
    return Area("completeness", f"{len(found)} facts unknown, of {len(things)} things", tuple(found))


def _number_of_shapes(parsed: Parsed) -> int:
    kinds = {ox.NamedNode(PREFIXES["sh"] + name) for name in ("NodeShape", "PropertyShape")}
    return sum(quad.object in kinds for file in parsed.shapes for quad in file.quads)


def _queries(parsed: Parsed, store: LocalStore) -> Area:
    vocabulary = vocabulary_quads(store)
    # following a query to its evidence takes a tenth of a second: what a build has found out need not be found again
    known = known_lineages(store_of(parsed.project), code_mark())
    terms = {quad.subject.value for quad in vocabulary if isinstance(quad.subject, ox.NamedNode)}
    findings = [
        _about(error.place.partition(":")[0], _QUERY_RULE, error.message, error.hint, error.place)
        for error in parsed.query_errors
    ]
    for query in parsed.queries:
        label = parsed.project.relative(query.path)
        problems = [(problem.line, problem.message) for problem in lint_query(query)]
        problems += _unknown_terms(query, terms)
        findings += [
            _about(label, _QUERY_RULE, message, "docs/queries.md has the rules.", f"{label}:{line}")
            for line, message in problems
        ]
        if not problems:
            lineage = partial(lineage_of, query, known)
            findings += _answer(query, label, store, vocabulary, lineage)
    number = len(parsed.queries) + len(parsed.query_errors)
    return Area("queries", f"{number} queries", tuple(in_order(findings)))


def _unknown_terms(query: Query, known: Collection[str]) -> list[tuple[int, str]]:
    """Line and message for each own term and concept in a query that the vocabulary does not have."""
    found = []
    for token in meaningful(query.body):
        prefix, _, local = token.text.partition(":")
        namespace = PREFIXES.get(prefix, "") if token.kind == "name" else ""
        if local and namespace.startswith((CA, f"{BASE}vocab/")) and namespace + local not in known:
            near = did_you_mean(token.text, [compact(iri) for iri in known if iri.startswith(namespace)])
            message = f"{token.text} is no term of the vocabulary {near}".rstrip()
            found.append((line_of(query.body, token.start), message))
    return found


def _answer(
    query: Query, label: str, store: LocalStore, vocabulary: Sequence[ox.Quad], lineage: Callable[[], Lineage]
) -> Iterable[Finding]:
    place = f"{label}:{line_of_key(query.text, 'expected')}"
    hint = "If the new rows are right, write them into the header; else look for what changed the answer."
    try:
        difference = expected_diff(query, run(store, query, query.example))
        if difference:
            return [_about(label, _EXPECTED, difference, hint, place)]
        gap = is_sufficient(store, query, lineage(), parse_values(store, query, query.example), vocabulary)
    except CredatlasError as error:
        return [_about(label, _EXPECTED, f"the example call fails: {error.message}", error.hint, place)]
    hint = "Simplify the query, or declare its `evidence` pattern in the header (docs/queries.md)."
    return [_about(label, _EXPECTED, gap, hint, place)] if gap else []


def _about(label: str, rule: ox.NamedNode, message: str, hint: str, place: str) -> Finding:
    subject = ox.NamedNode(PREFIXES["query"] + quote(Path(label).stem))
    return Finding("violation", rule, subject, None, None, message, hint, place)


def _evidence(store: LocalStore, assembled: Assembled, texts: Texts) -> Area:
    found = audit(store, texts, assembled.places.locate)
    findings = [
        Finding("violation", _TEXT, finding.subject, None, None, finding.message, finding.hint, finding.place)
        for finding in found.findings
    ]
    return Area("evidence", found.summary(), tuple(findings))
