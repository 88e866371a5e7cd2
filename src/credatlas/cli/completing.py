"""What a shell offers while somebody types: names of queries, and values that the graph has.

A shell waits for an answer and shows no messages, so nothing is built here, and what fails offers nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from ..errors import CredatlasError
from .options import Settings, settings_of

if TYPE_CHECKING:
    import click

    from ..build import Atlas
    from ..queries import Parameter

_MOST_OFFERED = 200


def query_names(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """The canned queries that begin so, each with its summary."""
    from ..queries import read

    found = []
    with suppress(CredatlasError):
        for path in sorted(settings_of(context).the_project().queries.glob(f"{_literally(incomplete)}*.rq")):
            with suppress(CredatlasError):  # a file with a fault hides no other
                found.append(CompletionItem(path.stem, help=read(path).summary))
    return found


def _literally(text: str) -> str:
    from glob import escape

    return escape(text.replace("/", ""))


def values(declared: Parameter, context: click.Context, incomplete: str) -> list[CompletionItem]:
    """The values of a parameter that begin so: things and concepts by the short form of their ids, with their names.

    Ids are offered without their prefix, which names do without and which bash would take for the end of a word.
    """
    from ..queries import choices

    found: list[CompletionItem] = []
    with suppress(CredatlasError):
        known = choices(_built(settings_of(context)), declared)
        are_ids = declared.type in ("iri", "concept")
        for value, label in known:
            typed = value.partition(":")[2] if are_ids and ":" not in incomplete else value
            if typed.lower().startswith(incomplete.lower()) and len(found) < _MOST_OFFERED:
                found.append(CompletionItem(typed, help=label if are_ids else None))
    return found


def _built(settings: Settings) -> Atlas:
    """The store as it is, though its sources may be newer."""
    from ..build import open_atlas
    from ..build.opening import store_of

    project = settings.the_project()
    return open_atlas(project, settings.store or store_of(project))
