"""An input comes in: matched, compared with what the atlas says, summed up, and then written whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..build.assembling import without_collecting
from ..build.parsing import Parsed, parse_project
from ..claims import Authored, compile_claims, vocabulary_of
from ..claims.authored import joined, restated
from ..claims.compiling import Bearing
from ..claims.model import RDF_TYPE
from ..claims.reading import parse_bytes
from ..claims.stating import Stated, stated_in
from ..errors import DataError
from ..files import Project
from ..names.folding import fold
from ..terms import compact, show
from .claiming import fresh_claims, pairs_in, stated_by
from .doubts import claimants, doubts
from .ids import extended, register_text
from .introducing import introduced
from .known import Known, known_of, learn
from .matching import Matches, match
from .model import Key, LeftOut, Outside, Said, Snapshot, Value
from .passages import Passages, Triple, merged, passages_of
from .review import id_of
from .summary import Contradiction, Summary, contradictions
from .target import Target, write_all
from .writing import Content, source_file
from .written import Written, read_written

Say = Callable[[str], None]


@without_collecting()
def ingest(
    project: Project, outside: Outside, *, how: str, to: Path | None = None, say: Say = lambda _: None
) -> Summary:
    """What an input would change; nothing is written yet: :func:`write` does.

    Args:
        project: The atlas.
        outside: What the input says.
        how: How the input was read, in a sentence that each new source keeps.
        to: The folder for source files; by default ``data/sources`` of the project.
        say: Told what is being done, one short line for each step.

    Raises:
        DataError: The project does not parse, or the input says things that cannot stand.
    """
    say("reading the atlas")
    target = Target.of(project, to)
    parsed = target.over(parse_project(project, queries_too=False))
    before = [stated_in(document) for document in parsed.data.sources]
    authored = joined(parsed.data, before)
    written = {one.iri: one for file in before if (one := read_written(file.document, file.described)) is not None}
    register = target.register()
    known = known_of(authored, register, (iri for iri in authored.sources if iri not in written))
    say(f"matching {len(outside.things):,} things")
    matches = match(outside, known)
    ids = {**known.keys, **matches.ids}
    statements, left_out = _settled(outside, matches, ids, known, authored)
    passages = _stated(statements, ids, known)
    files = _filed(_contents(outside, matches, passages, written, known, how), target)
    lasting = _lasting(matches, ids, statements, files)
    say("comparing with what the atlas says")
    fresh, opened = _compared(parsed, authored, before, files)
    asked = (*outside.questions, *claimants(outside.things, matches), *doubts(outside.things, matches.ids, known))
    review = target.questions()
    texts = {
        target.ids: register_text(extended(register, lasting, lasting)),
        target.review: review.text(asked, outside.name),
        **{one.path: one.text for one in files},
    }
    changed = target.changed(texts)
    return Summary(
        name=outside.name,
        new=tuple(lasting[key] for key in (*matches.new_sources, *matches.new) if key in lasting),
        matched=matches.matched,
        facts=fresh,
        known_facts=sum(1 for _ in _triples(passages)) - fresh,
        contradictions=opened,
        left_out=(*outside.left_out, *left_out),
        review=tuple(question for question in asked if id_of(question) not in review.answered),
        files=changed,
        unchanged=len(texts) - len(changed),
    )


class _File(NamedTuple):
    """A source file of the input: what goes into it, and its text."""

    content: Content
    path: Path
    label: str
    text: str


def _filed(contents: Iterable[Content], target: Target) -> list[_File]:
    shelf, files = target.shelf(), []
    for content in contents:
        path = target.path_of(content.iri)
        files.append(_File(content, path, shelf + path.name, source_file(content)))
    return files


@contextmanager
def alone(project: Project, to: Path | None = None, *, say: Say = lambda _: None) -> Iterator[None]:
    """Holds a folder of source files against other inputs, from the comparing to the end of writing.

    Raises:
        StoreError: Another input holds it for too long.
        UsageError: What ``to`` names is no folder.
    """
    with Target.of(project, to).alone(say):
        yield


def write(summary: Summary) -> None:
    """Writes the files of a summary, each whole.

    Raises:
        StoreError: One cannot be written.
    """
    write_all(summary.files)


def _settled(
    outside: Outside, matches: Matches, ids: Mapping[str, ox.NamedNode], known: Known, authored: Authored
) -> tuple[list[Said], list[LeftOut]]:
    """The statements that go into files; those of sources that are kept by hand are left to the hands."""
    claimed = {(claim.source.iri, claim.predicate, claim.subject) for claim in authored.claims}
    by_hand = {key for key, iri in ids.items() if iri in known.kept}
    everything = [*introduced(outside.things), *outside.statements]
    described = {said.subject for said in everything if said.predicate == RDF_TYPE and said.source not in by_hand}
    nameless = {ids[key] for key in matches.new} - {ids[key] for key in described if key in ids}

    def reason(said: Said) -> str:
        """Why a statement stays out; empty where it does not."""
        about = (said.subject, said.object.key) if isinstance(said.object, Key) else (said.subject,)
        if said.source in by_hand:
            source, subject = ids[said.source], ids.get(said.subject)
            is_there = subject is not None and (source, said.predicate, subject) in claimed
            return "" if is_there else f"{compact(source)} is kept by hand: what it says is entered there"
        if bearer := matches.refused.get((said.subject, said.predicate)):
            return f"{compact(bearer)} bears it, and has quite another name: one of the two is wrong"
        if missing := sorted(one for one in about if one not in ids):
            return f"{missing[0]} is described nowhere in the input"
        if said.source not in ids:
            return f"its source {said.source} is described nowhere"
        hidden = min(one for one in about if ids[one] in nameless)
        return f"{hidden} is described by a source that is kept by hand only: enter it there first"

    # nearly all statements stay, and to see that takes less than to ask for reasons
    sources, things = ids.keys() - by_hand, {key for key, iri in ids.items() if iri not in nameless}
    refused = matches.refused
    kept: list[Said] = []
    left_out: list[LeftOut] = []
    for said in everything:
        is_told = said.subject in things and (not isinstance(said.object, Key) or said.object.key in things)
        if is_told and said.source in sources and not (refused and (said.subject, said.predicate) in refused):
            kept.append(said)
        elif why := reason(said):
            left_out.append(LeftOut(said.spot, _printed(said), why))
    return kept, left_out


def _printed(said: Said) -> str:
    if isinstance(said.object, Value):
        value = " ".join(show(term) for _, term in said.object.fields)
    else:
        value = said.object.key if isinstance(said.object, Key) else show(said.object)
    return f"{compact(said.predicate)} {value}"


def _contents(
    outside: Outside,
    matches: Matches,
    passages: Mapping[ox.NamedNode, Passages],
    written: Mapping[ox.NamedNode, Written],
    known: Known,
    how: str,
) -> Iterator[Content]:
    """What each source file that the input touches will hold."""
    described = {matches.ids[snapshot.key]: snapshot for snapshot in outside.snapshots}
    earlier: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    there = {*passages, *written, *known.kept}
    for newer, copy in matches.later:
        earlier[newer].add(copy)
    for later, before in outside.order:
        if later in matches.ids and matches.ids.get(before) in there:
            earlier[matches.ids[later]].add(matches.ids[before])
    for iri in sorted({*passages, *described} - known.kept, key=str):
        old = written.get(iri)
        stated = merged(old.passages if old else {}, passages.get(iri, {}))
        if not stated:
            continue  # a source of which nothing is taken needs no file
        snapshot = described.get(iri) or (old.snapshot if old else None)
        assert snapshot is not None  # a source is described by the input, or was written before
        if old and snapshot.sha256 and snapshot.sha256 == old.snapshot.sha256:
            snapshot = replace(snapshot, retrieved=old.snapshot.retrieved)  # the same bytes again are the same snapshot
        publisher = _publisher(snapshot, known) or (old.publisher if old and iri not in described else None)
        follows = frozenset(earlier[iri]) | (old.earlier if old else frozenset())
        method = how if old is None or iri in described else old.how
        yield Content(iri, snapshot, stated, publisher, follows, method)


def _publisher(snapshot: Snapshot, known: Known) -> ox.NamedNode | None:
    """The one organization or person of that full name."""
    found = {
        iri for kind in ("organization", "person") for iri in known.names.get((kind, fold(snapshot.publisher)), ())
    }
    return next(iter(found)) if len(found) == 1 else None


def _lasting(
    matches: Matches, ids: Mapping[str, ox.NamedNode], statements: Iterable[Said], files: Iterable[_File]
) -> dict[str, ox.NamedNode]:
    """The ids to register: of new things and sources only those of which something is told."""
    told = {ids[key] for key in {said.subject for said in statements}} | {one.content.iri for one in files}
    unused = {key for key in (*matches.new_sources, *matches.new) if matches.ids[key] not in told}
    return {key: iri for key, iri in matches.ids.items() if key not in unused}


def _stated(statements: list[Said], ids: Mapping[str, ox.NamedNode], known: Known) -> dict[ox.NamedNode, Passages]:
    """What each source states; ``known`` learns it, as it will when the same input comes again."""
    passages = passages_of(statements, ids)
    learn(known, _triples(passages))
    return passages


def _triples(passages: Mapping[ox.NamedNode, Passages]) -> Iterator[Triple]:
    """The statements in the passages of all sources."""
    return (triple for named in passages.values() for passage in named.values() for triple in passage.triples)


def _compared(
    parsed: Parsed, authored: Authored, before: Sequence[Stated], files: Iterable[_File]
) -> tuple[int, tuple[Contradiction, ...]]:
    """How many claims a project has later that it has not now, and the contradictions that they bring.

    Args:
        parsed: The project.
        authored: What it says now.
        before: What each of its source files states now.
        files: Those of the input.
    """
    there = {one.document.label: one.document.data for one in before}
    other = {one.label: one for one in files if one.label not in there or there[one.label] != one.text.encode()}
    if not other:
        return 0, ()
    kept = [one for one in before if one.document.label not in other]
    vocabulary = vocabulary_of(quad for document in parsed.ontology for quad in document.quads)
    pairs = (*(one.pairs for one in kept), *(pairs_in(one.content) for one in other.values()))
    bears = Bearing.of(chain.from_iterable(pairs), authored, vocabulary).on
    try:
        later = _in_order(kept, (stated_by(one.content, one.label, one.text, bears) for one in other.values()))
        after = restated(authored, later, bears)
    except DataError:
        # refused again, now with the line: nothing but reading the texts knows it
        read = (parse_bytes(one.text.encode(), one.label, ox.RdfFormat.TRIG) for one in other.values())
        after = restated(authored, _in_order(kept, map(stated_in, read)), bears)
    fresh = fresh_claims((one.content for one in other.values()), before)
    now = replace(authored, claims=tuple(one for one in authored.claims if bears(one.subject, one.predicate)))
    return fresh, contradictions(compile_claims(now, vocabulary), compile_claims(after, vocabulary))


def _in_order(kept: Iterable[Stated], made: Iterable[Stated]) -> list[Stated]:
    """By label, as the files of a project are read."""
    return sorted((*kept, *made), key=lambda one: one.document.label)
