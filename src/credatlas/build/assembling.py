"""From parsed files to all layers of the graph in memory: compile the claims, then infer."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..claims import Authored, Places, collect, compile_claims, held, vocabulary_of
from ..claims.compiling import Conflict
from ..claims.inference import READS, RULES
from ..terms import GRAPHS
from .linking import link_quads
from .moments import EVERYTHING, Moment
from .parsing import Parsed

_ALSO_A_FACT: Final = f"""SELECT ?s ?p ?o ?layer {{
  GRAPH {GRAPHS["facts"]} {{ ?s ?p ?o }}
  GRAPH ?layer {{ ?s ?p ?o }}
  FILTER(?layer != {GRAPHS["facts"]})
}}"""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A graph that is complete but neither validated nor published.

    Attributes:
        engine: All layers, in memory; no blank nodes, no triple in two layers.
        parsed: The files it was made of.
        authored: What the data files say, as far as it counts at the moment that was asked for.
        conflicts: The contradictions between claims.
        places: Where statements stand in the files.
    """

    engine: ox.Store
    parsed: Parsed
    authored: Authored
    conflicts: tuple[Conflict, ...]
    places: Places


def assemble(parsed: Parsed, moment: Moment = EVERYTHING) -> Assembled:
    """Compiles the claims of a project into facts and conflicts, and closes the facts under the rules.

    Args:
        parsed: The files.
        moment: When facts hold, and by when they had been stated; what does not count then is left out.

    Raises:
        DataError: A statement has no passage, a ruling matches no claim …; with file and line.
    """
    with without_collecting():
        vocabulary = list(parsed.vocabulary())
        authored = collect(parsed.data)
        if moment.is_given:
            authored = held(authored, moment.as_of, moment.known_by)
        compiled = compile_claims(authored, vocabulary_of(vocabulary))
        engine = ox.Store()
        engine.extend(compiled.quads)
        issues = GRAPHS["conflicts"]
        engine.extend(ox.Quad(issue.subject, issue.predicate, issue.object, issues) for issue in authored.issues)
        engine.extend(vocabulary)
        engine.extend(link_quads(parsed.links, authored, moment))
        _keep_facts_apart(engine)
        infer(engine)
    documents = (*parsed.data.all(), *parsed.ontology, *parsed.shapes)
    return Assembled(engine, parsed, authored, compiled.conflicts, Places(documents, authored.value_names))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Lets Python look for no garbage: what is made stays, and the search takes a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _keep_facts_apart(engine: ox.Store) -> None:
    """Takes out of the other layers what stands in the facts: no engine deduplicates a union of graphs."""
    found = engine.query(_ALSO_A_FACT)
    assert isinstance(found, ox.QuerySolutions)
    for subject, predicate, value, layer in list(found):
        engine.remove(ox.Quad(subject, predicate, value, layer))


def infer(engine: ox.Store) -> int:
    """Fills the layer ``inferred`` with everything that follows by the rules and stands in no layer yet.

    Returns:
        The number of statements that were added.
    """
    layer = GRAPHS["inferred"]
    added = 0
    while True:
        new = 0  # counted here: asking the engine for its size makes it count all that it holds
        for rule in RULES:
            found = engine.query(rule.select(), default_graph=list(READS))
            assert isinstance(found, ox.QuerySolutions)
            # the answer is read to its end before the store changes under it
            rows = [(row[0], row[1], row[2]) for row in found]
            quads = [
                ox.Quad(subject, predicate, value, layer)
                for subject, predicate, value in rows
                if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
            ]
            engine.extend(quads)
            new += len(quads)
        if not new:
            return added
        added += new
