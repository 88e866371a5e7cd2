"""Reports of a check that tools read: SARIF by its published schema, SHACL's own report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

from credatlas.build import CheckReport
from credatlas.build.checking import Area
from credatlas.build.reporting import rules_of, sarif, turtle
from credatlas.files import Project
from credatlas.terms import node
from credatlas.validate import Finding

SCHEMA = Path(__file__).parent / "fixtures/sarif/sarif-2.1.0-rtm.5.json"
FEE = Finding(
    severity="violation",
    shape=node("shapes:priceCurrency"),
    subject=node("value:0123456789abcdef0123"),
    path=node("schema:priceCurrency"),
    value=None,
    message="has no currency",
    hint="Add the ISO 4217 code.",
    place="data/sources/x.trig:12:3",
    owner=node("offering:x"),
    component=node("sh:MinCountConstraintComponent"),
)
LATE = Finding(
    severity="warning",
    shape=node("shapes:CitesYoungerWork"),
    subject=node("work:x"),
    path=None,
    value=node("work:y"),
    message="published 2022, cites work:y of 2024",
    hint="",
    issue=node("issue:x-cites-y"),
)


@pytest.fixture
def report() -> CheckReport:
    return CheckReport((Area("shapes", "2 shapes", (FEE, LATE)),))


def log_of(report: CheckReport, repo: Path) -> dict[str, Any]:
    return json.loads(json.dumps(sarif(report, rules_of(Project(repo)))))


def test_the_log_is_valid_by_the_published_schema(report: CheckReport, repo: Path) -> None:
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log_of(report, repo))


def test_an_empty_log_is_valid_too(repo: Path) -> None:
    log = log_of(CheckReport(()), repo)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    assert log["runs"][0]["results"] == []


def test_a_result_names_rule_level_and_place(report: CheckReport, repo: Path) -> None:
    (run,) = log_of(report, repo)["runs"]
    fee, late = run["results"]
    assert (fee["ruleId"], fee["level"]) == ("shapes:priceCurrency", "error")
    assert fee["message"]["text"] == "has no currency (offering:x). Add the ISO 4217 code."
    assert fee["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "data/sources/x.trig", "uriBaseId": "PROJECT"},
                "region": {"startLine": 12, "startColumn": 3},
            }
        }
    ]
    assert "suppressions" not in fee
    assert (late["ruleId"], late["level"], late["locations"]) == ("shapes:CitesYoungerWork", "warning", [])
    assert late["suppressions"] == [{"kind": "external", "justification": "recorded as issue:x-cites-y"}]


def test_each_rule_is_described_once_by_its_shape(report: CheckReport, repo: Path) -> None:
    (run,) = log_of(CheckReport((*report.areas, *report.areas)), repo)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["shapes:priceCurrency", "shapes:CitesYoungerWork"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0, 1]
    assert rules[1]["help"]["text"] == (
        "Check both dates of publication; if they are printed so, record a ca:DataIssue with the reason."
    )


def test_a_result_keeps_its_fingerprint_when_its_line_moves(report: CheckReport, repo: Path) -> None:
    from dataclasses import replace

    moved = CheckReport((Area("shapes", "2 shapes", (replace(FEE, place="data/sources/x.trig:40"), LATE)),))
    fingerprints = [
        [result["partialFingerprints"] for result in log_of(one, repo)["runs"][0]["results"]] for one in (report, moved)
    ]
    assert fingerprints[0] == fingerprints[1]
    assert fingerprints[0][0] != fingerprints[0][1]


def test_the_shacl_report_has_every_result(report: CheckReport) -> None:
    store = ox.Store()
    store.load(turtle(report), format=ox.RdfFormat.TURTLE)
    asked = """
        PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?shape ?severity ?focus ?component ?place {
          ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
          ?result a sh:ValidationResult ; sh:sourceShape ?shape ; sh:resultSeverity ?severity ; sh:focusNode ?focus ;
            sh:sourceConstraintComponent ?component ; sh:resultMessage ?message .
          OPTIONAL { ?result rdfs:seeAlso ?place }
        }"""
    rows = store.query(asked)
    assert isinstance(rows, ox.QuerySolutions)
    assert {tuple(None if term is None else term.value for term in row) for row in rows} == {
        (
            "https://w3id.org/credatlas/shapes#priceCurrency",
            "http://www.w3.org/ns/shacl#Violation",
            "https://w3id.org/credatlas/id/value/0123456789abcdef0123",
            "http://www.w3.org/ns/shacl#MinCountConstraintComponent",
            "data/sources/x.trig:12:3",
        ),
        (
            "https://w3id.org/credatlas/shapes#CitesYoungerWork",
            "http://www.w3.org/ns/shacl#Warning",
            "https://w3id.org/credatlas/id/work/x",
            "https://w3id.org/credatlas/shapes#CitesYoungerWork",
            None,
        ),
    }


def test_a_report_without_findings_conforms() -> None:
    store = ox.Store()
    store.load(turtle(CheckReport(())), format=ox.RdfFormat.TURTLE)
    assert store.query("ASK { ?report <http://www.w3.org/ns/shacl#conforms> true }")


def test_the_command_line_writes_a_log(credatlas: Any, founding: Path) -> None:
    done = credatlas("--project", str(founding), "check", "--format", "sarif")
    assert done.code == 0, done.shown
    assert "shapes:CitesYoungerWork" in {result["ruleId"] for result in json.loads(done.stdout)["runs"][0]["results"]}


@pytest.mark.parametrize(("form", "said"), [("turtle", "sh:ValidationReport"), ("json", '"exit_code": 0')])
def test_the_command_line_writes_the_other_forms(credatlas: Any, small: Path, form: str, said: str) -> None:
    done = credatlas("--project", str(small), "check", "--format", form)
    assert done.code == 0, done.shown
    assert said in done.stdout
