"""What files and networkx know of nodes and edges: flat, typed, without characters that XML forbids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from .model import Drawing, Edge, Evidence, Fact, Node

Value = str | float | int | bool

NODE_ATTRIBUTES: Final[dict[str, type[Value]]] = {
    "name": str,
    "kind": str,
    "kind_iri": str,
    "group": str,
    "other_names": str,
    "facts": str,
    "sources": str,
    "x": float,
    "y": float,
    "size": float,
    "community": int,
}
"""The attributes of a node; texts with several parts have one on each line."""

EDGE_ATTRIBUTES: Final[dict[str, type[Value]]] = {
    "relation": str,
    "property": str,
    "via": str,
    "inferred": bool,
    "disputed": bool,
    "sources": str,
    "weight": int,
}
"""The attributes of an edge; ``weight`` is the number of sources that say so, at least 1."""

# what XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets), and the controls that it warns of
_FORBIDDEN: Final = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END: Final = re.compile("\r\n?")


def clean(text: str) -> str:
    r"""A text without control characters and other characters that XML forbids; line ends become newlines.

    Example:
        >>> clean("a\x00b\r\nc")
        'ab\nc'
    """
    if text.isprintable():  # no control character, no surrogate, nothing that Unicode has not given out
        return text
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    r"""A clean text on one line.

    Example:
        >>> one_line(" two\n lines ")
        'two lines'
    """
    # the one white space that is printable is the space
    if text.isprintable() and "  " not in text and text == text.strip(" "):
        return text
    return " ".join(clean(text).split())


# kinds, relations and properties come again and again in a large drawing
_word: Final = lru_cache(maxsize=4096)(one_line)
_iri: Final = lru_cache(maxsize=4096)(clean)


class Places(dict[int, str]):
    """The places in sources of a drawing by their position, each as one line that is made when it is first asked for.

    Args:
        evidence: The evidence of the drawing.
        written: How the line is to be written, for instance escaped: it is so often repeated that it is done here.
        between: What stands between two lines.

    Example:
        >>> from .model import Source
        >>> Places((Evidence(Source("s", "A page"), "fee"),))[0]
        'A page, #fee, undated, stated'
    """

    def __init__(self, evidence: Sequence[Evidence], written: Callable[[str], str] = str, between: str = "\n") -> None:
        self.evidence = evidence
        self.written, self.between = written, between

    def __missing__(self, number: int) -> str:
        text = self[number] = self.written(one_line(str(self.evidence[number])))
        return text

    def lines(self, numbers: Iterable[int]) -> str:
        """Some of them, in this order."""
        return self.between.join(map(self.__getitem__, numbers))

    def sources(self, numbers: Sequence[int]) -> int:
        """How many sources they belong to."""
        if len(numbers) < 2:
            return len(numbers)
        if len(numbers) == 2:  # as nearly all have, and a set would take longer than everything else
            one, other = numbers
            return 2 - (self.evidence[one].source.iri == self.evidence[other].source.iri)
        return len({self.evidence[number].source.iri for number in numbers})


def fact_text(fact: Fact) -> str:
    """A fact on one line: ``price: 8500 USD (spring run)``, with what is contradicted and what is inferred."""
    if not (fact.via or fact.inferred or fact.dispute):
        return one_line(f"{fact.label}: {fact.value}")
    notes = [*fact.via]
    notes += ["inferred"] if fact.inferred else []
    if fact.dispute is not None:
        notes.append(f"others say: {', '.join(rival.value for rival in fact.dispute.rivals)}")
    return one_line(f"{fact.label}: {fact.value} ({'; '.join(notes)})")


def node_attributes(node: Node, places: Places) -> dict[str, Value]:
    """The attributes of a node, in the order of :data:`NODE_ATTRIBUTES`; without ``community`` before it is known."""
    numbers = {number: None for fact in node.facts for number in fact.evidence}  # a set would lose the order
    found: dict[str, Value] = {
        "name": one_line(node.name),
        "kind": _word(node.kind),
        "kind_iri": _iri(node.kind_iri),
        "group": node.group,
        "other_names": "\n".join(map(one_line, node.other_names)),
        "facts": "\n".join(map(fact_text, node.facts)),
        "sources": places.lines(numbers),
        "x": node.x,
        "y": node.y,
        "size": node.size,
    }
    if node.community is not None:
        found["community"] = node.community
    return found


def edge_attributes(edge: Edge, places: Places) -> dict[str, Value]:
    """The attributes of an edge, in the order of :data:`EDGE_ATTRIBUTES`."""
    return {
        "relation": _word(edge.relation),
        "property": _iri(edge.property),
        "via": "\n".join(map(one_line, edge.via)) if edge.via else "",
        "inferred": edge.inferred,
        "disputed": edge.dispute is not None,
        "sources": places.lines(edge.evidence),
        "weight": places.sources(edge.evidence) or 1,
    }


def edge_text(drawing: Drawing, edge: Edge) -> str:
    """A relation and below it who says so, one place on each line; or what it follows from."""
    relation, says = one_line(edge.relation), Places(drawing.evidence).lines(edge.evidence)
    if edge.inferred:
        relation += "\nfollows by a rule from" if says else "\nfollows by a rule"
    return f"{relation}\n{says}" if says else relation
