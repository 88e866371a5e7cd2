"""Reports of a check for machines: SARIF for code-scanning viewers, a SHACL validation report in Turtle."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pyoxigraph as ox

from ..files import Project
from ..terms import PREFIXES, Term, compact, node
from ..validate import Finding
from ..validate.shapes import Shapes
from ..version import __version__
from .checking import CheckReport

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
_SEVERITIES: Final = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_PLACE: Final = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?\Z")


def rules_of(project: Project) -> Shapes:
    """The shapes of a project: names, descriptions and advice for its rules.

    Raises:
        DataError: A file of shapes cannot be used.
    """
    return Shapes.read(sorted((project.ontology / "shapes").glob("*.ttl")))


def sarif(report: CheckReport, rules: Shapes) -> dict[str, Any]:
    """The report as a `SARIF 2.1.0 <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>`_ log of plain values.

    Each shape that found something is a rule. Findings keep their file and line; those that a recorded
    data issue covers are suppressed results with the issue as justification.
    """
    shapes = list(dict.fromkeys(finding.shape for finding in report.findings))
    places = {shape: number for number, shape in enumerate(shapes)}
    driver = {
        "name": "credatlas",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": "https://w3id.org/credatlas/",
        "rules": [_rule(shape, rules, report.findings) for shape in shapes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The folder of the project."}}},
        "results": [_result(finding, places[finding.shape]) for finding in report.findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(shape: ox.NamedNode, rules: Shapes, findings: Iterable[Finding]) -> dict[str, Any]:
    name = rules.text(shape, "name") or compact(shape)
    severity = next(finding.severity for finding in findings if finding.shape == shape)
    texts = {
        "shortDescription": name,
        "fullDescription": rules.text(shape, "description") or name,
        "help": rules.text(shape, "message") or name,
    }
    return {
        "id": compact(shape),
        "name": "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", name)),
        **{key: {"text": text} for key, text in texts.items()},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    text = f"{finding.sentence}. {finding.hint}" if finding.hint else finding.sentence
    # the same fault on the same thing is the same result, wherever the line has moved to
    parts = (finding.shape, finding.subject, finding.path, finding.value, finding.message)
    fingerprint = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": compact(finding.shape),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.place)] if finding.place else [],
        "partialFingerprints": {"credatlas/v1": fingerprint},
    }
    if finding.issue is not None:
        result["suppressions"] = [{"kind": "external", "justification": f"recorded as {compact(finding.issue)}"}]
    return result


def _location(place: str) -> dict[str, Any]:
    found = _PLACE.match(place)
    assert found is not None  # the expression matches every text
    artifact = {"uri": found["file"], "uriBaseId": "PROJECT"}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if found["line"]:
        physical["region"] = {"startLine": int(found["line"])}
        if found["column"]:
            physical["region"]["startColumn"] = int(found["column"])
    return {"physicalLocation": physical}


def shacl_report(report: CheckReport) -> Iterator[ox.Triple]:
    """The report as a `SHACL validation report <https://www.w3.org/TR/shacl/#validation-report>`_.

    Besides what SHACL asks for, each result has the advice as a second message, the place as
    ``rdfs:seeAlso`` text, and the recorded data issue that covers it as ``dcterms:relation``. What
    no SHACL engine finds (the register, queries, texts) has its own rule as constraint component.
    """
    head = ox.BlankNode("report")
    results = [ox.BlankNode(f"r{number}") for number, _ in enumerate(report.findings)]
    yield ox.Triple(head, node("rdf:type"), node("sh:ValidationReport"))
    # a warning is a result as well (section 3.6.1.1), also one that is recorded
    yield ox.Triple(head, node("sh:conforms"), ox.Literal(not results))
    yield from (ox.Triple(head, node("sh:result"), result) for result in results)
    for result, finding in zip(results, report.findings, strict=True):
        for name, term in _fields(finding).items():
            yield ox.Triple(result, node(name), term)
        if finding.hint:
            yield ox.Triple(result, node("sh:resultMessage"), ox.Literal(finding.hint, language="en"))


def _fields(finding: Finding) -> Mapping[str, Term]:
    fields: dict[str, Term | None] = {
        "rdf:type": node("sh:ValidationResult"),
        "sh:focusNode": finding.subject,
        "sh:resultPath": finding.path,
        "sh:value": finding.value,
        "sh:resultSeverity": node(_SEVERITIES[finding.severity]),
        "sh:sourceShape": finding.shape,
        "sh:sourceConstraintComponent": finding.component or finding.shape,
        "sh:resultMessage": ox.Literal(finding.message, language="en"),
        "rdfs:seeAlso": ox.Literal(finding.place) if finding.place else None,
        "dcterms:relation": finding.issue,
    }
    return {name: term for name, term in fields.items() if term is not None}


def turtle(report: CheckReport) -> bytes:
    """:func:`shacl_report` as Turtle."""
    prefixes = {name: PREFIXES[name] for name in ("ca", "dcterms", "rdf", "rdfs", "sh", "shapes")}
    data = ox.serialize(shacl_report(report), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert data is not None  # bytes, since no file is given
    return data
