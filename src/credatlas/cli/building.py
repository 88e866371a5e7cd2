"""``build`` and ``check``: for those who keep the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .kinds import FILE, FOLDER
from .options import Settings, output_options, progress, read_texts, with_place
from .writing import Writing

if TYPE_CHECKING:
    from ..build import CheckReport
    from ..validate import Finding


@click.command()
@click.option("--to", **FOLDER, help="The folder of the store; by default that of the project in your cache.")
@click.option("--dump", **FILE, help="Also write the graph as canonical N-Quads; - for standard output.")
@click.option("--owl-sameas", is_flag=True, help="Write owl:sameAs beside each exact link into the dump.")
@with_place
def build(settings: Settings, *, to: str | None, dump: str | None, owl_sameas: bool) -> None:
    """Build the graph from its sources: parse, compile, infer, validate, publish; all or nothing.

    When anything is wrong, the graph that was published before stays as it is. Without this command the first
    question builds by itself.
    """
    from ..build import build as make
    from ..build.opening import folder_for

    if owl_sameas and dump is None:
        hint = "name a file with --dump: the graph itself never says owl:sameAs"
        raise UsageError("--owl-sameas is for a dump", hint=hint, place="--owl-sameas")
    project = settings.the_project()
    store = folder_for(project, to or settings.store)
    built = make(project, store, say=progress)
    assert built is not None  # only a build that is asked whether it is needed can decline
    manifest = built.manifest
    lines = [f"{layer:>14}  {count:>7,}" for layer, count in sorted(manifest.layers.items())]
    open_warnings = [finding for finding in built.findings if finding.severity == "warning" and not finding.issue]
    click.echo(
        "\n".join(
            [
                f"built {manifest.quads:,} statements",
                *lines,
                f"{'contradictions':>14}  {built.conflicts:>7,}  (credatlas conflicts)",
                f"{'open warnings':>14}  {len(open_warnings):>7,}  (credatlas check)",
                f"digest {manifest.digest}",
                f"store  {built.generation}",
            ]
        ),
        err=dump == "-",
    )
    if dump is not None:
        _dump(built.generation, dump, owl_sameas=owl_sameas)


def _dump(generation: Path, target: str, *, owl_sameas: bool) -> None:
    from ..build.canonical import kept_nquads, with_same_as

    data = kept_nquads(generation)
    data = with_same_as(data) if owl_sameas else data
    try:
        Writing("nquads", target).data(data)
    except UsageError as error:
        raise UsageError(error.message, hint=error.hint, place="--dump" if error.place else "") from error


@click.command()
@click.option("--texts", **FOLDER, help="Folder with the texts of the sources: offsets and values are compared.")
@click.option("--completeness", is_flag=True, help="List also what nobody has said yet; that is no fault.")
@output_options("text", "json", "sarif", "turtle", what="a report")
@with_place
def check(settings: Settings, *, texts: str | None, completeness: bool, writing: Writing) -> int:
    """Check ontology, sources, shapes and queries; with --texts also every passage.

    \b
    Each finding names file and line and says what to do. Ends with
      0  nothing is wrong, or every warning is a recorded data issue (data/issues.ttl)
      1  there are warnings that are not recorded
      3  something is wrong
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..build import check as look
    from ..build.reporting import rules_of, sarif, turtle

    report = look(settings.the_project(), read_texts(texts), completeness=completeness)
    if writing.form == "text":
        writing.text(_as_lines(report))
    elif writing.form == "json":
        writing.json(_as_record(report))
    elif writing.form == "sarif":
        writing.json(sarif(report, rules_of(settings.the_project())))
    else:
        writing.data(turtle(report))
    return report.exit_code


def _as_lines(report: CheckReport) -> list[str]:
    lines: list[str] = []
    for area in report.areas:
        recorded = sum(finding.issue is not None for finding in area.findings)
        marks = [f"{len(area.open)} to look at"] if area.open else ["fine"]
        marks += [f"{recorded} recorded as known"] if recorded else []
        aging = sum(finding.severity == "info" for finding in area.findings) if area.name == "shapes" else 0
        marks += [f"{aging} gone stale (credatlas stale)"] if aging else []
        lines.append(f"{area.name:<12} {area.extent:<55} {', '.join(marks)}")
        lines += [f"  {_finding(finding)}" for finding in area.open]
        lines += [f"  {line}" for line in _gaps(area.findings)] if area.name == "completeness" else []
    verdicts = {0: "nothing is wrong", 1: "there are warnings that are not recorded", 3: "something is wrong"}
    return [*lines, verdicts[report.exit_code]]


def _gaps(findings: Sequence[Finding]) -> list[str]:
    """What nobody has said yet, one line for each thing."""
    from ..terms import show

    unknown: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity == "info":
            place = f"{finding.place}: " if finding.place else ""
            unknown.setdefault(f"{place}{show(finding.subject)}", []).append(finding.message)
    return [f"{thing} {'; '.join(messages)}" for thing, messages in unknown.items()]


def _finding(finding: Finding) -> str:
    place = f"{finding.place}: " if finding.place else ""
    first, *more = finding.message.split("\n")  # the difference of two answers has several lines
    head = f"{place}{finding.severity}: {replace(finding, message=first).sentence}"
    return "\n    ".join([head, *more, *([f"hint: {finding.hint}"] if finding.hint else [])])


def _as_record(report: CheckReport) -> dict[str, Any]:
    return {
        "exit_code": report.exit_code,
        "areas": [
            {
                "name": area.name,
                "extent": area.extent,
                "findings": [_finding_record(finding) for finding in area.findings],
            }
            for area in report.areas
        ],
    }


def _finding_record(finding: Finding) -> dict[str, Any]:
    from ..terms import show

    return {
        "severity": finding.severity,
        "rule": finding.shape.value,
        "subject": show(finding.subject),
        "property": None if finding.path is None else finding.path.value,
        "value": None if finding.value is None else show(finding.value),
        "message": finding.message,
        "hint": finding.hint,
        "place": finding.place,
        "issue": None if finding.issue is None else finding.issue.value,
    }
