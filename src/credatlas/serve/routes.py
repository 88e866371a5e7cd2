"""Every address of the service in one table: what is asked there, and which function answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Lane = Literal["house", "strangers"]


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the service.

    Attributes:
        path: As Starlette has it: ``/doc/{name:path}``.
        work: The function that answers, as ``module:name`` below this package: it takes an
            :class:`~credatlas.build.Atlas` and an :class:`~credatlas.serve.exchange.Asked`, gives a
            :class:`~credatlas.serve.exchange.Reply`, and runs in a process of its own. It raises errors of ours.
        methods: What may be asked of it, besides HEAD and OPTIONS.
        lane: ``strangers`` where somebody else's query text runs, ``house`` where all queries are ours.
        deadline: Seconds until the process that answers is ended.
        with_evidence: The same where the request asks what its answer rests on (``evidence=1``); 0 for no other time.
        most: How many bytes a body may have.
        kept: Whether the same question has the same answer as long as the store is the same.
        page: Whether errors are told on a page to whoever prefers pages.
    """

    path: str
    work: str
    methods: tuple[str, ...] = ("GET",)
    lane: Lane = "house"
    deadline: float = 2.0
    with_evidence: float = 0.0
    most: int = 64 * 1024
    kept: bool = True
    page: bool = False


_BATCH: Final = 1_000_000  # names to be reconciled
_QUERY: Final = 256 * 1024  # a query of 64 KiB, percent-encoded
ROUTES: Final = (
    Route("/sparql", "sparql:protocol", ("GET", "POST"), lane="strangers", most=_QUERY),
    Route("/sparql/", "sparql:protocol", ("GET", "POST"), lane="strangers", most=_QUERY),
    Route("/openapi.json", "openapi:document", deadline=10.0),
    Route("/api/queries", "query_api:listing"),
    Route("/api/queries/{name}", "query_api:answering", methods=("GET", "POST"), with_evidence=10.0),
    Route("/api/show/{name:path}", "thing_api:show"),
    Route("/api/why", "thing_api:why", deadline=5.0),
    Route("/find", "find_pages:page", deadline=5.0, page=True),
    Route("/find.json", "find_pages:as_json", deadline=5.0),
    Route("/find.csv", "find_pages:as_csv", deadline=5.0),
    Route("/compare", "compare_pages:page", deadline=5.0, page=True),
    Route("/compare.json", "compare_pages:as_json", deadline=5.0, kept=False),
    Route("/compare.csv", "compare_pages:as_csv", deadline=5.0, kept=False),
    Route("/compare.md", "compare_pages:as_markdown", deadline=5.0, kept=False),
    Route("/queries", "query_pages:listing", page=True),
    Route("/queries/{name}", "query_pages:page", deadline=5.0, with_evidence=10.0, page=True),
    Route("/conflicts", "conflict_pages:page", deadline=5.0, page=True),
    Route("/conflicts.json", "conflict_pages:as_json", deadline=5.0),
    Route("/conflicts.csv", "conflict_pages:as_csv", deadline=5.0),
    Route("/stale", "worklist_pages:stale", deadline=5.0, page=True),
    Route("/stale.json", "worklist_pages:stale_json", deadline=5.0, kept=False),
    Route("/stale.csv", "worklist_pages:stale_csv", deadline=5.0, kept=False),
    Route("/gaps", "worklist_pages:gaps", deadline=5.0, page=True),
    Route("/gaps.json", "worklist_pages:gaps_json", deadline=5.0),
    Route("/gaps.csv", "worklist_pages:gaps_csv", deadline=5.0),
    Route("/", "people:start", deadline=5.0, page=True),
    Route("/about", "people:about", page=True),
    Route("/ontology.html", "reference_pages:ontology", deadline=5.0, page=True),
    Route("/shapes.html", "reference_pages:shapes", deadline=5.0, page=True),
    Route("/vocab/{name}.html", "reference_pages:scheme", deadline=5.0, page=True),
    Route("/doc/{name:path}.graph.html", "things:explored", deadline=10.0, page=True),
    Route("/doc/{name:path}.links.html", "things:links", deadline=5.0, page=True),
    Route("/doc/{name:path}.why.html", "things:reasons", deadline=5.0, page=True),
    Route("/doc/{name:path}.html", "things:thing", deadline=5.0, page=True),
    Route("/doc/{name:path}.svg", "things:drawn", deadline=10.0),
    Route("/id/{path:path}", "linked_data:thing", page=True),
    Route("/doc/{path:path}", "linked_data:document", deadline=5.0, page=True),
    Route("/ontology", "vocabularies:ontology"),
    Route("/ontology.{ending}", "vocabularies:ontology", deadline=5.0),
    Route("/ontology/{version}", "vocabularies:version"),
    Route("/shapes", "vocabularies:shapes"),
    Route("/shapes.{ending}", "vocabularies:shapes", deadline=5.0),
    Route("/vocab/{name}", "vocabularies:scheme"),
    Route("/query/{name}", "vocabularies:query"),
    Route("/.well-known/void", "catalogues:void", deadline=10.0),
    Route("/dataset", "catalogues:dataset", deadline=30.0),
    Route("/dumps/{file}", "dumping:dump", deadline=30.0),
    Route("/sources", "source_pages:page", deadline=5.0, page=True),
    Route("/sources.json", "source_pages:as_json", deadline=5.0),
    Route("/sources.csv", "source_pages:as_csv", deadline=5.0),
    Route("/editor", "editing:page", page=True),
    Route("/editor.json", "editing:words", deadline=10.0),
    Route("/reconcile", "bridging:reconcile", ("GET", "POST"), deadline=10.0, most=_BATCH),
    Route("/reconcile/{path:path}", "bridging:reconcile", ("GET", "POST"), deadline=10.0, most=_BATCH),
    Route("/static/{mark}/{file}", "people:static"),
)
"""All of them, in the order in which they are tried."""
