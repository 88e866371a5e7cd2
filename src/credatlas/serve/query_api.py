"""Canned queries over HTTP: what they are, and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from ..formats import write_result
from ..formats.jsontext import plain_value
from ..names.labels import labels
from ..queries import Bound, catalogue, select
from ..results import Table, plain
from ..terms import BASE, Term, compact
from ..wording import describe_values, is_value
from .builds import version_of
from .exchange import Asked, Reply, json_of, see_other
from .query_calls import MEDIA, Call, named, read_call

if TYPE_CHECKING:
    from ..build import Atlas
    from ..evidence import RowEvidence

_CHARSET: Final = ("csv", "tsv", "md")
_FORMATS: Final = {"srj": "json", "srx": "xml", "csv": "csv", "tsv": "tsv", "md": "markdown", "jsonl": "jsonl"}


def listing(atlas: Atlas, asked: Asked) -> Reply:
    """The canned queries, sorted by name, each as :meth:`Query.to_dict <credatlas.queries.Query.to_dict>` has it.

    Besides, ``href``: the address at which it is asked.
    """
    found = catalogue(atlas.project.queries)
    return json_of([{**query.to_dict(), "href": f"{asked.base}/api/queries/{query.name}"} for query in found])


def answering(atlas: Atlas, asked: Asked) -> Reply:
    """One page of the answer to a canned query, in the form that is wanted.

    JSON has ``query``, ``summary``, ``parameters`` (as they were understood; null for what is left out), ``columns``,
    ``rows`` (an object each; null is unknown), ``page``, ``truncated`` (whether there are more rows) and ``version``,
    with evidence also ``evidence``, as :func:`credatlas.evidence.evidence_document` has it.

    Raises:
        CredatlasError: As :func:`~.query_calls.named` and :func:`~.query_calls.read_call`.
    """
    query, form = named(atlas, asked)
    if form == "html":
        pairs = asked.parameters.pairs
        return see_other(f"{asked.root}/queries/{query.name}" + (f"?{urlencode(pairs)}" if pairs else ""))
    answer = _answered(atlas, read_call(atlas, asked, query, form))
    reply = json_of(_document(atlas, asked, answer)) if form == "json" else _printed(atlas, answer)
    links = ", ".join(f'<{address}>; rel="{name}"' for name, address in _pages(asked, answer).items() if address)
    more = {"Link": links} if links else {}
    more |= {"Credatlas_Truncated": "rows"} if answer.is_cut else {}
    more |= {"Cache_Control": "no-store"} if answer.call.is_of_today else {}
    return reply.having(**more)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One page of rows, whether there are more, and what they rest on where that was asked for."""

    call: Call
    table: Table
    is_cut: bool
    evidence: tuple[RowEvidence, ...] | None


def _answered(atlas: Atlas, call: Call) -> _Answer:
    # one row more than a page has tells whether there is another page
    table = select(atlas, call.query, call.values, limit=call.limit + 1, offset=call.offset)
    # between two rows stands this, and hardly elsewhere: where it is rare the rows need not be parsed to be counted
    is_cut = table.json.count(b"},{") >= call.limit and len(table) > call.limit
    if is_cut:
        table = Table.of(table.columns, table.rows[: call.limit])
    if not call.evidence:
        return _Answer(call, table, is_cut, None)
    from ..evidence import lineage_of, supports

    rows = supports(atlas, lineage_of(call.query, atlas.lineages), table, call.values)
    return _Answer(call, table, is_cut, tuple(rows))


