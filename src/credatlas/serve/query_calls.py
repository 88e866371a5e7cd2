"""A canned query as it is asked over HTTP: parameters by their names, pages of rows, a form of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

from ..errors import CredatlasError, NotFoundError, UsageError, did_you_mean
from ..pages.keeping import remembering
from ..queries import Bound, Parameter, Query, load, parse_values
from ..queries.binding import example_of
from .negotiation import best_media
from .requests import FALSE, Parameters, WrongMediaError

if TYPE_CHECKING:
    from ..build import Atlas
    from .exchange import Asked

MEDIA: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "jsonl": "application/x-ndjson",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "html": "text/html",
}
"""The forms of an answer, by the ending of the address that asks for them; the favourite first."""
ROWS: Final = 1000
"""How many rows a page has when nobody says."""
MOST_ROWS: Final = 10_000
"""How many it has at most."""
MOST_WITH_EVIDENCE: Final = 100
"""How many it has at most, and by default, when every cell says what it rests on."""
FARTHEST: Final = 999_999_999
"""How many rows can be left out at most."""
OURS: Final = ("limit", "offset", "evidence", "csv_safe")
"""Parameters of every query, besides its own."""
_WITH_EVIDENCE: Final = ("json", "md")
_TRUE: Final = frozenset(("1", "true", "yes"))


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of a canned query.

    Attributes:
        query: The query.
        form: One of :data:`MEDIA`.
        values: Terms by parameter, defaults filled in.
        limit: At most so many rows.
        offset: How many rows are left out before them.
        evidence: Whether each cell says what it rests on.
        safe: Whether no cell may be taken for a formula.
        is_of_today: Whether the answer may be another one tomorrow, from the same graph.
    """

    query: Query
    form: str
    values: Mapping[str, Bound]
    limit: int
    offset: int
    evidence: bool
    safe: bool
    is_of_today: bool


def named(atlas: Atlas, asked: Asked) -> tuple[Query, str]:
    """The query that the address names, and the form in which its answer is wanted.

    Raises:
        NotFoundError: There is no such query, or no form of that ending.
        NotAcceptableError: The client takes none of the forms.
    """
    name, dot, ending = asked.parts["name"].partition(".")
    query = load(atlas.project.queries, name)
    if not dot:
        media = best_media(asked.accept, list(MEDIA.values()))
        return query, next(form for form, offered in MEDIA.items() if offered == media)
    if ending not in MEDIA:
        hint = did_you_mean(ending, list(MEDIA)) or f"end it in one of .{', .'.join(MEDIA)}"
        raise NotFoundError(f"there is no form .{ending} of an answer", hint=hint)
    return query, ending


def read_call(atlas: Atlas, asked: Asked, query: Query, form: str) -> Call:
    """The values of a call, checked; what is wrong is told in the words of the address.

    Raises:
        UsageError: A parameter is unknown, missing, of the wrong type, or does not fit the form.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    if asked.body:
        raise WrongMediaError(
            f"a body of {asked.media or 'no type'}", hint="send application/x-www-form-urlencoded", place="Content-Type"
        )
    given = asked.parameters
    evidence, safe = flag(given, "evidence"), flag(given, "csv_safe")
    if evidence and form not in _WITH_EVIDENCE:
        raise UsageError(
            f"evidence cannot be written as {MEDIA[form]}", hint="ask for .json or .md, or without it", place="evidence"
        )
    if safe and form != "csv":
        raise UsageError("csv_safe is for CSV", hint="end the address in .csv, or leave it out", place="csv_safe")
    most = MOST_WITH_EVIDENCE if evidence else MOST_ROWS
    return Call(
        query=query,
        form=form,
        values=_values(atlas, asked, query),
        limit=given.number("limit", min(most, ROWS), least=1, most=most),
        offset=given.number("offset", 0, least=0, most=FARTHEST),
        evidence=evidence,
        safe=safe,
        is_of_today=any(
            "today" in (given.all(one.name) or (one.default,)) for one in query.parameters if one.type == "date"
        ),
    )


def flag(given: Parameters, name: str) -> bool:
    """Whether a parameter that is yes or no says yes.

    Raises:
        UsageError: It says something else.
    """
    text = (given.one(name) or "").lower()
    if text in _TRUE | FALSE:
        return text in _TRUE
    raise UsageError(f"“{text}” is neither yes nor no", hint="write 1 or 0", place=name)


def _values(atlas: Atlas, asked: Asked, query: Query) -> dict[str, Bound]:
    known = [parameter.name for parameter in query.parameters]
    given: dict[str, list[str]] = {}
    for name, value in asked.parameters.pairs:
        if name not in known and name not in OURS:
            listed = f"{query.name} has {', '.join(known)}" if known else f"{query.name} has none of its own"
            near = did_you_mean(name, [*known, *OURS])
            raise UsageError(
                f"there is no parameter {name[:100]}",
                hint=f"{near} {listed}; all queries have {', '.join(OURS)}".lstrip(),
                place=name[:100],
            )
        if value and name in known:  # a field of a form that was left empty
            given.setdefault(name, []).append(value)
    try:
        # one value is given as such: what takes one says so when it is given two
        values = {name: all_ if len(all_) > 1 else all_[0] for name, all_ in given.items()}
        # names are looked up once: clients ask about the same things again and again
        return parse_values(remembering(atlas), query, values)
    except CredatlasError as error:
        _reword(error, query)
        raise


def _reword(error: CredatlasError, query: Query) -> None:
    """Names parameters as addresses have them: an error speaks of options of the command line."""
    for parameter in query.parameters:
        example = example_of(parameter)
        if example:
            error.hint = error.hint.replace(example, f"for example {_typed(parameter)}")
        option = re.compile(rf"{parameter.option}(?![\w-])")
        error.message = option.sub(parameter.name, error.message)
        error.hint = option.sub(parameter.name, error.hint)
        error.place = option.sub(parameter.name, error.place)


def _typed(parameter: Parameter) -> str:
    return f"?{parameter.name}={quote_plus(parameter.example)}"
