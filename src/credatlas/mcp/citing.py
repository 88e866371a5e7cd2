"""Who says so, in few characters: numbered sources, and places in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from ..comparing.making import source_notes
from ..evidence import ClaimView, ConflictView, RowEvidence, Step, explain
from ..store.protocol import Store
from ..terms import compact, node

_MOST: Final = 5  # cites for one row: who wants all of them asks why
_MOST_CONFLICTS: Final = 20
_PLAIN: Final = frozenset(map(node, ("rdf:type", "schema:name")))


class Cites:
    """Numbers sources in the order in which they are cited, and keeps the contradictions that are met."""

    def __init__(self) -> None:
        self._numbers: dict[NamedNode, int] = {}
        self._cases: dict[NamedNode, ConflictView] = {}

    def of(self, views: Iterable[ClaimView], most: int = _MOST) -> list[str]:
        """Cites of the places of claims, each once: ``["1#fee"]``; behind the first ones how many more there are."""
        views = list(views)
        for view in views:
            if view.conflict is not None:
                self._cases.setdefault(view.conflict.iri, view.conflict)
        places = list(dict.fromkeys((view.source, view.passage.value.partition("#")[2]) for view in views))
        cites = [self._cite(source, place) for source, place in places[:most]]
        return [*cites, f"+{len(places) - most}"] if len(places) > most else cites

    def of_sources(self, sources: Iterable[NamedNode], most: int = _MOST) -> list[str]:
        """Cites of whole sources."""
        found = list(dict.fromkeys(sources))
        cites = [self._cite(source, "") for source in found[:most]]
        return [*cites, f"+{len(found) - most}"] if len(found) > most else cites

    def of_row(self, row: RowEvidence) -> list[str]:
        """Cites for a row of an answer: of its values first, of names and types only where nothing else is claimed."""
        telling = [support for support in row.supports if support.triple[1] not in _PLAIN]
        for supports in (telling, row.supports):
            views = [view for support in supports for view in (*support.claims, *_premises(support.chain))]
            if views:
                return self.of(views)
        return []

    def _cite(self, source: NamedNode, place: str) -> str:
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        return f"{number}#{place}" if place else str(number)

    def told(self, store: Store) -> dict[str, Any]:
        """``sources``, by number, with what one needs to weigh them, and ``conflicts``, in words; none where none."""
        notes = {note.iri: note for note in source_notes(store, self._numbers)}
        sources = {}
        for iri, number in self._numbers.items():
            note = notes[iri]
            known = {
                "title": note.title,
                "by": ", ".join(note.publishers),
                "stated": note.published,
                "read": "" if note.published else note.retrieved,
                "class": note.reliability,
                "url": note.url,
            }
            sources[str(number)] = {"iri": iri.value, **{name: text for name, text in known.items() if text}}
        found = {"sources": sources} if sources else {}
        return found | contradictions(self._cases.values())


def contradictions(cases: Iterable[ConflictView]) -> dict[str, Any]:
    """``conflicts``: each contradiction in one sentence; nothing where there is none."""
    told = [
        f"{compact(case.subject)} {compact(case.property)}: {explain(case)}; others: {_others(case)}"
        for case in cases
        if any(not value.agrees for value in case.values[1:])
    ]
    if len(told) > _MOST_CONFLICTS:
        told = [*told[:_MOST_CONFLICTS], f"and {len(told) - _MOST_CONFLICTS} more: ask the tool conflicts"]
    return {"conflicts": told} if told else {}


def _others(case: ConflictView) -> str:
    return ", ".join(dict.fromkeys(f"“{value.value}”" for value in case.values[1:] if not value.agrees))


def _premises(chain: Sequence[Step]) -> list[ClaimView]:
    return [view for step in chain for premise in step.premises for view in premise.claims]
