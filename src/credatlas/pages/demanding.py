"""What a rule of the shapes asks of the values of a property, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node, show

Link = tuple[str, str]
"""Words and where they lead: an address, :data:`CODE` for what is to be read letter by letter, or nothing."""
Facts = Mapping[ox.NamedNode, Sequence[Term]]
CODE: Final = "code"

_KINDS: Final = {
    "xsd:string": "plain text",
    "rdf:langString": "text with a language",
    "xsd:integer": "a whole number",
    "xsd:decimal": "a decimal number",
    "xsd:date": "a day",
    "xsd:boolean": "yes or no",
    "xsd:anyURI": "an address of the web",
}
_LINKED: Final = {
    "sh:class": "of the class ",
    "sh:node": "a ",
    "shapes:scheme": "a concept of the scheme ",
    "sh:minInclusive": "at least ",
    "sh:minExclusive": "more than ",
    "sh:maxInclusive": "at most ",
    "sh:maxExclusive": "less than ",
    "sh:lessThan": "before ",
    "sh:lessThanOrEquals": "not behind ",
}
_CHECKS: Final = {"iso7064-mod11-2": "ISO 7064 MOD 11-2", "ror-mod97": "ROR", "issn-mod11": "ISSN"}
_NODES: Final = {
    "sh:IRI": "an id or address (IRI)",
    "sh:IRIOrLiteral": "an id or address (IRI), or a text or number",
    "sh:Literal": "a text or number",
}
_ASKED: Final = (
    *("sh:minCount", "sh:maxCount", "sh:datatype", "sh:nodeKind", "sh:pattern"),
    *("shapes:checkDigits", "shapes:namespace", *_LINKED),
)


def demands(own: Facts, link: Callable[[Term], Link]) -> Iterator[tuple[Link, ...]]:
    """What is asked, each in words of which some lead to what they name.

    Args:
        own: The facts of the rule.
        link: What a term is called, and where it is explained.
    """
    said = {name: list(own.get(node(name), ())) for name in _ASKED}
    least, most = (next(map(show, said[name]), "") for name in ("sh:minCount", "sh:maxCount"))
    if how_often := _often(least, most):
        yield ((how_often, ""),)
    for term in said["sh:datatype"]:
        yield ((_KINDS.get(show(term), show(term)), ""),)
    for name, words in _LINKED.items():
        for term in said[name]:
            yield ((words, ""), link(term))
    if not said["sh:class"] and not said["shapes:scheme"]:
        for term in said["sh:nodeKind"]:
            yield ((_NODES.get(show(term), show(term)), ""),)
    for term in said["sh:pattern"]:
        yield (("in the form ", ""), (show(term), CODE))
    for term in said["shapes:checkDigits"]:
        yield ((f"with the check digits of {_CHECKS.get(show(term), show(term))}", ""),)
    for term in said["shapes:namespace"]:
        yield (("for links that begin with ", ""), (show(term), CODE))


def _often(least: str, most: str) -> str:
    if least and least == most:
        return "exactly one" if most == "1" else f"exactly {most}"
    words = [f"at least {'one' if least == '1' else least}"] if least not in ("", "0") else []
    words += [f"at most {'one' if most == '1' else most}"] if most else []
    return " and ".join(words)
