"""``queries``: the canned queries, one line each, or one of them with all that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from ..formats import RECORD_FORMATS
from .options import Settings, output_options, with_place
from .writing import Writing, folded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..queries import Parameter, Query


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from .completing import query_names

    return query_names(context, parameter, incomplete)


@click.command()
@click.argument("name", required=False, shell_complete=_complete)
@output_options("text", *RECORD_FORMATS, what="a list of queries")
@with_place
def queries(settings: Settings, *, name: str | None, writing: Writing) -> None:
    """List the canned queries with one line each, or show one: parameters, an example call, the SPARQL."""
    from ..queries import catalogue, load

    folder = settings.the_project().queries
    found = catalogue(folder) if name is None else [load(folder, name)]
    if writing.form != "text":
        writing.records([one.to_dict() for one in found], brief=("name", "topic", "summary"))
    else:
        writing.text(_listed(found) if name is None else _described(found[0]))


def _listed(found: Sequence[Query]) -> Iterator[str]:
    longest = max((len(one.name) for one in found), default=0)
    ordered = sorted(found, key=lambda one: (one.topic, one.name))
    for topic, group in groupby(ordered, key=lambda one: one.topic):
        yield topic
        for one in group:
            yield folded(one.summary, first=f"  {one.name:<{longest}}  ", more=" " * (longest + 4))
        yield ""
    yield "credatlas queries NAME shows one, credatlas query NAME --help its parameters"


def _described(found: Query) -> Iterator[str]:
    yield from (found.name, "", f"{found.summary}.")
    if found.description:
        yield ""
        for paragraph in found.description.split("\n\n"):
            yield folded(paragraph)
    if found.parameters:
        yield from ("", "Parameters")
        longest = max(len(parameter.option) for parameter in found.parameters)
        for parameter in found.parameters:
            first = f"  {parameter.option:<{longest}}  "
            yield folded(f"{parameter.description} ({_taken(parameter)})", first=first, more=" " * len(first))
    yield from ("", "Example", f"  {found.command()}", "")
    yield f"Competency question: {', '.join(map(str, found.questions)) or 'none'}"
    yield from ("", "SPARQL", "", found.body.strip())
    if found.remote is not None:
        yield from ("", f"Asked of {found.remote.service}, by {found.remote.join}", "", found.remote.query.strip())


def _taken(parameter: Parameter) -> str:
    kind = parameter.scheme or " or ".join(parameter.classes) or parameter.type
    if parameter.required:
        return f"{kind}, required"
    if parameter.default is None:
        return f"{kind}, optional"
    default = parameter.default if isinstance(parameter.default, str) else ", ".join(parameter.default)
    return f"{kind}, default {default}"
