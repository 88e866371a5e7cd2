"""credatlas: an evidence-backed knowledge graph of healthcare-AI education, and its query layer.

Example::

    import credatlas as ca

    store = ca.open()
    ca.query(store, "offerings-by-price", max_price=9000, currency="USD").to_dicts()

Verbs are functions over an open store. Everything that the command line does is one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from os import PathLike
    from pathlib import Path

    from pyoxigraph import NamedNode

    from .build import Atlas, Built, CheckReport
    from .cards import Card
    from .comparing import Comparison
    from .covering import Covering
    from .draw import Centrality, Connection
    from .evidence import Answer, ClaimView, ConflictView, InferredView
    from .finding import Found
    from .history.differences import Difference
    from .history.gaps import Gap
    from .history.stale import Stale
    from .names import Match
    from .names.duplicates import Duplicate
    from .queries import Query
    from .results import Result, Table
    from .store import Store

__all__ = [
    "__version__",
    "answer",
    "catalogue",
    "central",
    "check",
    "compare",
    "conflicts",
    "cover",
    "diff",
    "duplicates",
    "find",
    "gaps",
    "make_store",
    "open",
    "path",
    "query",
    "show",
    "sparql",
    "stale",
    "why",
]


def open(  # noqa: A001 - the verb that people know from gzip.open and the like
    where: str | PathLike[str] | None = None,
    *,
    project: str | PathLike[str] | None = None,
    as_of: str | date | None = None,
    known_by: str | date | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Atlas:
    """Opens a graph for reading.

    Args:
        where: The folder of a built store, or the ``http(s)://`` address of a SPARQL endpoint. Without it the
            store of the project in the user's cache is opened, and built first when it is missing or older than its
            sources.
        project: A folder with ``ontology/``, ``data/`` and ``queries/``; by default the checkout that one
            stands in, else the atlas inside the package.
        as_of: Facts as they were on that day, which may be a month or a year (its last day is meant): they are
            compiled anew from the claims that held then. A claim without validity always holds.
        known_by: Only what sources had stated by the end of that day.
        say: Told when a build is needed, one short line for each step.

    Raises:
        StoreError: There is no store, or it cannot be opened; the endpoint holds no atlas.
        NetworkError: The endpoint cannot be reached.
        DataError: A build is needed and a source has a fault.
        UsageError: The project, the address or a date is none; a date together with ``where``.
    """
    from .build import open_atlas
    from .build.moments import Moment, day
    from .files import find_project

    moment = Moment(
        None if as_of is None else day(as_of, "as_of"), None if known_by is None else day(known_by, "known_by")
    )
    return open_atlas(find_project(project), where, moment=moment, say=say)


def catalogue(store: Store) -> list[Query]:
    """The canned queries that can be asked of a store, sorted by name."""
    from .queries import catalogue as listed

    return listed(_folder(store))


def query(store: Store, name: str, /, *, limit: int | None = None, **values: Any) -> Table:
    """The answer to a canned query.

    Args:
        store: An open store.
        name: The query: ``offerings-by-price``.
        limit: At most so many rows.
        **values: Parameters by name, as typed on the command line or as Python values; lists where the
            query takes several.

    Raises:
        NotFoundError: There is no such query, or nothing goes by a name that was given.
        AmbiguousError: Several things go by a name that was given.
        UsageError: A value is missing, unknown or of the wrong type.
    """
    from .queries import load, run

    return run(store, load(_folder(store), name), values, limit=limit)


def answer(store: Store, name: str, /, *, limit: int | None = None, **values: Any) -> Answer:
    """The answer to a canned query together with what each cell rests on; arguments as for :func:`query`.

    Returns:
        ``table`` and ``rows``: for each row its cells, each with statements, claims and chains.

    Raises:
        CredatlasError: As for :func:`query`.
    """
    from .build import Atlas
    from .evidence import answer as ask
    from .queries import load

    cache = store.lineages if isinstance(store, Atlas) else None
    return ask(store, load(_folder(store), name), values, limit=limit, cache=cache)


def sparql(store: Store, text: str) -> Result:
    """The answer to any reading query: a table, statements, or a truth value; house prefixes are known.

    Raises:
        QueryError: It does not parse, or asks for what is refused: updates, ``SERVICE``, graphs that are not ours.
    """
    from .queries import sparql as ask

    return ask(store, text)


def show(store: Store, thing: str | NamedNode) -> Card:
    """What is known of a thing: its card, in the order of its shapes.

    Args:
        store: An open store.
        thing: A name, an alternate name, an abbreviation or an id.

    Raises:
        NotFoundError: Nothing goes by that name.
        AmbiguousError: Several things do.
    """
    from .cards import card
    from .names import resolve

    return card(store, resolve(store, str(thing)))


def why(
    store: Store, thing: str | NamedNode, property: str | NamedNode | None = None, *, include_inferred: bool = False
) -> Sequence[ClaimView | InferredView]:
    """Who says so: the claims about a thing, one for each place in a source.

    Args:
        store: An open store.
        thing: A name, an alternate name, an abbreviation or an id.
        property: Only this property: a compact name, a local name or a label.
        include_inferred: Also what follows by a rule, each with its chain.

    Returns:
        See :func:`credatlas.evidence.why`.

    Raises:
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    from .evidence import why as explain
    from .names import resolve, resolve_property

    # the text of a NamedNode is its IRI in brackets, which names it
    prop = None if property is None else resolve_property(store, str(property))
    return explain(store, resolve(store, str(thing)), prop, include_inferred=include_inferred)


