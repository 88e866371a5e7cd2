"""Why one of several values is shown, in one plain sentence for each rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from ..terms import compact
from .model import ConflictValue, ConflictView, SourceView


def explain(view: ConflictView, names: Mapping[NamedNode, str] | None = None) -> str:
    """Why the shown value is shown.

    Args:
        view: The contradiction.
        names: What sources are called; one that has no name here is called by its compact IRI.

    Example:
        ``shown is "19 hubs" because its source is published by the organiser itself (Harvard)``.
    """
    if names:
        view = replace(view, values=tuple(_named(value, names) for value in view.values))
    shown = view.values[0]
    # values that agree with the shown one did not lose against it
    others = [value for value in view.values[1:] if not value.agrees] or list(view.values[1:])
    sentence = _SENTENCES.get(view.rule, _unknown)
    return f"shown is {_quoted(view.shown)} {sentence(view, shown, others)}"


def _named(value: ConflictValue, names: Mapping[NamedNode, str]) -> ConflictValue:
    return replace(value, sources=tuple(replace(one, name=names.get(one.iri, "")) for one in value.sources))


def _quoted(text: str) -> str:
    return f"“{text}”"


def _listed(values: Sequence[ConflictValue]) -> str:
    # values that differ in what nobody reads, such as the words of the source, read alike
    return ", ".join(dict.fromkeys(_quoted(value.value) for value in values))


def _names(sources: Sequence[SourceView]) -> str:
    return ", ".join(dict.fromkeys(source.name or compact(source.iri) for source in sources))


def _of(values: Sequence[ConflictValue]) -> list[SourceView]:
    return [source for value in values for source in value.sources]


def _curator(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    reason = view.reason.rstrip(".")
    return "because a curator ruled so" + (f": {reason}" if reason else "")


def _status(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    return f"because {_names(shown.sources)} states it more firmly than a plan or a forecast such as {_listed(others)}"


def _valid_time(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    return f"because it held later; {_listed(others)} was right in its time"


def _newer(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    return f"because {_names(shown.sources)} is a newer word of the same page or publisher than {_names(_of(others))}"


def _issuer(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    publishers = ", ".join(dict.fromkeys(name for source in shown.sources for name in source.publishers))
    return f"because its source is the own word of who answers for it ({publishers or _names(shown.sources)})"


def _reliability(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    own = " or ".join(dict.fromkeys(source.reliability or "unranked" for source in shown.sources))
    theirs = " or ".join(dict.fromkeys(source.reliability or "unranked" for source in _of(others)))
    return f"because a source of class {own} ({_names(shown.sources)}) goes before one of class {theirs}"


def _later(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    own, theirs = _dates(shown.sources), _dates(_of(others))
    return f"because it was stated later ({own}) than {_listed(others)} ({theirs})"


def _dates(sources: Sequence[SourceView]) -> str:
    return ", ".join(dict.fromkeys(source.published for source in sources if source.published)) or "undated"


def _more(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    count = len(shown.sources)
    agreeing = {source.iri for value in view.values if value.agrees for source in value.sources}
    return f"because {max(count, len(agreeing))} sources support it, more than any other value"


def _unresolved(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    return f"only because it comes first in a fixed order: no rule decides between it and {_listed(others)}"


def _unknown(view: ConflictView, shown: ConflictValue, others: Sequence[ConflictValue]) -> str:
    return f"by the rule {view.rule}, in the place of {_listed(others)}"


_SENTENCES: dict[str, Callable[[ConflictView, ConflictValue, Sequence[ConflictValue]], str]] = {
    "curator-decision": _curator,
    "status": _status,
    "valid-time": _valid_time,
    "newer-snapshot": _newer,
    "issuer-over-others": _issuer,
    "reliability": _reliability,
    "later-statement": _later,
    "more-sources": _more,
    "unresolved": _unresolved,
}
