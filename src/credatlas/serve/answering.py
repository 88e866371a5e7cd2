"""The forms of answers to queries that somebody typed, and how a cut answer says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from ..errors import UsageError, did_you_mean
from ..formats import write_result
from ..results import Statements, Table
from ..store.parts import Part
from .exchange import Reply
from .negotiation import NotAcceptableError, best_media

Form = Literal["table", "truth", "graph"]
"""What a query gives: rows, yes or no, statements."""

_XML: Final = {"application/sparql-results+xml": "xml", "application/xml": "xml", "text/xml": "xml"}
_JSON: Final = {"application/sparql-results+json": "json", "application/json": "json"}
MEDIA: Final[Mapping[Form, Mapping[str, str]]] = {
    "table": {**_JSON, **_XML, "text/csv": "csv", "text/tab-separated-values": "tsv"},
    "truth": {**_JSON, **_XML},
    "graph": {
        "text/turtle": "turtle",
        "application/n-triples": "ntriples",
        "application/ld+json": "jsonld",
        "application/rdf+xml": "rdfxml",
        "application/trig": "trig",
        "application/n-quads": "nquads",
    },
}
"""The media types of each form with the names of their formats, the favourite first."""
# how clients call formats in an address: SPARQLWrapper, Fuseki, Virtuoso, files
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "ttl": "turtle",
    "n3": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "nq": "nquads",
    "n-quads": "nquads",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
}
_IN_A_GRAPH: Final[Mapping[str, str]] = {"xml": "rdfxml", "json": "jsonld"}
_MARK: Final = "cut after the first part: the limit of this service is reached ({cut})"
_HEADER: Final = "Credatlas-Truncated"


def form_of(part: Part) -> Form:
    """What a query gave."""
    if isinstance(part.result, Table):
        return "table"
    return "graph" if isinstance(part.result, Statements) else "truth"


def chosen(form: Form, accept: str, named: Sequence[str]) -> tuple[str, str]:
    """The format of an answer and its media type.

    Args:
        form: What the query gives.
        accept: What the client accepts; empty for anything.
        named: The formats that the address names; the first that fits wins over what is accepted. Some clients name
            one by several names.

    Raises:
        NotAcceptableError: There is none that the client takes.
    """
    media = MEDIA[form]
    if not named:
        liked = best_media(accept, list(media))
        return media[liked], liked
    for typed in named:
        name = _name_of(form, typed.strip().lower())
        found = next((type_ for type_, known in media.items() if known == name), None)
        if found is not None:
            return name, found
    choices = list(dict.fromkeys(media.values()))
    hint = did_you_mean(named[0].lower(), choices) or f"formats of this answer: {', '.join(choices)}"
    raise NotAcceptableError(f"there is no format {named[0][:40]!r} for this answer", hint=hint, place="format")


def _name_of(form: Form, typed: str) -> str:
    name = MEDIA[form].get(typed) or _OTHER_NAMES.get(typed, typed)
    return _IN_A_GRAPH.get(name, name) if form == "graph" else name


def written(part: Part, name: str, media: str) -> Reply:
    """An answer in a format, which says where it was cut.

    Args:
        part: The answer.
        name: The format.
        media: Its media type.

    Raises:
        NotAcceptableError: The format cannot hold these statements.
    """
    try:
        body = write_result(part.result, name)
    except UsageError as error:
        raise NotAcceptableError(error.message, hint=error.hint, place="Accept") from error
    kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    if not part.cut:
        return Reply(body, kind)
    return Reply(_marked(body, name, _MARK.format(cut=part.cut)), kind, headers=((_HEADER, part.cut),))


def _marked(body: bytes, name: str, mark: str) -> bytes:
    """A cut answer that says so in itself, where its format has a place for that: CSV and TSV have none."""
    if name == "json":  # behind the rows some readers take nothing any more
        return body.replace(b',"results":{', b',"truncated":true,"results":{', 1)
    if name == "jsonld":
        # readers pass over what only looks like a keyword (https://www.w3.org/TR/json-ld11/#dfn-keyword); a plain
        # name there would make pyoxigraph take the statements for those of a graph that is named
        whole = body if body.startswith(b"{") else b'{\n  "@graph": ' + body.rstrip() + b"\n}\n"
        return whole.replace(b'\n  "@graph": ', f'\n  "@truncated": {json.dumps(mark)},\n  "@graph": '.encode(), 1)
    if name in ("turtle", "ntriples", "nquads", "trig"):
        return f"# {mark}\n".encode() + body
    if name in ("xml", "rdfxml"):
        declaration, end, rest = body.partition(b"?>")
        return declaration + end + f"<!-- {mark} -->".encode() + rest
    return body