def conflicts(store: Store, thing: str | NamedNode | None = None) -> list[ConflictView]:
    """The contradictions between sources, of one thing or of all, with the rule that decided each.

    Raises:
        NotFoundError: Nothing goes by that name.
        AmbiguousError: Several things do.
    """
    from .evidence import conflicts as listed
    from .names import resolve

    return listed(store, None if thing is None else resolve(store, str(thing)))


def cover(store: Store, topics: Sequence[str], **options: Any) -> Covering:
    """The smallest sets of credentials that together cover some topics; see :func:`credatlas.covering.cover`.

    Args:
        store: An open store.
        topics: Names or ids of 1 to 16 topics.
        **options: Fields of :class:`credatlas.covering.Wish`: ``audience``, ``of``, ``most``, ``limit``, ``unknown``.

    Raises:
        CredatlasError: As :func:`credatlas.covering.cover`.
    """
    from .covering import Wish
    from .covering import cover as look

    return look(store, topics, Wish(**options))


def diff(
    old: str | PathLike[str],
    new: str | PathLike[str] | None = None,
    *,
    project: str | PathLike[str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Difference:
    """What changed between two versions of the graph: things and facts, contradictions, canned answers.

    Args:
        old: The folder of a store or of a project, the file of a dump, or a git revision of the project.
        new: The same; by default the project as it is now.
        project: As for :func:`open`.
        say: Told what is being done, one short line for each step.

    Raises:
        NotFoundError: There is no such version, or the project did not exist at that revision.
        StoreError: A folder is no store, or is damaged.
        DataError: A file is damaged, or a revision does not compile.
        UsageError: The project is none, or an endpoint is named.
    """
    from .files import find_project
    from .history.differing import diff as compare
    from .history.versions import open_version

    found = find_project(project)
    before = open_version(old, found, place="old", say=say)
    return compare(before, open_version(new, found, place="new", say=say), say=say)


def duplicates(store: Store, *kinds: str, least: str = "likely") -> list[Duplicate]:
    """The pairs of things that look like one thing under two ids; see :func:`credatlas.names.duplicates.duplicates`.

    Args:
        store: An open store.
        *kinds: Only things of these kinds: ``organization``, ``programme`` …
        least: The weakest level that is wanted: ``strong``, ``likely`` or ``weak``.

    Raises:
        UsageError: There is no such kind or level.
    """
    from .names.duplicates import duplicates as look

    return look(store, kinds, least=least)


def find(store: Store, words: str = "", /, *, limit: int = 20, **facets: Any) -> Sequence[Match | Found]:
    """What goes by these words or is about them, best first; with facets what one can take that fits.

    Args:
        store: An open store.
        words: Words of names and topics; may be left out where facets are given.
        limit: At most so many.
        **facets: The options of ``credatlas find``, such as ``audience=["executives"]``; see
            :func:`credatlas.finding.read_facets`.

    Raises:
        UsageError: Nothing is asked for, or a facet does not exist or is of the wrong type.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    if all(value in (None, [], ()) for value in facets.values()):
        from .names import search

        return search(store, words, limit=limit)
    from .finding import find as look
    from .finding import read_facets

    return look(store, words, read_facets(store, facets), limit=limit).found


def compare(store: Store, /, *things: str | NamedNode, on: str | date = "today") -> Comparison:
    """Programmes, courses, credentials and runs side by side, each value with who says so.

    Args:
        store: An open store.
        *things: Names, alternate names, abbreviations or ids, at least two.
        on: The day as of which registration and ages are told.

    Raises:
        UsageError: There are fewer than two, one is meant twice or cannot be compared, or the day is none.
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    from .build.moments import day
    from .comparing import compare as look

    return look(store, [str(thing) for thing in things], on=day(on, "on"))


def stale(
    store: Store, thing: str | NamedNode | None = None, *, on: str | date | None = None, limit: int | None = None
) -> list[Stale]:
    """Values that no source has stated for longer than they keep, the most urgent first.

    Args:
        store: An open store.
        thing: Only values of this thing and of what belongs to it.
        on: The day up to which months are counted; by default the day of the store's moment, else today.
        limit: At most so many.

    Returns:
        In the order of :func:`credatlas.history.stale.stale`; each says why it stands where it stands.

    Raises:
        NotFoundError: Nothing goes by that name, or the project has no query ``claims-gone-stale``.
        AmbiguousError: Several things do.
        UsageError: The day is none.
    """
    from .build.moments import day
    from .history.stale import QUERY
    from .history.stale import stale as listed
    from .names import resolve
    from .queries import load

    about = None if thing is None else resolve(store, str(thing))
    found = listed(store, load(_folder(store), QUERY), about, on=None if on is None else day(on, "on"))
    return found[:limit]


def gaps(store: Store, thing: str | NamedNode | None = None, *, kind: str | NamedNode | None = None) -> list[Gap]:
    """What is known, and what is missing, of what readers ask for: one gap for each class and property.

    Args:
        store: An open store.
        thing: Only this thing and what belongs to it.
        kind: Only things of this class, narrower classes included: ``ca:Course``.

    Returns:
        By class, then in the order of the cards; :mod:`credatlas.history.tallies` counts them in other ways.

    Raises:
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    from .history.gaps import gaps as look
    from .names import resolve, resolve_class

    about = None if thing is None else resolve(store, str(thing))
    cls = None if kind is None else resolve_class(store, str(kind), place="kind")
    return look(store, about, kind=cls)


def make_store(project: str | PathLike[str] | None = None, *, to: str | PathLike[str] | None = None) -> Built:
    """Builds the graph of a project and publishes it; all or nothing.

    Args:
        project: As for :func:`open`.
        to: The folder of the store; by default that of the project in the user's cache.

    Raises:
        DataError: A file does not parse or compile, or breaks a shape; nothing is published.
        StoreError: The store cannot be written.
    """
    from .build import build as make
    from .build.opening import folder_for
    from .files import find_project

    found = find_project(project)
    built = make(found, folder_for(found, to))
    assert built is not None  # only a build that is asked whether it is needed can decline
    return built


def path(store: Store, start: str | NamedNode, end: str | NamedNode, **options: Any) -> Connection:
    """The shortest ways between two things over relations that sources state; see :func:`credatlas.draw.path`.

    Args:
        store: An open store.
        start: A name, an alternate name, an abbreviation or an id.
        end: The same of another thing.
        **options: ``also`` (what a way may lead through besides things) and ``limit``.

    Raises:
        NotFoundError: Nothing goes by one of the names, or nothing connects the two.
        AmbiguousError: Several things go by one of the names.
        UsageError: The two are one thing, or an option does not exist.
    """
    from .draw import path as look

    return look(store, start, end, **options)


def central(store: Store, **options: Any) -> Centrality:
    """The things of a class that are most connected; see :func:`credatlas.draw.central`.

    Args:
        store: An open store.
        **options: ``by`` (``degree`` or ``betweenness``), ``of`` (a class, by default ``Organization``), ``also`` and
            ``limit``.

    Raises:
        NotFoundError: There is no such class, or no thing of it.
        UsageError: There is no such measure or option.
    """
    from .draw import central as look

    return look(store, **options)


def check(
    project: str | PathLike[str] | None = None,
    *,
    texts: str | PathLike[str] | None = None,
    completeness: bool = False,
) -> CheckReport:
    """Checks ontology, sources, shapes and queries of a project; with the source texts the evidence as well.

    With ``completeness`` the report also has what nobody has said yet.

    Raises:
        DataError: A file does not parse or compile.
        UsageError: The project or the folder of texts is none.
    """
    from .build import check as look
    from .evidence.texts import Texts
    from .files import find_project

    return look(find_project(project), None if texts is None else Texts(texts), completeness=completeness)


def _folder(store: Store) -> Path:
    from .build import Atlas
    from .files import find_project

    return store.project.queries if isinstance(store, Atlas) else find_project().queries


def __getattr__(name: str) -> Any:
    # the package of pictures has more to say than one verb, and is imported by whoever draws
    if name == "draw":
        from importlib import import_module

        return import_module(".draw", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
