"""Finding what one can take: every thing judged facet by facet, what fits in a documented order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from ..errors import UsageError
from ..names.folding import fold
from ..names.indexing import NameIndex
from ..names.labels import kinds, labels, terms
from ..store.protocol import Store
from ..terms import Term, node
from ..wording import describe_values, is_value
from .facets import Facets
from .gathering import (
    AWARDED_BY,
    CLOSES,
    OFFERED_BY,
    OFFERS,
    PERIOD,
    STARTS,
    Known,
    Statement,
    Takeable,
    concepts_of,
    takeable,
)
from .judging import NO, UNKNOWN, Pair, Verdict, start_days, starts_of, verdicts
from .model import Found, Run
from .naming import Naming, Text, read_text
from .reasons import named_in, reason, text_reason

_SHOWN_CLAIM = node("ca:shownClaim")
_ON_SUBJECT = node("ca:onSubject")
_OBJECT = node("rdf:object")
_PROPERTY = node("ca:onProperty")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found.

    Attributes:
        found: What fits, best first, at most as many as were asked for.
        total: How many fit in all.
        certain: How many of them are known to fit in every facet.
        left_out: How many were left out because an asked value is not known of them, or because all are.
        missed_by: For each facet how many things it alone rules out.
    """

    found: tuple[Found, ...]
    total: int
    certain: int
    left_out: int
    missed_by: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A thing that fits, with its runs that do, best first."""

    thing: Takeable
    naming: Naming
    runs: tuple[tuple[Pair, tuple[Verdict, ...]], ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return self.runs[0][1]


def find(store: Store, words: str, facets: Facets, *, limit: int = 20, index: NameIndex | None = None) -> Findings:
    """The programmes, courses and credentials that fit facets and words.

    A thing fits by one of its runs as a whole: a low price of one run and an early start of another are no fit.
    Facets with several values ask for one of them. First come things of which the fewest facets are unknown,
    then those that meet more of the values asked, then what is exactly as asked before what is narrower or
    wider, then by how the words fit, then by name and id.

    Args:
        store: Where to look.
        words: Free text; may be empty.
        facets: What is asked for.
        limit: At most so many.
        index: The names of the store, where they are at hand; the answer is the same without.

    Raises:
        UsageError: Nothing is asked for, or the limit is not positive.
    """
    if limit < 1:
        raise UsageError("the limit is at least 1", place="--limit")
    text = read_text(store, words, index)
    if not text.typed and (words.strip() or not facets.any):
        what = f"there is no word in “{words.strip()}”" if words.strip() else "there is nothing to look for"
        raise UsageError(what, hint="give a word of a name or a topic, or a facet such as --audience")
    known = Known(store, concepts_of(facets))
    fits: list[_Fit] = []
    missed: Counter[str] = Counter()
    left_out = 0
    for thing in takeable(store, known):
        naming = text.fit(thing, known)
        if naming is None:
            continue
        judged = _judged(facets, known, thing)
        possible = [one for one in judged if not any(verdict.fits == NO for verdict in one[1])]
        kept = [one for one in possible if _counts(one[1], facets.unknown)]
        if kept:
            fits.append(_Fit(thing, naming, tuple(kept)))
        elif possible:
            left_out += 1
        else:
            missed.update(_alone(judged))
    names = labels(store, [fit.thing.iri for fit in fits])
    fits.sort(key=lambda fit: (*_score(fit), fold(names[fit.thing.iri]), fit.thing.iri.value))
    certain = sum(not _unknowns(fit.verdicts) for fit in fits)
    found = _written(store, fits[:limit], known, facets, text, names)
    return Findings(tuple(found), len(fits), certain, left_out, dict(missed))


def _judged(facets: Facets, known: Known, thing: Takeable) -> list[tuple[Pair, tuple[Verdict, ...]]]:
    """Each run with its verdicts, the best first."""
    pairs = [Pair(thing, run) for run in thing.offerings] or [Pair(thing, None)]
    judged = [(pair, tuple(verdicts(facets, known, pair))) for pair in pairs]
    judged.sort(key=lambda one: _quality(one[1]))
    return judged


def _by_start(fit: _Fit, known: Known) -> _Fit:
    """The same with the last to start first among runs that fit alike; how well the thing fits stays the same."""
    runs = sorted(fit.runs, key=lambda one: _start_key(known, one[0]), reverse=True)
    runs.sort(key=lambda one: _quality(one[1]))
    return replace(fit, runs=tuple(runs))


def _start_key(known: Known, pair: Pair) -> tuple[str, str]:
    days = [day for statement in starts_of(known, pair.dated) for day in start_days(known, statement) if day]
    return (max(days).isoformat() if days else "", pair.dated.value)


def _quality(found: Sequence[Verdict]) -> tuple[int, int, int, int]:
    misses = sum(one.fits == NO for one in found)
    return misses, _unknowns(found), -sum(one.met for one in found), sum(one.distance for one in found)


def _unknowns(found: Sequence[Verdict]) -> int:
    return sum(one.fits == UNKNOWN for one in found)


def _score(fit: _Fit) -> tuple[int, ...]:
    return (*_quality(fit.verdicts)[1:], fit.naming.rank)


def _counts(found: Sequence[Verdict], unknown: str) -> bool:
    return unknown == "include" or (_unknowns(found) > 0) == (unknown == "only")


def _alone(judged: Sequence[tuple[Pair, tuple[Verdict, ...]]]) -> set[str]:
    """The facets each of which is the only one that rules out a run of the thing."""
    misses = [[one.facet for one in found if one.fits == NO] for _, found in judged]
    return {facets[0] for facets in misses if len(facets) == 1}


def _written(
    store: Store, fits: Sequence[_Fit], known: Known, facets: Facets, text: Text, names: Mapping[NamedNode, str]
) -> list[Found]:
    """What fits with names, prices and reasons in words."""
    listed = [iri for fit in fits for iri in (fit.thing.iri, *fit.thing.offerings)]
    known.read_some((STARTS, PERIOD, CLOSES, OFFERS, OFFERED_BY, AWARDED_BY), listed)
    fits = [_by_start(fit, known) for fit in fits]
    told = [one for fit in fits for one in fit.verdicts]
    runs = [pair.run for fit in fits for pair, _ in fit.runs if pair.run is not None]
    priced = known.nodes(OFFERS, *runs, *(fit.thing.iri for fit in fits))
    starts = [one[2] for fit in fits for pair, _ in fit.runs for one in starts_of(known, pair.dated)]
    mentioned = [iri for one in told for iri in named_in(one)]
    mentioned += [
        iri for fit in fits for iri in (*fit.thing.providers(known), *(iri for _, iri, _ in fit.naming.elsewhere))
    ]
    mentioned += [*priced, *(term for term in starts if isinstance(term, NamedNode))]
    words = {**names, **_words(store, [iri for iri in mentioned if iri not in names])}
    kind = kinds(store, [fit.thing.iri for fit in fits])
    disputed = _disputed(store, [one.statement for one in told if one.statement is not None])
    found = []
    for fit in fits:
        reasons = [
            reason(one, facets, words, conflict=one.statement is not None and one.statement in disputed)
            for one in fit.verdicts
        ]
        if text.typed:
            reasons.append(text_reason(fit.naming, text.near, text.typed, words))
        found.append(
            Found(
                iri=fit.thing.iri,
                name=words[fit.thing.iri],
                kind=kind.get(fit.thing.iri, ""),
                providers=tuple((iri, words[iri]) for iri in fit.thing.providers(known)),
                credentials=fit.thing.credentials,
                runs=tuple(_run(pair.run, found, known, words) for pair, found in fit.runs if pair.run is not None),
                prices=tuple(words[value] for value in known.nodes(OFFERS, fit.thing.iri)),
                reasons=tuple(reasons),
            )
        )
    return found


def _run(iri: NamedNode, found: Collection[Verdict], known: Known, words: Mapping[NamedNode, str]) -> Run:
    starts = [words[term] if isinstance(term, NamedNode) else _plain(term) for _, _, term in starts_of(known, iri)]
    return Run(
        iri=iri,
        starts="; ".join(starts),
        closes="; ".join(_plain(term) for _, _, term in known.of(CLOSES, iri)),
        prices=tuple(words[value] for value in known.nodes(OFFERS, iri)),
        certain=not any(one.fits == UNKNOWN for one in found),
    )


def _plain(term: Term) -> str:
    return term.value if isinstance(term, Literal) else str(term)


def _words(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, str]:
    wanted = list(dict.fromkeys(iris))
    values = [iri for iri in wanted if is_value(iri)]
    named = labels(store, [iri for iri in wanted if not is_value(iri)])
    return {**named, **(describe_values(store, values) if values else {})}


def _disputed(store: Store, statements: Sequence[Statement]) -> set[Statement]:
    """Those of the statements on which sources contradict each other."""
    if not statements:
        return set()
    subjects = sorted({statement[0] for statement in statements}, key=lambda one: one.value)
    rows = store.select(
        f"SELECT ?s ?p ?o {{ VALUES ?s {{ {terms(subjects)} }} ?c {_ON_SUBJECT} ?s . ?c {_SHOWN_CLAIM} ?shown ."
        f" ?c {_PROPERTY} ?p . ?shown {_OBJECT} ?o }}"
    )
    disputed = {(subject, predicate, term) for subject, predicate, term in rows}
    return {statement for statement in statements if statement in disputed}
