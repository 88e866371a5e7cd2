"""What a check found: one thing that is wrong or odd, where it stands, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import NamedNode

from ..terms import Term, show

Severity = Literal["violation", "warning", "info"]

_SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
_PLACE: Final = re.compile(r"(?P<file>.*?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check.

    Attributes:
        severity: ``violation`` (data is wrong), ``warning`` (look at it), ``info``.
        shape: The shape that found it; recorded issues name it.
        subject: The thing that is wrong.
        path: The property that it is wrong about, where there is one.
        value: The value that is wrong, where there is one.
        message: What is wrong, in one plain sentence without its subject.
        hint: What to do.
        place: ``file:line`` of the statement, or empty.
        issue: The recorded ``ca:DataIssue`` that covers it, if one does.
        component: IRI of the SHACL constraint component, where an engine of SHACL found it.
        owner: Where the subject is a value without identity (a price, a period): the thing that has it.
    """

    severity: Severity
    shape: NamedNode
    subject: Term
    path: NamedNode | None
    value: Term | None
    message: str
    hint: str
    place: str = ""
    issue: NamedNode | None = None
    owner: Term | None = None
    component: NamedNode | None = None

    @property
    def sentence(self) -> str:
        """``message (subject)``; for a part of a value node the thing that has the value."""
        return f"{self.message} ({show(self.owner or self.subject)})"

    @property
    def text(self) -> str:
        """``place: message (subject)`` and, on a second line, the hint."""
        head = f"{self.place}: {self.sentence}" if self.place else self.sentence
        return f"{head}\n  hint: {self.hint}" if self.hint else head


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as a person works through them: by severity, then file and line, then subject and shape."""
    return sorted(findings, key=_rank)


def _rank(finding: Finding) -> tuple[int, str, int, int, str, str, str, str, str]:
    match = _PLACE.match(finding.place)
    assert match is not None  # the expression matches every text
    return (
        _SEVERITIES.index(finding.severity),
        match["file"],
        int(match["line"] or 0),
        int(match["column"] or 0),
        str(finding.subject),
        finding.shape.value,
        str(finding.path),
        str(finding.value),
        finding.message,
    )
