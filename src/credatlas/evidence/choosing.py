"""Which contradictions and issues are wanted: of a kind, decided by a rule, or decided by none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from ..terms import CONFLICT_KINDS, CONFLICT_RULES
from .model import ConflictView, IssueView

_ISSUE: Final = CONFLICT_KINDS[-1]
_UNRESOLVED: Final = CONFLICT_RULES[-1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of all contradictions and issues is wanted; nothing named is everything.

    Attributes:
        kinds: ``factual``, ``time-varying``, ``naming``, ``internal``, ``data-issue``.
        rules: The rules that decided, such as ``reliability``; issues have none.
        unresolved: Only what no rule decided, and issues that are open.
    """

    kinds: Collection[str] = ()
    rules: Collection[str] = ()
    unresolved: bool = False

    def cases(self, cases: Sequence[ConflictView]) -> list[ConflictView]:
        """The wanted contradictions, in their order."""
        return [
            case
            for case in cases
            if (not self.kinds or case.kind in self.kinds)
            and (not self.rules or case.rule in self.rules)
            and (not self.unresolved or case.rule == _UNRESOLVED)
        ]

    def issues(self, issues: Sequence[IssueView]) -> list[IssueView]:
        """The wanted data issues, in their order."""
        if self.rules or (self.kinds and _ISSUE not in self.kinds):
            return []
        return [issue for issue in issues if not self.unresolved or issue.status == "open"]
