"""The OWL 2 RL rules that the atlas uses, as data: the build runs them, ``why`` reads them backwards.

Rule names are those of `OWL 2 Profiles, section 4.3 <https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules>`_.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..terms import GRAPHS, prologue

Pattern = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when all body patterns hold, so does the head.

    Attributes:
        name: The rule's name in the OWL 2 RL tables.
        plain: What it says, for people.
        head: The concluded triple; variables begin with ``?``.
        body: The patterns it is concluded from, schema patterns first.
    """

    name: str
    plain: str
    head: Pattern
    body: tuple[Pattern, ...]

    def select(self) -> str:
        """A SELECT of the new conclusions ``?s ?p ?o`` that no layer holds yet."""
        subject, predicate, value = self.head
        where = " ".join(f"{' '.join(pattern)} ." for pattern in self.body)
        return (
            f"{prologue()}SELECT DISTINCT ({_projected(subject)} AS ?rs) ({_projected(predicate)} AS ?rp) "
            f"({_projected(value)} AS ?ro) {{ {where} FILTER(isIRI({value}) || isLiteral({value})) "
            f"FILTER NOT EXISTS {{ GRAPH ?layer {{ {' '.join(self.head)} }} }} }}"
        )


def _projected(term: str) -> str:
    return "rdf:type" if term == "a" else term


RULES: Final = (
    Rule(
        "prp-spo1",
        "a narrower property holds, so the broader one does",
        ("?s", "?q", "?o"),
        (("?p", "rdfs:subPropertyOf", "?q"), ("?s", "?p", "?o")),
    ),
    Rule(
        "prp-trp",
        "the property is passed on along the chain",
        ("?s", "?p", "?o"),
        (("?p", "a", "owl:TransitiveProperty"), ("?s", "?p", "?m"), ("?m", "?p", "?o")),
    ),
    Rule(
        "prp-dom",
        "only such things have this property",
        ("?s", "a", "?c"),
        (("?p", "rdfs:domain", "?c"), ("?s", "?p", "?o")),
    ),
    Rule(
        "prp-rng",
        "only such things are values of this property",
        ("?o", "a", "?c"),
        (("?p", "rdfs:range", "?c"), ("?s", "?p", "?o")),
    ),
    Rule(
        "cax-sco",
        "every member of the narrower class is one of the broader",
        ("?s", "a", "?c"),
        (("?d", "rdfs:subClassOf", "?c"), ("?s", "a", "?d")),
    ),
)
"""Run in this order until nothing new appears."""

READS: Final = (GRAPHS["facts"], GRAPHS["inferred"], GRAPHS["vocabulary"])
"""The layers that rules read; conclusions go to the layer ``inferred``."""
