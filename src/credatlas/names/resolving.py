"""From what somebody typed to the one thing that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..errors import AmbiguousError, NotFoundError, UsageError, nearest
from ..store.protocol import Store
from ..terms import CA, ID, PREFIXES, THING_TYPES, compact
from ..tokens import engine_proof
from ..wording import spaced
from .folding import begins, fold, words
from .labels import (
    ABBREVIATION,
    ALT_LABEL,
    ALTERNATE_NAME,
    HIDDEN_LABEL,
    IN_SCHEME,
    NAME,
    PREF_LABEL,
    kinds,
    labels,
    terms,
)

NAMING = (NAME, ALTERNATE_NAME, ABBREVIATION, PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VOCABULARIES = tuple(iri for iri in PREFIXES.values() if "/vocab/" in iri)
_MOST_CHOICES = 20
_MOST_OFFERED = 3
_SHARED_LETTERS = 2
_MOST_COMPARED = 5000
_LONGEST = 1000
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """Which things count: those of ``classes`` (any when empty), or the concepts of ``scheme``.

    Attributes:
        classes: Classes of which a thing must have at least one, inferred ones included.
        scheme: The concept scheme.
        place: The parameter to name in errors.
        noun: What is looked for, in words.
    """

    classes: tuple[NamedNode, ...] = ()
    scheme: NamedNode | None = None
    place: str = ""
    noun: str = "thing"

    @property
    def pattern(self) -> str:
        """The graph pattern that keeps ``?s`` within the scope."""
        if self.scheme is not None:
            return f"?s {IN_SCHEME} {self.scheme} ."
        return f"?s a ?scope . VALUES ?scope {{ {terms(self.classes)} }}" if self.classes else "?s a ?scope ."

    @property
    def members(self) -> frozenset[NamedNode]:
        """The classes, or the scheme, of which a thing has to be; empty when anything will do."""
        return frozenset(self.classes if self.scheme is None else [self.scheme])


def resolve(store: Store, text: str, *, classes: Sequence[NamedNode] = (), place: str = "") -> NamedNode:
    """The thing that ``text`` names.

    Tried in this order, each step must give one thing: a full IRI or compact name, a bare slug, a
    name as it is written, the same name without regard to case, accents and punctuation, and names
    in which every typed word begins a word (``harvard med``). A tombstoned id gives its successor.

    Args:
        store: Where to look.
        text: What was typed.
        classes: Only things of one of these classes count.
        place: The parameter to name in errors, like ``--organization``.

    Raises:
        NotFoundError: Nothing goes by that name; the hint has the nearest.
        AmbiguousError: Several things do, with the choices.
        UsageError: An id was given of a thing that is of another class.
    """
    locals_ = (compact(cls).partition(":")[2] for cls in classes)
    nouns = " or ".join(spaced(name[:1].lower() + name[1:]) for name in locals_)
    return resolve_in(store, text, Scope(classes=tuple(classes), place=place, noun=nouns or "thing"))


def resolve_in(store: Store, text: str, scope: Scope) -> NamedNode:
    """As :func:`resolve`, within a scope: also for concepts of a scheme."""
    typed = text.strip()
    if not typed:
        raise UsageError(f"an empty name names no {scope.noun}", place=scope.place)
    if len(typed) > _LONGEST:  # comparing it with every name would take seconds
        raise UsageError(f"a name of more than {_LONGEST} characters names no {scope.noun}", place=scope.place)
    iri = _as_iri(typed)
    if iri is not None:
        return _by_id(store, iri, typed, scope)
    for found in (_by_slug(store, typed, scope), _as_written(store, typed, scope)):
        if found:
            return _only(store, typed, found, scope)
    return _by_scan(store, typed, scope)


def _as_iri(typed: str) -> NamedNode | None:
    prefix, colon, local = typed.partition(":")
    text = PREFIXES[prefix] + local if colon and prefix in PREFIXES and " " not in typed else typed.strip("<>")
    if text == typed and not re.match(r"https?://|urn:", text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


def _by_id(store: Store, iri: NamedNode, typed: str, scope: Scope) -> NamedNode:
    current = _successor(store, iri)
    if _within(store, [current], scope):
        return current
    kind = kinds(store, [current]).get(current)
    if kind is None:
        near = nearest(compact(iri), _ids_like(store, iri, scope))
        raise NotFoundError(
            f"there is no {scope.noun} {typed}",
            hint=f"did you mean {' or '.join(near)}?" if near else "look for it with `credatlas find WORDS`",
            place=scope.place,
        )
    raise UsageError(f"{compact(current)} is of the kind {kind}, not {scope.noun}", place=scope.place)


def _successor(store: Store, iri: NamedNode) -> NamedNode:
    seen = {iri}
    while True:
        rows = store.select(f"SELECT DISTINCT ?n {{ {iri} <{PREFIXES['dcterms']}isReplacedBy> ?n }}").rows
        follower = rows[0][0] if rows else None
        if not isinstance(follower, NamedNode) or follower in seen:
            return iri
        seen.add(follower)
        iri = follower


def _by_slug(store: Store, typed: str, scope: Scope) -> list[NamedNode]:
    if not _SLUG.fullmatch(typed):
        return []
    if scope.scheme is not None:
        return _within(store, [NamedNode(f"{scope.scheme.value}#{typed}")], scope)
    things = [NamedNode(f"{ID}{kind}/{typed}") for kind in THING_TYPES]
    concepts = [NamedNode(namespace + typed) for namespace in _VOCABULARIES]
    found = _within(store, things, scope) or _within(store, concepts, scope)
    if found:
        return found
    gone = f"SELECT DISTINCT ?s {{ VALUES ?s {{ {terms(things)} }} ?s <{PREFIXES['dcterms']}isReplacedBy> ?n }}"
    old = [row[0] for row in store.select(gone) if isinstance(row[0], NamedNode)]
    return _within(store, [_successor(store, iri) for iri in old], scope)


def _within(store: Store, iris: Sequence[NamedNode], scope: Scope) -> list[NamedNode]:
    if not iris:
        return []
    # the few types of the few candidates are compared here: engines join them with all things of the class first
    relation = "a" if scope.scheme is None else IN_SCHEME
    text = f"SELECT DISTINCT ?s ?k {{ VALUES ?s {{ {terms(iris)} }} ?s {relation} ?k }} ORDER BY ?s"
    found = [subject for subject, kind in store.select(text) if not scope.members or kind in scope.members]
    return [subject for subject in dict.fromkeys(found) if isinstance(subject, NamedNode)]


def _as_written(store: Store, typed: str, scope: Scope) -> list[NamedNode]:
    # two look-ups by object: quick however large the graph is
    try:
        forms = terms([Literal(typed, language="en"), Literal(typed)])
    except (ValueError, UnicodeError) as error:
        raise UsageError(f"{typed!r} is no text that a name can have", place=scope.place) from error
    naming = ", ".join(str(property_) for property_ in NAMING)
    text = f"SELECT DISTINCT ?s {{ VALUES ?n {{ {forms} }} ?s ?p ?n FILTER(?p IN ({naming})) }} ORDER BY ?s"
    return _within(store, [row[0] for row in store.select(text) if isinstance(row[0], NamedNode)], scope)


def all_names(store: Store, scope: Scope, *, holding: Sequence[str] = ()) -> list[tuple[NamedNode, NamedNode, str]]:
    """Every (thing, naming property, name) of the scope, sorted: a scan, for when look-ups found nothing.

    Args:
        store: Where to look.
        scope: Which things count.
        holding: Folded words; names in plain ASCII that do not hold each are left out by the engine.
    """
    narrowed = ""
    if holding:
        tests = (f"CONTAINS(LCASE(STR(?n)), {engine_proof(str(Literal(word)))})" for word in holding)
        # accents and apostrophes are folded here, not in the engine: names with any of them always come along
        narrowed = f'FILTER(({" && ".join(tests)}) || REGEX(STR(?n), "[^ -~]|\'"))'
    kept = f"FILTER EXISTS {{ {scope.pattern} }}" if scope.members else ""
    text = (
        f"SELECT DISTINCT ?s ?p ?n {{ VALUES ?p {{ {terms(NAMING)} }} ?s ?p ?n . {narrowed} FILTER(isIRI(?s)) {kept} }}"
    )
    found = [
        (subject, predicate, name.value)
        for subject, predicate, name in store.select(text)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(name, Literal)
    ]
    # sorted here: ORDER BY took pyoxigraph six times as long as all the rest
    return sorted(found, key=lambda one: (one[0].value, one[1].value, one[2]))


def _everything(store: Store, scope: Scope) -> list[NamedNode]:
    rows = store.select(f"SELECT DISTINCT ?s {{ {scope.pattern} FILTER(isIRI(?s)) }} ORDER BY ?s")
    return [row[0] for row in rows if isinstance(row[0], NamedNode)]


def _ids_like(store: Store, iri: NamedNode, scope: Scope) -> list[str]:
    """The ids of the same kind and first letters: comparing letters with those of all claims takes seconds."""
    end = max(iri.value.rfind("/"), iri.value.rfind("#")) + 1
    if ID.startswith(iri.value[:end]):  # it names no kind
        return []
    beginning = engine_proof(str(Literal(iri.value[: end + _SHARED_LETTERS])))
    kin = f'STRSTARTS(STR(?s), {beginning}) && !CONTAINS(STRAFTER(STR(?s), {beginning}), "#")'  # passages are no kin
    text = f"SELECT DISTINCT ?s {{ {scope.pattern} FILTER(isIRI(?s) && {kin}) }} ORDER BY ?s LIMIT {_MOST_COMPARED}"
    return sorted(compact(row[0]) for row in store.select(text) if isinstance(row[0], NamedNode))


def _by_scan(store: Store, typed: str, scope: Scope) -> NamedNode:
    folded, typed_words = fold(typed), words(typed)
    names = all_names(store, scope, holding=typed_words[:_MOST_WORDS]) if typed_words else []
    same = [subject for subject, _, name in names if folded and fold(name) == folded]
    found = same or [subject for subject, _, name in names if begins(typed_words, words(name))]
    if found:
        return _only(store, typed, found, scope)
    near = _nearest_names(store, typed_words, scope) if typed_words else []
    if near:
        hint = f"did you mean {' or '.join(f'“{name}” ({compact(subject)})' for subject, name in near)}?"
    else:
        hint = _choices_hint(store, scope)
    raise NotFoundError(f"no {scope.noun} goes by “{typed}”", hint=hint, place=scope.place)


def _nearest_names(store: Store, typed: list[str], scope: Scope) -> list[tuple[NamedNode, str]]:
    # comparing letters takes long for many names: only those that share the first letters of the longest word
    longest = max(typed, key=len)
    names = all_names(store, scope, holding=[longest[:_SHARED_LETTERS]])
    by_fold = {fold(name): (subject, name) for subject, _, name in reversed(names)}
    likely = sorted(by_fold)[:_MOST_COMPARED]
    # a thing that goes by several near names is offered once, by the nearest of them
    near = [by_fold[key] for key in nearest(" ".join(typed), likely, limit=_MOST_CHOICES)]
    once = dict(reversed(near))
    return [(subject, name) for subject, name in near if once[subject] == name][:_MOST_OFFERED]


def _choices_hint(store: Store, scope: Scope) -> str:
    if scope.scheme is None:
        return "look for it with `credatlas find WORDS`"
    known = [iri.value.rpartition("#")[2] for iri in _everything(store, scope)]
    more = ", …" if len(known) > _MOST_CHOICES else ""
    return f"choose one of {', '.join(known[:_MOST_CHOICES])}{more}"


def _wholes(store: Store, candidates: list[NamedNode]) -> list[NamedNode]:
    """The candidates without runs and credentials of others among them: those bear the name of their programme."""
    if len(candidates) > _MOST_CHOICES:
        return candidates
    values = terms(candidates)
    rows = store.select(
        f"SELECT DISTINCT ?part ?whole {{ VALUES ?part {{ {values} }} {{ ?part <{CA}isOfferingOf> ?whole }} UNION"
        f" {{ ?whole <{CA}awardsCredential> ?part }} UNION {{ ?part <{CA}isSessionOf> ?whole }} }}"
        " ORDER BY ?part ?whole"
    )
    parts = {part for part, whole in rows if whole in candidates}
    return [iri for iri in candidates if iri not in parts] or candidates


def _only(store: Store, typed: str, found: Iterable[NamedNode], scope: Scope) -> NamedNode:
    candidates = list(dict.fromkeys(_successor(store, iri) for iri in found))
    if len(candidates) > 1:
        candidates = _wholes(store, candidates)
    if len(candidates) == 1:
        return candidates[0]
    count = len(candidates)
    candidates = candidates[:_MOST_CHOICES]
    shown, kind = labels(store, candidates), kinds(store, candidates)
    choices = [(compact(iri), f"{shown[iri]} ({kind[iri]})" if iri in kind else shown[iri]) for iri in candidates]
    raise AmbiguousError(
        f"“{typed}” may be one of {count}" + (f", the first {len(choices)} are" if count > len(choices) else ""),
        choices=sorted(choices),
        hint="give the id in the first column, or more of the name",
        place=scope.place,
    )