def _document(atlas: Atlas, asked: Asked, answer: _Answer) -> dict[str, Any]:
    call, table = answer.call, answer.table
    bound = [term for value in call.values.values() for term in (value if isinstance(value, tuple) else (value,))]
    words = _words(atlas, [*bound, *(term for row in table for term in row)])
    found: dict[str, Any] = {
        "query": call.query.name,
        "summary": call.query.summary,
        "parameters": {one.name: _value(call.values.get(one.name), words) for one in call.query.parameters},
        "columns": list(table.columns),
        "rows": [
            {name: _cell(term, words) for name, term in zip(table.columns, row, strict=True)} for row in table.rows
        ],
        "page": _page(asked, answer),
        "truncated": answer.is_cut,
        "version": version_of(atlas),
    }
    if answer.evidence is not None:
        from ..evidence import evidence_document

        found["evidence"] = evidence_document(table, answer.evidence)["evidence"]
    return found


def _page(asked: Asked, answer: _Answer) -> dict[str, Any]:
    end = answer.call.offset + len(answer.table)
    # past the last row nobody knows how many there are
    is_known = not answer.is_cut and (len(answer.table) > 0 or answer.call.offset == 0)
    return {
        "offset": answer.call.offset,
        "limit": answer.call.limit,
        "rows": len(answer.table),
        "total": end if is_known else None,
        **_pages(asked, answer),
    }


def _pages(asked: Asked, answer: _Answer) -> dict[str, str | None]:
    """The addresses of the neighbouring pages; None where there is none."""
    offset, limit = answer.call.offset, answer.call.limit

    def at(start: int) -> str:
        kept = [(name, value) for name, value in asked.parameters.pairs if name != "offset"]
        pairs = [*kept, *([("offset", str(start))] if start else [])]
        return f"{asked.base}{quote(asked.path)}" + (f"?{urlencode(pairs)}" if pairs else "")

    return {
        "next": at(offset + limit) if answer.is_cut else None,
        "prev": at(max(0, offset - limit)) if offset else None,
    }


def _words(atlas: Atlas, terms: Iterable[Term | None]) -> dict[Term, str]:
    """The names of things, and values such as prices in words."""
    things = list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))
    values = [thing for thing in things if is_value(thing)]
    words: dict[Term, str] = {}
    words.update(labels(atlas, [thing for thing in things if not is_value(thing)]).items())
    words.update(describe_values(atlas, values).items() if values else ())
    return words


def _value(value: Bound | None, words: Mapping[Term, str]) -> Any:
    return [_cell(term, words) for term in value] if isinstance(value, tuple) else _cell(value, words)


def _cell(term: Term | None, words: Mapping[Term, str]) -> Any:
    if not isinstance(term, NamedNode):
        value = plain_value(plain(term))
        return int(value) if isinstance(value, float) and value.is_integer() else value  # 9000, not 9000.0
    short, name = compact(term), words.get(term)
    return {"id": short, "iri": term.value, "label": None if name == short else name}


def _printed(atlas: Atlas, answer: _Answer) -> Reply:
    form = answer.call.form
    media = MEDIA[form] + ("; charset=utf-8" if form in _CHARSET else "")
    if form != "md":
        return Reply(write_result(answer.table, _FORMATS[form], safe_cells=answer.call.safe), media)
    concepts = [term for row in answer.table for term in row if isinstance(term, NamedNode) and _is_concept(term)]
    shown = labels(atlas, concepts)
    if answer.evidence is None:
        return Reply(write_result(answer.table, "markdown", labels=shown), media)
    from ..evidence.footnotes import footnotes, number_ranges

    notes = footnotes(answer.evidence)
    marks = [
        {
            name: (f"[{number_ranges(numbers[name])}]" if name in numbers else "") + "*" * (name in computed)
            for name, term in row.items()
            if term is not None  # what is unknown rests on nothing
        }
        for row, numbers, computed in zip(answer.table.to_dicts(), notes.marks, notes.computed, strict=True)
    ]
    lines = [*notes.lines, *(["\\*  computed from the statements that are named"] if any(notes.computed) else [])]
    body = write_result(answer.table, "markdown", labels=shown, marks=marks)
    return Reply(body + "".join(f"\n{line}\n" for line in lines).encode("utf-8", "replace"), media)


def _is_concept(term: NamedNode) -> bool:
    return term.value.startswith(f"{BASE}vocab/")
