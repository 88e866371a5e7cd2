"""Making what answers: the graph, its vocabulary, and the index of its names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ...store.protocol import Store
from ..index import ACRONYM, LABEL, Index
from ..indexing import in_memory
from ..keys import looks_like_acronym, spelt_tokens, strict_key
from ..matching import match
from ..model import Candidate, Proposal, Record, RecordName
from ..profiles import SOURCE, profiles
from ..texts import site_of
from .answering import Reconciler
from .vocabulary import vocabulary


def reconciler(store: Store) -> Reconciler:
    """What answers for a graph; it takes about a second, and the store must not change afterwards.

    Raises:
        StoreError: The store failed.
    """
    known = vocabulary(store)
    # a place or an entry in a list of references may bear the same name, and is not what a table means
    meant = (record for record in profiles(store) if not known.kinds.keys().isdisjoint(record.kinds))
    return Reconciler(store, known, WholeNamesFirst(in_memory(meant, source=SOURCE)))


@dataclass(frozen=True, slots=True)
class WholeNamesFirst:
    """A matcher that looks for the text as a whole name before it reads it as an affiliation.

    Titles of works and names of programmes have commas, places and bodies in them, which in an affiliation would be
    names by themselves: of the 1,632 names of things of the atlas 15 were taken for the body in them, and none is now.
    What is read as an affiliation is sure only where it means a body and a part of it is the full name of that and
    nothing else: a programme that the atlas does not have often begins with the name of a body that it has.

    Attributes:
        index: The names.
    """

    index: Index

    def __call__(
        self, text: str, /, *, kinds: Collection[str] = (), hints: Sequence[tuple[str, str]] = (), limit: int = 10
    ) -> Proposal:
        """See :class:`~credatlas.link.reconciling.answering.Matcher`."""
        labelled, bearers = self._bearers(text, kinds)
        if not labelled:
            return _doubted(match(self.index, text, kinds=kinds, hints=hints, limit=limit), text)
        subject = Record("", "text", text, (RecordName(text),))
        if len(bearers) == 1:
            reason = "unique full name"
            return Proposal(subject, "auto", (Candidate(bearers[0], "exact", 1.0, (reason,)),), reason)
        reason = f"a full name that {len(bearers)} things bear"
        found = (Candidate(record, "exact", 0.95 if record in labelled else 0.9, (reason,)) for record in bearers)
        return Proposal(subject, "review", tuple(found)[:limit], reason)

    def _bearers(self, text: str, kinds: Collection[str]) -> tuple[list[Record], list[Record]]:
        """The things whose name the text is, and those whose other name it is as well."""
        if looks_like_acronym(text):
            return [], []
        key = strict_key(spelt_tokens(text))
        hits = [hit for hit in self.index.by_names([key]).get(key, []) if hit.strict and hit.kind != ACRONYM]
        records = {hit.number: self.index.record(hit.number) for hit in hits}
        fitting = {
            number: record
            for number, record in records.items()
            if record.status == "active" and (not kinds or not set(kinds).isdisjoint(record.kinds))
        }
        labelled = {hit.number for hit in hits if hit.kind == LABEL}
        return [record for number, record in fitting.items() if number in labelled], list(fitting.values())


def _doubted(proposal: Proposal, text: str) -> Proposal:
    """A proposal, for a person to look at where no part of the text is a full name of a body that was found."""
    if proposal.decision != "auto" or site_of(text):
        return proposal
    parts = {strict_key(spelt_tokens(part)) for part in re.split(r"[,;]", re.sub(r"\([^()]*\)", " ", text))}
    for candidate in proposal.candidates:
        names = (name.text for name in candidate.record.names if name.kind != "acronym")
        whole = not parts.isdisjoint(strict_key(spelt_tokens(name)) for name in names)
        if whole and "Organization" in candidate.record.kinds:
            return proposal
    return replace(proposal, decision="review", reason=f"only a part of the text: {proposal.reason}")
