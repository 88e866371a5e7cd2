"""Why an inferred fact holds: the shortest chain of rules from what sources state."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from ..claims.inference import READS, RULES, Pattern, Rule
from ..store.protocol import Store
from ..terms import GRAPHS, Term, node
from .asking import inline, layers_of, select
from .model import ClaimView, InferredView, Premise, Step, Triple

_MOST_STEPS: Final = 12
_MOST_STATES: Final = 2000
_FACTS, _INFERRED, _VOCABULARY = GRAPHS["facts"], GRAPHS["inferred"], GRAPHS["vocabulary"]
_KINDS: Final = {_FACTS: "claimed", _VOCABULARY: "vocabulary", _INFERRED: "inferred"}
_TYPE: Final = node("rdf:type")


def inferred(store: Store, entity: NamedNode, property: NamedNode | None = None) -> list[InferredView]:
    """The facts about a thing that no source states, each with its chain; sorted by property and value."""
    only = "" if property is None else f"VALUES ?p {{ {inline(property)} }} "
    text = f"SELECT ?p ?o {{ {only}GRAPH {_INFERRED} {{ {inline(entity)} ?p ?o }} }} ORDER BY ?p ?o"
    found = []
    for predicate, value in select(store, text):
        assert isinstance(predicate, NamedNode) and value is not None
        found.append(InferredView(entity, predicate, value, tuple(chain(store, entity, predicate, value))))
    return found


def chain(store: Store, subject: NamedNode, predicate: NamedNode, value: Term) -> list[Step]:
    """The shortest chain of rules that concludes a fact from claimed facts and the vocabulary.

    Returns:
        The steps in reading order, the last one concluding the fact. Empty for a fact that is
        claimed itself, and for a statement that no rule concludes within twelve steps.
    """
    goal = (subject, predicate, value)
    if layers_of(store, [goal]).get(goal) != "inferred":
        return []
    search = _Search(store, {})
    steps = search.shortest(goal)
    return _with_claims(store, steps)


@dataclass(frozen=True, slots=True)
class _State:
    """A partial proof: what is still open, and the steps so far with the goal's own step first."""

    open: tuple[Triple, ...]
    steps: tuple[Step, ...]

    def concluded(self) -> frozenset[Triple]:
        return frozenset(step.conclusion for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Search:
    """Breadth first over partial proofs: each expansion adds one step, so the first complete one is shortest."""

    store: Store
    known: dict[Triple, tuple[Step, ...]]

    def shortest(self, goal: Triple) -> list[Step]:
        queue = deque([_State((goal,), ())])
        seen: set[tuple[frozenset[Triple], frozenset[Triple]]] = set()
        for _ in range(_MOST_STATES):
            if not queue:
                break
            state = queue.popleft()
            if len(state.steps) >= _MOST_STEPS:
                continue
            for following in self._expansions(state):
                if not following.open:
                    return list(reversed(following.steps))
                key = (frozenset(following.open), following.concluded())
                if key not in seen:
                    seen.add(key)
                    queue.append(following)
        return []

    def _expansions(self, state: _State) -> Iterator[_State]:
        goal, *rest = state.open
        settled = state.concluded() | {goal}
        for step in self._steps(goal):
            needed = [premise.triple for premise in step.premises if premise.kind == "inferred"]
            if settled.isdisjoint(needed):  # a statement never supports itself
                remaining = (*rest, *(triple for triple in needed if triple not in rest))
                yield _State(remaining, (*state.steps, step))

    def _steps(self, goal: Triple) -> tuple[Step, ...]:
        """Every way to conclude the goal by one rule, those with fewer open premises first."""
        if goal not in self.known:
            steps = [step for rule in RULES for step in _applications(self.store, rule, goal)]
            steps.sort(key=lambda step: sum(premise.kind == "inferred" for premise in step.premises))
            self.known[goal] = tuple(steps)
        return self.known[goal]


def _applications(store: Store, rule: Rule, goal: Triple) -> Iterator[Step]:
    bound = _unify(rule.head, goal)
    if bound is None:
        return
    text, free = _question(rule)
    lines = " ".join(f"VALUES {name} {{ {inline(term)} }}" for name, term in bound.items())
    columns = " ".join([*free, *(f"?g{number}" for number in range(len(rule.body)))])
    for row in select(store, f"SELECT DISTINCT {columns} {{ {lines} {text} }} ORDER BY {columns}"):
        terms = {**bound, **dict(zip(free, row, strict=False))}
        graphs = row[len(free) :]
        premises = [
            Premise(_ground(pattern, terms), _KINDS[graph])
            for pattern, graph in zip(rule.body, graphs, strict=True)
            if isinstance(graph, NamedNode)
        ]
        yield Step(rule.name, rule.plain, goal, tuple(premises))


@lru_cache(maxsize=32)
def _question(rule: Rule) -> tuple[str, tuple[str, ...]]:
    """The body of a rule with the layer of each premise, and its variables beyond those of the head."""
    layers = ", ".join(str(graph) for graph in READS)
    body = " ".join(
        f"GRAPH ?g{number} {{ {' '.join(_written(part) for part in pattern)} }} FILTER(?g{number} IN ({layers}))"
        for number, pattern in enumerate(rule.body)
    )
    names = dict.fromkeys(part for pattern in rule.body for part in pattern if part.startswith("?"))
    return body, tuple(name for name in names if name not in rule.head)


def _written(part: str) -> str:
    return part if part.startswith("?") else str(_constant(part))


def _constant(part: str) -> NamedNode:
    return _TYPE if part == "a" else node(part)


def _unify(head: Pattern, goal: Triple) -> dict[str, Term] | None:
    bound: dict[str, Term] = {}
    for part, term in zip(head, goal, strict=True):
        if part.startswith("?"):
            if bound.setdefault(part, term) != term:
                return None
        elif _constant(part) != term:
            return None
    return bound


def _ground(pattern: Pattern, terms: dict[str, Term | None]) -> Triple:
    subject, predicate, value = (terms[part] if part.startswith("?") else _constant(part) for part in pattern)
    assert isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None
    return subject, predicate, value


def _with_claims(store: Store, steps: Sequence[Step]) -> list[Step]:
    from .claiming import claims_of

    claimed = [premise.triple for step in steps for premise in step.premises if premise.kind == "claimed"]
    claims: dict[Triple, tuple[ClaimView, ...]] = claims_of(store, claimed) if claimed else {}
    return [replace(step, premises=tuple(_filled(step.premises, claims))) for step in steps]


def _filled(premises: Iterable[Premise], claims: dict[Triple, tuple[ClaimView, ...]]) -> Iterator[Premise]:
    for premise in premises:
        yield replace(premise, claims=claims.get(premise.triple, ())) if premise.kind == "claimed" else premise
