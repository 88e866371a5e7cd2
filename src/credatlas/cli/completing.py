"""What a shell offers while somebody types: names of queries, and values that the graph has.

A shell waits for an answer and shows no messages, so nothing is built here, and what fails offers nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from ..errors import CredatlasError
from ..terms import PREFIXES, THING_TYPES
from .options import Settings, settings_of

if TYPE_CHECKING:
    import click

    from ..build import Atlas
    from ..queries import Parameter


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
    """The values of a parameter that begin so: things and concepts by the short form of their ids, with their names."""
    from ..queries import choices

    begun = incomplete.lower()
    with suppress(CredatlasError):
        known = dict(choices(_built(settings_of(context)), declared))
        short = _short_forms(known)
        help_of = known if declared.type in ("iri", "concept") else {}
        return [
            CompletionItem(value if ":" in incomplete else typed, help=help_of.get(value))
            for value, typed in short.items()
            if value.lower().startswith(begun) or value.partition(":")[2].lower().startswith(begun)
        ]
    return []


def _short_forms(known: Iterable[str]) -> dict[str, str]:
    """What to type for each value: an id without its prefix, which bash would take for a word of its own.

    Where two things share the rest of their ids, and for properties, only the whole id will do.
    """
    parts = {value: value.partition(":") for value in known}
    times = Counter(local for _, _, local in parts.values())
    return {
        value: local if times[local] == 1 and _names_alone(prefix) else value
        for value, (prefix, _, local) in parts.items()
    }


def _names_alone(prefix: str) -> bool:
    return prefix in THING_TYPES or "/vocab/" in PREFIXES.get(prefix, "")


def _built(settings: Settings) -> Atlas:
    """The store as it is, though its sources may be newer."""
    from ..build import open_atlas
    from ..build.opening import store_of

    project = settings.the_project()
    return open_atlas(project, settings.store or store_of(project))
