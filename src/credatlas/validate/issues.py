"""Recorded data issues: what a curator has looked at and judged covers what the shapes find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from ..terms import CA, SHAPES, Term, node, show
from .engine import Locate
from .findings import Finding, in_order

STILL_OCCURS: Final = ox.NamedNode(f"{SHAPES}IssueStillOccurs")

_STATUS: Final = ox.NamedNode(f"{CA}issueStatus")
_RESOLVED: Final = node("istatus:resolved")
_HINT: Final = (
    "Set ca:issueStatus istatus:resolved and say in ca:reason what mended it, or correct its subject, shape or value."
)


@dataclass(frozen=True, slots=True)
class RecordedIssue:
    """One ``ca:DataIssue`` of ``data/issues.ttl``.

    Attributes:
        iri: Its id.
        subject: The thing that it is about.
        shape: The shape that finds it.
        value: The value that it is about; without one it covers all values of the subject.
        status: ``istatus:open``, ``accepted`` or ``resolved``.
        reason: Why it stands, in words.
    """

    iri: ox.NamedNode
    subject: Term
    shape: Term
    value: Term | None
    status: Term | None
    reason: str

    @property
    def stands(self) -> bool:
        """Whether it still covers findings: it is open or accepted."""
        return self.status != _RESOLVED

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is of its shape, about its subject and, where it names one, its value."""
        about = self.subject in (finding.subject, finding.owner)
        return about and self.shape == finding.shape and self.value in (None, finding.value)


def recorded_issues(statements: Iterable[ox.Quad | ox.Triple]) -> list[RecordedIssue]:
    """The data issues among some statements, sorted by id; one without subject or shape is left to the shapes."""
    fields: dict[ox.NamedNode, dict[str, Term]] = {}
    for statement in statements:
        if isinstance(statement.subject, ox.NamedNode) and statement.predicate.value.startswith(CA):
            name = statement.predicate.value.removeprefix(CA)
            fields.setdefault(statement.subject, {}).setdefault(name, statement.object)
    found = []
    for iri, field in sorted(fields.items(), key=lambda item: item[0].value):
        if "onSubject" in field and "onShape" in field:
            reason = field.get("reason")
            found.append(
                RecordedIssue(
                    iri=iri,
                    subject=field["onSubject"],
                    shape=field["onShape"],
                    value=field.get("onValue"),
                    status=field.get("issueStatus"),
                    reason=reason.value if isinstance(reason, ox.Literal) else "",
                )
            )
    return found


def cover(
    findings: Sequence[Finding], recorded: Iterable[ox.Quad | ox.Triple], locate: Locate | None = None
) -> list[Finding]:
    """The findings, each with the recorded issue that covers it, and a warning for each issue that is idle.

    Args:
        findings: What the shapes found.
        recorded: The statements of ``data/issues.ttl``.
        locate: Where a statement stands; for the place of idle issues.

    Returns:
        The findings in the order of :func:`~credatlas.validate.findings.in_order`; a resolved
        issue covers nothing, so that what comes back is seen.
    """
    standing = [issue for issue in recorded_issues(recorded) if issue.stands]
    used: set[ox.NamedNode] = set()
    covered = []
    for finding in findings:
        matching = [issue.iri for issue in standing if issue.covers(finding)]
        used.update(matching)
        covered.append(replace(finding, issue=matching[0]) if matching else finding)
    idle = (_idle(issue, locate) for issue in standing if issue.iri not in used)
    return in_order([*covered, *idle])


def _idle(issue: RecordedIssue, locate: Locate | None) -> Finding:
    return Finding(
        severity="warning",
        shape=STILL_OCCURS,
        subject=issue.iri,
        path=_STATUS,
        value=issue.status,
        message=f"recorded issue no longer occurs: {show(issue.shape)} does not find it on {show(issue.subject)}",
        hint=_HINT,
        place=locate(issue.iri, _STATUS, issue.status) if locate else "",
    )
