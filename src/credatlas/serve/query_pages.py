"""``/queries``: the questions in plain words, and for each a form with its answer."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ..errors import AmbiguousError, NotFoundError, QueryError, UsageError
from ..pages.addresses import Addresses
from ..pages.answers import Answer, answer_of
from ..pages.forms import Given, Link, address, turned
from ..pages.keeping import remembering
from ..pages.questions import example_of, question_form, topics
from ..queries import Bound, Query, bind, load, parse_values
from .exchange import Asked, Reply
from .listing import flag, given_of, number_of, refuse_unknown, settled
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from ..build import Atlas

SIZE: Final = 50
"""How many rows a page has."""
SIZE_WITH_EVIDENCE: Final = 20
"""How many it has when each value says who says so."""
_OURS: Final = ("evidence", "page")
_OF_PROGRAMS: Final = ("limit", "offset", "csv_safe")  # what addresses of programs have and pages do without
_MOST_ROWS: Final = 10_000  # of one answer of /api/queries


def listing(atlas: Atlas, asked: Asked) -> Reply:
    """All questions, by topic."""
    return page_of(atlas, asked, "queries.html", title="Questions", here="queries", topics=topics(atlas))


def page(atlas: Atlas, asked: Asked) -> Reply:
    """The form of one question, and its answer where all that it needs is given."""
    name = asked.parts["name"]
    query = _query(atlas, asked, name)
    if elsewhere := _elsewhere(asked, query):
        return elsewhere
    given = given_of(asked)
    addresses = addresses_of(asked)
    at = functools.partial(address, addresses, f"queries/{query.name}")
    form, status = question_form(atlas, query, given), 200
    found: Answer | None = None
    values: Mapping[str, Bound] | None = None
    try:
        refuse_unknown(given, [*(one.name for one in query.parameters), *_OURS])
        values = _values(atlas, query, given)
        if values is not None:
            found = _answer(atlas, query, values, given, addresses)
    except (UsageError, NotFoundError, AmbiguousError) as error:
        if error.place == "page":
            raise
        form, status = form.refused(error, given, at), error.http_status
    reply = page_of(
        atlas,
        asked,
        "query.html",
        title=query.summary,
        here="queries",
        query=query,
        form=form,
        found=found,
        place=turned(0 if found is None else found.total, number_of(given), _size(given), given, at),
        example=_example(query, given, at),
        evidence=bool(given.get("evidence")),
        turned_over=at(_toggled(given)),
        downloads=_downloads(addresses, query, given, found),
        **_sparql(query, values, addresses),
    )
    return replace(reply, status=status)


def _query(atlas: Atlas, asked: Asked, name: str) -> Query:
    try:
        return load(atlas.project.queries, name)
    except NotFoundError as error:
        hint = f"all questions are listed at {asked.root}/queries"
        raise NotFoundError(error.message, hint=hint if "`" in error.hint else error.hint) from error


def _elsewhere(asked: Asked, query: Query) -> Reply | None:
    """Where the question stands for good: with its day, and without what only programs ask."""
    given = given_of(asked)
    days = [one.name for one in query.parameters if one.type == "date"]
    is_whole = all(one.name in given for one in query.parameters if one.required)
    today = {one.name: ["today"] for one in query.parameters if one.name in days and one.default == "today"}
    kept = tuple(pair for pair in asked.parameters.pairs if pair[0] not in _OF_PROGRAMS)
    if len(kept) < len(asked.parameters.pairs):
        bare = replace(asked, parameters=replace(asked.parameters, pairs=(*kept, ("", ""))))
        return settled(bare, days, **(today if is_whole else {}))
    return settled(asked, days, **(today if is_whole else {}))


def _values(atlas: Atlas, query: Query, given: Given) -> dict[str, Bound] | None:
    """The values of the call; None for somebody who has not asked yet and cannot do without."""
    asked = {name: list(values) for name, values in given.items() if name not in _OURS}
    if not asked and any(one.required for one in query.parameters):
        return None
    raw: dict[str, Any] = {name: values if len(values) > 1 else values[0] for name, values in asked.items()}
    return parse_values(remembering(atlas), query, raw)


def _answer(atlas: Atlas, query: Query, values: Mapping[str, Bound], given: Given, addresses: Addresses) -> Answer:
    number, size = number_of(given), _size(given)
    rows = slice((number - 1) * size, number * size)
    found = answer_of(atlas, query, values, rows, addresses, evidence=flag(given, "evidence"))
    if number > 1 and not found.rows:
        raise NotFoundError(f"there is no page {number}", hint=f"the answer has {found.total} rows", place="page")
    return found


def _size(given: Given) -> int:
    return SIZE_WITH_EVIDENCE if given.get("evidence") else SIZE


def _toggled(given: Given) -> dict[str, Any]:
    """The same question with evidence, or without where it has some; from its first page on."""
    rest = {name: values for name, values in given.items() if name not in _OURS}
    return rest if given.get("evidence") else {**rest, "evidence": ["1"]}


def _example(query: Query, given: Given, at: functools.partial[str]) -> Link | None:
    example = example_of(query)
    asked = {name: list(values) for name, values in given.items() if name not in _OURS}
    if not query.parameters or asked == example:
        return None
    words = ", ".join(f"{name.replace('_', ' ')} {' or '.join(values)}" for name, values in example.items())
    return Link(words or "with the defaults", at(example))


def _downloads(addresses: Addresses, query: Query, given: Given, found: Answer | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    asked = {name: values for name, values in given.items() if name not in _OURS}
    most = {"limit": [str(_MOST_ROWS)]} if found.total > 1000 else {}
    path = f"api/queries/{query.name}"
    evidence = {"evidence": ["1"]} if given.get("evidence") else {}
    return [
        ("CSV", address(addresses, path, {**asked, **most}, "csv")),
        ("JSON", address(addresses, path, {**asked, **(evidence or most)}, "json")),
        ("Markdown", address(addresses, path, {**asked, **(evidence or most)}, "md")),
    ]


def _sparql(query: Query, values: Mapping[str, Bound] | None, addresses: Addresses) -> dict[str, str]:
    """The text of the query, with its values where there are some; then it can be opened in the editor."""
    if values is None:
        return {"sparql": query.body.strip(), "editor": ""}
    try:
        text = bind(query, values).strip()
    except QueryError:  # the answer has told what is wrong with the file
        return {"sparql": query.body.strip(), "editor": ""}
    return {"sparql": text, "editor": f"{addresses.page('editor')}#query={quote(text, safe='')}"}
